"""Words from right to left in PDFs are read as they are read on the page."""

import pytest

from pipeline.convert.pdf import Pdf
from pipeline.convert.pdf_columns import Box
from pipeline.convert.pdf_right_to_left import as_read
from testbed.pdf_writer import Line, pdf
from tests.harness.growth import grows_with_size
from tests.unit.pipeline.convert.conversions import LIMITS, text_of

# Glyphs of a font by their letters in the file, as wide as one another; "e" is lam with alef.
LETTERS = {"a": "\ufe96", "b": "\ufee0", "c": "\ufebb", "d": "\u0648", "e": "\u0644\u0627"}
MEANT = {"a": "ت", "b": "ل", "c": "ص", "d": "و"}


def drawn(glyphs: str, said: bool) -> str:
    """The text of a page with each glyph drawn by itself, from left to right."""
    letters = [
        Line(100 + 6 * place, 700, glyph, 12, stands_for=MEANT.get(glyph, "") if said else "")
        for place, glyph in enumerate(glyphs)
    ]
    return text_of(Pdf(LIMITS, ocr=False), pdf([letters], to_unicode=LETTERS))


@pytest.mark.parametrize("said", [True, False], ids=["said", "not said"])
def test_letters_that_say_what_they_stand_for(said: bool) -> None:
    """PDFium leaves such words as they are drawn, and turns those around that do not say it."""
    assert drawn("abcd", said) == "وصلت"
    assert sorted(drawn("abcd badc", said).split(" ")) == ["صوتل", "وصلت"]


def test_two_letters_of_one_glyph() -> None:
    """Lam and alef stand in their order in a word that PDFium has turned around."""
    line = [Line(100, 700, "aecd", 12)]
    assert text_of(Pdf(LIMITS, ocr=False), pdf([line], to_unicode=LETTERS)) == "وصلات"


def row(*edges: tuple[float, float]) -> list[Box]:
    """Boxes in one row by their left and right edges."""
    return [(left, 700.0, right, 712.0) for left, right in edges]


def test_marks_stay_with_their_letters() -> None:
    """In a word that is turned around, and joiners between its letters, too."""
    boxes = row((0, 5), (5, 10), (6, 9), (10, 15))
    assert as_read("دعَب", boxes.__getitem__) == "بعَد"


@pytest.mark.parametrize("text", ["plain words, 12", "בית", "وصلت", "30", "ب"])
def test_what_is_in_order_stays(text: str) -> None:
    """Letters that go from right to left, others, and figures, whichever way they go."""
    leftwards = row(*((100 - 5 * place, 105 - 5 * place) for place in range(len(text))))
    assert as_read(text, leftwards.__getitem__) == text
    if text.isascii():
        assert as_read(text, leftwards[::-1].__getitem__) == text


def test_letters_without_end_are_no_word() -> None:
    """They take time that grows with their number, and stay as they are."""

    def read(count: int) -> None:
        boxes = row(*((5 * place, 5 * place + 5) for place in range(count)))
        assert as_read("ب" * count, boxes.__getitem__) == "ب" * count

    assert grows_with_size(read, 2_000)
