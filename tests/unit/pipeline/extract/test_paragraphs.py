"""Paragraphs of several languages in one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.paragraphs import only_english as plainly_english

GERMAN = "Der Deichrat von Emden tagte am Montag, und der Plan wurde von allen gelobt."
SPANISH = "La junta del puerto de Vigo se reunió ayer y habló de los planes."
ENGLISH = "The board of Gull Bay met on Monday, and Maren Tolliver said that it was late."


def only_english(text: str) -> str:
    """What is left of a text, with the packaged lists."""
    return plainly_english(text, packaged())


def test_the_foreign_paragraphs_of_a_mixed_text_are_blank() -> None:
    """The English one stays at its place."""
    text = f"{GERMAN}\n\n{ENGLISH}\n\n{SPANISH}"
    left = only_english(text)
    assert left.strip() == ENGLISH
    assert left.index(ENGLISH) == text.index(ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Peter de la Mare",
        "Rocky De La Fuente and Manuel de los Santos of the Casa del Mar met in El Paso.",
        "Buy cheap watches online now: free shipping worldwide, best prices",
        "Tesco sales up",
        "Maren Tolliver met Joan Wexley in Oslo. " * 3,
        "She reads 'La vida es sueño' and says that it is the best of the plays of the age.",
        "",
    ],
)
def test_names_of_other_languages_make_no_paragraph_foreign(text: str) -> None:
    """Nor do headlines without function words."""
    assert only_english(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Toplam",
        "Toplam gelir",
        "Harga tiket naik lagi",
        "Spiel laden",
        "Gespeicherte Suchen",
        "Kuka on Niko",
        "Seleccionar Color",
        "In Emden tagte der Rat",
    ],
)
def test_a_few_words_that_are_not_plainly_english_are_left_out(text: str) -> None:
    """Cells, headings and captions in other languages, with a word that English has, too."""
    assert not only_english(text).strip()


@pytest.mark.parametrize(
    "text",
    ["Sean", "Angela Merkel", "Kerry, Traci", "Dear Dr. Vincent Kaminski,", "Revenue: Total 2023"],
)
def test_a_name_alone_and_plain_english_stay(text: str) -> None:
    """Cells and greetings with a known given name; words that dictionaries have."""
    assert only_english(text) == text


def test_a_heading_of_names_stays_in_an_english_text() -> None:
    """The text as a whole says that it is English."""
    text = f"Quimby\n\n{ENGLISH}"
    assert only_english(text) == text


@given(st.lists(st.sampled_from([GERMAN, SPANISH, ENGLISH, "\n", "  ", "Oslo"]), max_size=8))
def test_every_character_keeps_its_place(parts: list[str]) -> None:
    """What stays stands where it stood."""
    text = "\n\n".join(parts)
    left = only_english(text)
    assert len(left) == len(text)
    assert all(new in (old, " ") for new, old in zip(left, text, strict=True))
