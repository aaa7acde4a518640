"""PowerPoint's presentations: slides in their order, with notes."""

import pytest

from pipeline.convert.converter import ConversionLimits, TooMuch
from pipeline.convert.page_offsets import PAGE_BREAK
from pipeline.convert.pptx import Pptx
from pipeline.records import Filtered
from testbed.office_writer import pptx, shape
from tests.unit.pipeline.convert.conversions import LIMITS, assert_stated, conversion


def test_slides_in_their_order() -> None:
    """The order is that of the presentation, not of the files; each slide is a page."""
    made = conversion(Pptx(LIMITS), pptx([shape("One"), shape("Two"), shape("Three")]))
    assert made.converted.text == PAGE_BREAK.join(("One", "Two", "Three"))
    assert [made.converted.text[at:][:3] for at in made.converted.pages] == ["One", "Two", "Thr"]
    assert made.properties.page_count == 3
    assert_stated(made.converted.metadata, made.properties)


def test_the_title_comes_first() -> None:
    """A slide begins with its title, wherever its file puts it."""
    slide = shape("Point one", "Point two") + shape("The title", placeholder="title")
    made = conversion(Pptx(LIMITS), pptx([slide]))
    assert made.converted.text == "The title\n\nPoint one\nPoint two"


def test_notes_stand_on_the_page_of_their_slide() -> None:
    """Speaker's notes follow the slide; numbers that PowerPoint puts there do not."""
    notes = shape("Say this", placeholder="body") + shape("7", placeholder="sldNum")
    made = conversion(Pptx(LIMITS), pptx([shape("One"), shape("Two")], {0: notes}))
    assert made.converted.text == f"One\n\nSay this{PAGE_BREAK}Two"


def test_headers_and_footers_of_notes_follow_once() -> None:
    """They stand on each page of notes; dates do not count."""
    printed = shape("Draft", placeholder="hdr") + shape("Acme Inc.", placeholder="ftr")
    notes = shape("Say this", placeholder="body") + printed + shape("1/2/20", placeholder="dt")
    made = conversion(Pptx(LIMITS), pptx([shape("One"), shape("Two")], {0: notes, 1: printed}))
    assert made.converted.text == f"One\n\nSay this{PAGE_BREAK}Two\n\nDraft\n\nAcme Inc."


def test_tables_and_groups() -> None:
    """A table's row is a line with tabs; shapes in groups are read."""
    cells = "".join(
        f"<a:tc><a:txBody><a:p><a:r><a:t>{n}</a:t></a:r></a:p></a:txBody></a:tc>" for n in "ab"
    )
    table = (
        f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    )
    group = f"<p:grpSp>{shape('In a group')}</p:grpSp>"
    made = conversion(Pptx(LIMITS), pptx([table + group]))
    assert made.converted.text == "a\tb\na\tb\n\nIn a group"


def test_what_stands_on_every_slide_comes_once() -> None:
    """A master's own text is read once, and its placeholders never."""
    master = shape("Confidential") + shape("Click to edit the title", placeholder="title")
    made = conversion(Pptx(LIMITS), pptx([shape("One"), shape("Two")], master=master))
    assert made.converted.text == f"One{PAGE_BREAK}Two\n\nConfidential"


def test_no_words_and_too_many() -> None:
    """Slides without a word are filtered; slides behind the limit are said."""
    assert Pptx(LIMITS).convert(pptx([shape(), shape()]), "") == Filtered("empty")
    made = conversion(Pptx(ConversionLimits(max_pages=1)), pptx([shape("One"), shape("Two")]))
    assert made.converted.text == "One"
    assert "1 slides" in made.converted.marks[0].evidence
    with pytest.raises(TooMuch):
        Pptx(ConversionLimits(max_characters=20)).convert(pptx([shape("word " * 3)] * 3), "")


def test_descriptions_of_pictures() -> None:
    """What somebody wrote of a picture is read; the name of its file is not."""
    told = ["A bridge at dusk", "logo.png", r"C:\\My Pictures\\a b.JPG"]
    pictures = "".join(
        f'<p:pic><p:cNvPr id="1" name="Picture 1" descr="{t}"/></p:pic>' for t in told
    )
    made = conversion(Pptx(LIMITS), pptx([shape("One") + pictures]))
    assert made.converted.text == "One\n\nA bridge at dusk"
