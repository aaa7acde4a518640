"""PowerPoint before 2007: slides in their order, and what stands beside them."""

import pytest

from pipeline.convert.converter import ConversionLimits, Damaged, Encrypted, TooMuch
from pipeline.convert.ppt import Ppt
from pipeline.records import Filtered
from testbed.ole_writer import ole
from testbed.ppt_writer import (
    comment,
    ppt,
    record,
    shape,
    table,
    text_box,
    words_of_picture,
)
from tests.unit.pipeline.convert.conversions import LIMITS, conversion, text_of


def text(*slides: bytes, **beside: object) -> str:
    """The text of a presentation."""
    return text_of(Ppt(LIMITS), ppt(slides, **beside))  # type: ignore[arg-type]


def test_slides_are_pages() -> None:
    """In the order of the list and not of the file; titles first."""
    one = shape(text_box("below")) + shape(text_box("Title", kind=0))
    made = conversion(Ppt(LIMITS), ppt([one, shape(text_box("Grüße", narrow=True))]))
    assert made.converted.text == "Title\n\nbelow\n\fGrüße"
    assert [made.converted.text[at:][:1] for at in made.converted.pages] == ["T", "G"]
    assert made.properties.page_count == 2


def test_lines() -> None:
    """Paragraphs and breaks are lines; stars for numbers and dates are no text."""
    assert text(shape(text_box("a\rb\vc"))) == "a\nb\nc"
    number = record(0x0FD8, (5).to_bytes(4, "little"))
    assert text(shape(text_box("page * of *", more=number))) == "page   of *"


def test_tables() -> None:
    """The cells of a row have one upper edge."""
    assert text(table([["Name", "Year"], ["Ada", "1815"]])) == "Name\tYear\nAda\t1815"


def test_outline() -> None:
    """A text may stand in the list of the slides alone, also where the slide itself is lost."""
    named = record(0xF00D, record(0x0F9E, (1).to_bytes(4, "little")), holds=True)
    assert text(shape(named), outlines={0: ["no", "yes"]}) == "yes"
    far = record(0xF00D, record(0x0F9E, (9).to_bytes(4, "little")), holds=True)
    assert Ppt(LIMITS).convert(ppt([shape(far)], outlines={0: ["no"]}), "") == Filtered("empty")


def test_notes_comments_masters_and_footers() -> None:
    """Notes and comments follow their slide; masters and footers come once, at the end."""
    notes = shape(text_box("Speak up")) + shape(text_box("7"), placeholder=8)
    assert text(
        shape(text_box("One")),
        shape(text_box("Two")),
        notes={0: notes},
        beside={0: comment("Ada", "AB", "Why?")},
        master=shape(text_box("Click here"), placeholder=1) + shape(text_box("Secret")),
        footer="2021",
    ) == "One\n\nSpeak up\n\nAda (AB): Why?\n\fTwo\n\nSecret\n\n2021"  # fmt: skip


def test_pictures() -> None:
    """Text drawn as a picture, and what a picture shows."""
    drawn = shape(words_of_picture(0x00C0, "Sale")) + shape(words_of_picture(0x0381, "A bridge"))
    assert text(drawn + shape(words_of_picture(0x0080, "no"))) == "Sale\n\nA bridge"


def test_an_edit_that_names_itself_ends() -> None:
    """Loops in the file's own order are left, and what is in it is found without it."""
    data = ppt([shape(text_box("One"))])
    looped = data.replace((0xE391C05F).to_bytes(4, "little"), bytes(4))
    assert text_of(Ppt(LIMITS), looped) == "One"


def test_what_cannot_be_read() -> None:
    """Locked files, other files, and too much."""
    one = [shape(text_box("One"))]
    with pytest.raises(Encrypted, match="password"):
        Ppt(LIMITS).convert(ppt(one, encrypted=True), "")
    old = {"PowerPoint Document": record(0x03E7, b"One"), "Text_Content": b"One"}
    for data in (b"", b"no", ole({"x": b"y"}), ole(old)):
        with pytest.raises(Damaged):
            Ppt(LIMITS).convert(data, "")
    with pytest.raises(TooMuch):
        Ppt(ConversionLimits(max_characters=2)).convert(ppt(one), "")
    made = conversion(Ppt(ConversionLimits(max_pages=1)), ppt(one * 3))
    assert made.converted.text == "One"
    assert [mark.kind for mark in made.converted.marks] == ["passed-over"]
    assert Ppt(LIMITS).convert(ppt([b""]), "") == Filtered("empty")


def test_shapes_that_repeat_a_text_are_bounded() -> None:
    """Many shapes may name one text of the outline: each counts."""
    named = shape(record(0xF00D, record(0x0F9E, bytes(4)), holds=True))
    data = ppt([named * 1_000], outlines={0: ["x" * 1_000]})
    with pytest.raises(TooMuch):
        Ppt(ConversionLimits(max_characters=100_000)).convert(data, "")


@pytest.mark.parametrize("count", [1, 200])
def test_groups_in_one_another(count: int) -> None:
    """Those that are too deep are left; nothing overflows."""
    group = shape(text_box("deep"))
    for _ in range(count):
        group = record(0xF003, group, holds=True)
    data = ppt([group + shape(text_box("One"))])
    assert text_of(Ppt(LIMITS), data) == ("deep\n\nOne" if count == 1 else "One")
