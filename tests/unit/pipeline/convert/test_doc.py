"""Word before 2007: the body in its order, and all that stands beside it."""

import struct

import pytest

from pipeline.convert.converter import ConversionLimits, Damaged, Encrypted, TooMuch
from pipeline.convert.doc import Doc
from pipeline.records import Filtered
from testbed.doc_writer import IN_CELL, ROW_END, doc, item, level
from testbed.ole_writer import ole
from testbed.ppt_writer import record, shape, words_of_picture
from tests.unit.pipeline.convert.conversions import LIMITS, text_of


def text(*paragraphs: str | tuple[str, bytes], **beside: object) -> str:
    """The text of a document."""
    return text_of(Doc(LIMITS), doc(paragraphs, **beside))  # type: ignore[arg-type]


def test_paragraphs() -> None:
    """Also in one byte a character, and with characters that count as two."""
    assert text("Grüße\r", "One\vtwo\x1e\x1f!\r") == "Grüße\n\nOne\ntwo-!"
    assert text("Grüße – “x”\r", narrow=True) == "Grüße – “x”"
    assert text("a 𐌲𐌿 b\r", "next\r") == "a 𐌲𐌿 b\n\nnext"


def test_a_row_is_a_line_with_tabs() -> None:
    """Cells end with a sign, and a row with one of its own; cells may hold paragraphs."""
    row = [("Ada\r", IN_CELL), ("Byron\7", IN_CELL), ("\7", IN_CELL), ("1815\7", IN_CELL)]
    assert text("Before\r", *row, ("\7", ROW_END), *row, ("\7", ROW_END), "After\r") == (
        "Before\n\nAda Byron\t\t1815\nAda Byron\t\t1815\n\nAfter"
    )


def test_fields() -> None:
    """Of a field its result; of a formula its words; also in one another and over paragraphs."""
    assert text("see \x13 HYPERLINK x \x14this\x15 page\r") == "see this page"
    assert text("a\x13 IF \x13 PAGE \x147\x15 = 7 \x14b\x13 REF y \x14c\x15\x15d\r") == "abcd"
    assert text("a\x13 INCLUDE\r", "no\x14yes\r", "more\x15 end\r") == "a\n\nyes\n\nmore end"
    assert text("\x13EQ \\* jc2 \\o\\ad(\\s\\up 10(とう),東)\x15\r") == "とう 東"
    assert text("\x14a\x15\x15 b\r") == "a b"


def test_what_stands_beside() -> None:
    """Boxes, notes, comments with their authors, and what is printed on pages, once."""
    assert text(
        "Body\r", footnotes="\x02 Foot\r", printed="Head\rHead\r", endnotes="End\r", boxes="Box\r",
        comments=[("Ada", "Why?"), ("Karl", "So.")],
    ).split("\n\n") == ["Body", "Box", "Foot", "End", "Ada: Why?", "Karl: So.", "Head"]  # fmt: skip


def test_numbers_of_lists() -> None:
    """They stand before their items as Word counts them; a form may begin elsewhere."""
    levels = [level(1, "\0."), level(4, "\0.\1)")]
    made = text(
        ("a\r", item(1)), ("b\r", item(1, 1)), ("c\r", item(1, 1)), ("d\r", item(1)),
        ("e\r", item(1, 2)), ("f\r", item(2)), ("g\r", item(7)), "h\r", levels=levels,
    )  # fmt: skip
    assert made.split() == [
        "I.",
        "a",
        "I.a)",
        "b",
        "I.b)",
        "c",
        "II.",
        "d",
        "e",
        "IX.",
        "f",
        "g",
        "h",
    ]


def test_what_was_deleted() -> None:
    """It stands behind the text, with who did; signs alone do not."""
    assert text("The old bridge\r", deleted=(4, 8, "Ada")) == "The bridge\n\nDeleted by Ada: old"
    assert text("One . two\r", deleted=(4, 6, "Ada")) == "One two"


def test_pictures() -> None:
    """Text drawn as a picture, and what a picture shows."""
    drawn = record(0xF000, b"", holds=True) + b"\0"
    drawn += record(0xF002, shape(words_of_picture(0x0381, "A bridge")), holds=True)
    assert text("One\r", drawn=drawn) == "One\n\nA bridge"


def test_what_cannot_be_read() -> None:
    """Locked files, older and other files, and too much."""
    with pytest.raises(Encrypted, match="password"):
        Doc(LIMITS).convert(doc(["One\r"], flags=0x0100), "")
    for data in (b"no", ole({"x": b"y"}), doc(["One\r"], version=0x0065)):
        with pytest.raises(Damaged):
            Doc(LIMITS).convert(data, "")
    with pytest.raises(TooMuch):
        Doc(ConversionLimits(max_characters=2)).convert(doc(["One\r"]), "")
    assert Doc(LIMITS).convert(doc(["\r"]), "") == Filtered("empty")


def test_comments_that_overlap_are_read_once() -> None:
    """Each stretch of their text belongs to one of them."""
    data = doc(["One\r"], comments=[("Ada", "first"), ("Karl", "second")])
    starts = struct.pack("<4I", 0, 7, 15, 15)
    assert starts in data
    whole = data.replace(starts, struct.pack("<4I", 0, 15, 0, 15))
    assert text_of(Doc(LIMITS), whole) == "One\n\nAda: first\n\nsecond"


@pytest.mark.parametrize("ends", [0, 1])
def test_many_fields_in_one_another(ends: int) -> None:
    """Their number does not make it slow: some seconds, were each looked up in all others."""
    assert text("\x13 a\x14" * 30_000 + "One" + "\x15" * 30_000 * ends + "\r") == "One"
