"""Static vectors of texts, and the table that they come from."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify import remembered
from pipeline.classify.remembered import Remembered
from pipeline.classify.vectors import document_vector, load_table, words

FOLDER = Path(remembered.__file__).with_name("table")


def likeness(one: str, other: str) -> float:
    return float(document_vector(one) @ document_vector(other))


def test_texts_of_one_matter_are_near_to_each_other() -> None:
    """Meaning counts, not only common words."""
    football = "The goalkeeper saved a penalty in the final."
    assert likeness(football, "The striker missed the net.") > likeness(
        football, "Taxes will rise."
    )


def test_a_vector_has_unit_length_or_is_zero() -> None:
    """What has no known word has no direction either."""
    assert np.isclose(np.linalg.norm(document_vector("A ship in the harbour")), 1)
    assert not document_vector("").any()
    assert not document_vector("— 漢字 …").any()


def test_a_vector_has_the_dimensions_of_the_table() -> None:
    """Also that of an empty text."""
    table = load_table()
    assert document_vector("a ship").shape == document_vector("").shape == (table.dimensions,)


def test_an_unknown_word_is_taken_apart() -> None:
    """A word that is not in the table is the sum of its pieces; endless ones are no words."""
    table = load_table()
    found = table.find({"ship": 1, "shipwreckish": 3, "x" * 1_000: 1})
    assert found.pieces[: found.whole].tolist() == [table.numbers["ship"]]
    assert [word for word, _ in found.apart] == ["shipwreckish", "x" * 1_000]
    assert len(found.pieces) - found.whole == len(table.pieces_of["shipwreckish"]) > 1
    assert table.pieces_of["x" * 1_000] == ()


def test_a_text_of_many_words_is_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its vector is the same, and needs no row for each of its words at once."""
    text = "The striker missed the net, and the goalkeeper saved a penalty in the final. " * 3
    whole = document_vector(text)
    monkeypatch.setattr("pipeline.classify.vectors._AT_ONCE", 3)
    assert np.allclose(document_vector(text), whole, atol=1e-6)


def test_a_long_word_is_not_remembered() -> None:
    """Or a few thousand lines of base64 would fill the memory."""
    found = Remembered(len)
    assert (found["word"], found["x" * 1_000]) == (4, 1_000)
    assert found.keys() == {"word"}


def test_the_seeds_of_a_label_weigh_alike() -> None:
    """A phrase or an open seed counts as much as a word; unknown seeds count nothing."""
    table = load_table()
    assert np.isclose(np.linalg.norm(table.centre(["ship", "high sea", "sail*"])), 1)
    assert not table.centre(["漢字"]).any()
    assert table.rarity("the") < table.rarity("schooner") <= table.rarity("漢字") == 1


def test_words_have_no_case_accents_or_hyphens() -> None:
    """Texts are taken apart as the encoder that the table comes from does it."""
    assert words("The CAFÉ’s co-owner — 3.5 %") == ["the", "cafe", "s", "co", "owner", "3", "5"]
    assert words("Привет, мир_2") == ["привет", "мир", "2"]


@given(st.text())
def test_words_are_of_letters_and_digits(text: str) -> None:
    """Whatever the text, its words are lower-case letters and digits, and so are words of words."""
    found = words(text)
    assert all(word.isalnum() for word in found)
    assert words(" ".join(found)) == found


def test_the_table_says_where_it_comes_from() -> None:
    """Model, licence, package with its hash, and the script, beside rows that fit together."""
    provenance = json.loads((FOLDER / "provenance.json").read_text("utf-8"))
    assert provenance["licence"].startswith("Apache-2.0")
    assert len(provenance["package_sha256"]) == 64
    rows = np.load(FOLDER / "rows.npy", mmap_mode="r", allow_pickle=False)
    assert rows.dtype == np.int8
    assert rows.shape == (provenance["pieces"], provenance["dimensions"])
    assert np.load(FOLDER / "factors.npy").shape == (provenance["pieces"],)
    assert len((FOLDER / "pieces.txt").read_text("utf-8").splitlines()) == provenance["pieces"]


def test_answers_are_remembered_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is asked for once, until there are too many words."""
    monkeypatch.setattr(remembered, "MOST", 2)
    asked: list[str] = []

    def find(word: str) -> str:
        asked.append(word)
        return word.upper()

    memory = Remembered(find)
    assert [memory[word] for word in "aabac"] == list("AABAC")
    assert asked == ["a", "b", "c"]
    assert len(memory) == 1
