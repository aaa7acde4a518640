"""Word's documents: the body in its order, and all that stands beside it."""

import pytest

from pipeline.convert.converter import ConversionLimits, Damaged, Encrypted, TooMuch
from pipeline.convert.docx import Docx
from pipeline.convert.list_numbers import Level, ListNumbers
from pipeline.mail.msg import OLE
from pipeline.records import Filtered
from testbed.office_writer import docx, packed, paragraph, relations, word_part
from tests.unit.pipeline.convert.conversions import LIMITS, assert_stated, conversion, text_of


def text(body: str, **beside: str) -> str:
    """The text of a document with this body."""
    return text_of(Docx(LIMITS), docx(body, **beside))


def cell(*paragraphs: str) -> str:
    """A cell of a table."""
    return f"<w:tc>{''.join(map(paragraph, paragraphs))}</w:tc>"


def test_paragraphs_lists_and_breaks() -> None:
    """Paragraphs are apart, items of a list below one another; tabs and line breaks are kept."""
    item = "<w:pPr><w:numPr/></w:pPr>"
    run = "<w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t><w:noBreakHyphen/></w:r>"
    body = paragraph("One") + paragraph("Two") + paragraph("a", item) + paragraph("b", item)
    assert text(f"{body}<w:p>{run}</w:p>") == "One\n\nTwo\n\na\nb\n\nA\tB\nC-"


def test_tab_stops_are_no_tabs() -> None:
    """The places of tab stops are not part of the text."""
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    assert text(paragraph("One", stops)) == "One"


def test_a_row_is_a_line_with_tabs() -> None:
    """Cells are parted by tabs, also empty ones; rows follow one another."""
    rows = (
        f"<w:tr>{cell('Name')}{cell('')}{cell('Year')}</w:tr>"
        f"<w:tr>{cell('Ada', 'Byron')}{cell('x')}{cell('1815')}</w:tr>"
    )
    assert text(paragraph("Before") + f"<w:tbl>{rows}</w:tbl>" + paragraph("After")) == (
        "Before\n\nName\t\tYear\nAda Byron\tx\t1815\n\nAfter"
    )


def test_a_page_laid_out_in_cells_keeps_its_paragraphs() -> None:
    """Cells with many paragraphs are no row of a table."""
    row = f"<w:tr>{cell('One', 'Two', 'Three', 'Four', 'Five')}{cell('Beside')}</w:tr>"
    assert text(f"<w:tbl>{row}</w:tbl>").split("\n\n") == [
        "One", "Two", "Three", "Four", "Five", "Beside",
    ]  # fmt: skip


def test_tables_in_tables() -> None:
    """The words of an inner table stand in the row around it, each once."""
    inner = f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr></w:tbl>"
    row = f"<w:tr><w:tc>{paragraph('Outer')}{inner}</w:tc>{cell('Right')}</w:tr>"
    assert text(f"<w:tbl>{row}</w:tbl>").split() == ["Outer", "a", "b", "Right"]


def test_what_stands_beside_the_body() -> None:
    """Notes, comments with authors, headers and footers follow; the same header comes once."""
    comment = f'<w:comment w:author="Ada Byron">{paragraph("Why?")}</w:comment>'
    made = text(
        paragraph("Body"), footer1=paragraph("Foot"), header1=paragraph("Head"),
        header2=paragraph("Head"), comments=comment,
        footnotes=f"<w:footnote>{paragraph('A note')}</w:footnote>",
        endnotes=f"<w:endnote>{paragraph('The end')}</w:endnote>",
    )  # fmt: skip
    assert made.split("\n\n") == ["Body", "A note", "The end", "Ada Byron: Why?", "Head", "Foot"]


def test_words_across_a_page() -> None:
    """A watermark is drawn, and its words are no text of a paragraph."""
    shape = "<v:shapetype><v:textpath on='t'/></v:shapetype><v:shape><v:textpath string='DRAFT'/>"
    drawn = f"<w:r><w:pict xmlns:v='v'>{shape}</v:shape></w:pict></w:r>"
    header = f"<w:p>{drawn}</w:p>{paragraph('Head')}"
    assert text(paragraph("Body"), header1=header) == "Body\n\nHead\n\nDRAFT"


def test_text_boxes_come_once() -> None:
    """A text box has two forms for newer and older programs; one is read, whichever has text."""
    box = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"

    def choice(newer: str, older: str) -> str:
        return (
            f"<w:p><w:r><mc:AlternateContent><mc:Choice>{newer}</mc:Choice>"
            f"<mc:Fallback>{older}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    assert text(choice(box, box) + paragraph("After")) == "In a box\n\nAfter"
    assert text(choice("", box) + paragraph("After")) == "In a box\n\nAfter"


def test_tracked_changes() -> None:
    """What was inserted is read; what was deleted follows the text; what moved is there once."""
    body = (
        "<w:p><w:r><w:t>Now </w:t></w:r><w:ins><w:r><w:t>in</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>out</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"
    )
    there = "<w:moveTo><w:r><w:t> gone</w:t></w:r></w:moveTo>"
    assert text(body.replace("<w:del>", f"{there}<w:del>")) == "Now in gone\n\nDeleted: out"
    assert text(body) == "Now in\n\nDeleted: out\nMoved: gone"
    by = '<w:p><w:del w:author="Ada"><w:r><w:delText>{}</w:delText></w:r></w:del></w:p>'
    assert text(by.format("two")) == "Deleted by Ada: two"
    assert text(paragraph("One") + by.format(" .")) == "One"


def items(*numbered: tuple[str, int, str]) -> str:
    """Paragraphs of lists: id of the list, level, text."""
    return "".join(
        paragraph(
            text, f'<w:pPr><w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="{id}"/></w:numPr></w:pPr>'
        )
        for id, n, text in numbered
    )


def level(place: int, form: str, text: str, more: str = '<w:start w:val="1"/>') -> str:
    """A level of a list."""
    forms = f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{place}">{more}{forms}</w:lvl>'


LISTS = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "upperRoman", "%1.")}'
    f"{level(1, 'lowerLetter', '%1.%2)')}{level(2, 'bullet', '·')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "Art. %1", "")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="9"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
)


def test_numbers_of_lists() -> None:
    """They stand before their items as Word counts them; signs do not, nor where no list is."""
    body = items(
        ("1", 0, "a"), ("1", 1, "b"), ("1", 1, "c"), ("1", 0, "d"), ("1", 1, "e"), ("1", 2, "f"),
        ("2", 0, "g"), ("1", 0, "h"), ("3", 0, "i"), ("3", 0, "j"), ("0", 0, "k"), ("7", 0, "l"),
    )  # fmt: skip
    assert text(body, numbering=LISTS).split("\n") == [
        "I. a", "I.a) b", "I.b) c", "II. d", "II.a) e", "f", "IX. g", "X. h", "Art. 0 i",
        "Art. 1 j", "k", "l",
    ]  # fmt: skip
    assert text(body).split("\n")[0] == "a"


def test_numbers_by_style() -> None:
    """A style may number its paragraphs, and one that is based on another does as that does."""
    styles = (
        '<w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:basedOn w:val="C"/></w:style>'
    )
    body = "".join(paragraph(s, f'<w:pPr><w:pStyle w:val="{s}"/></w:pPr>') for s in "ABCD")
    assert text(body, numbering=LISTS, styles=styles).split() == ["I.", "A", "II.", "B", "C", "D"]


@pytest.mark.parametrize(
    ("form", "count", "written"),
    [
        ("lowerLetter", 27, "aa"), ("upperLetter", 3, "C"), ("lowerRoman", 1994, "mcmxciv"),
        ("ordinal", 11, "11th"), ("ordinal", 22, "22nd"), ("decimalZero", 7, "07"),
        ("lowerRoman", 70_000, "70000"), ("chineseCounting", 5, "5"), ("lowerLetter", 0, "0"),
    ],
)  # fmt: skip
def test_forms_of_numbers(form: str, count: int, written: str) -> None:
    """Letters, Roman and ordinal numbers; what is not known is a plain number."""
    levels = {0: Level(form, "%1", count)}
    assert ListNumbers().next("list", 0, levels, {}, "form") == written


def test_pictures_fields_and_choices() -> None:
    """What pictures show, what was chosen from a list, and the words of formulas are read."""
    picture = '<w:r><wp:docPr xmlns:wp="w" id="1" name="Picture 1" descr="A bridge at dusk"/></w:r>'
    choice = (
        '<w:r><w:fldChar><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/>'
        '<w:listEntry w:val="yes"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    equation = (
        '<w:r><w:fldChar/></w:r><w:r><w:instrText>EQ \\* jc2 \\* "Font:MS" \\o\\ad(\\s\\up 10(とう)'
        ",東)</w:instrText></w:r><w:r><w:fldChar/></w:r>"
    )
    page = "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar/></w:r>"
    assert text(f"<w:p>{picture}{choice}</w:p><w:p>{equation}{page}</w:p>") == (
        "yes\n\nとう 東\n\nA bridge at dusk"
    )


def test_pages_in_a_document() -> None:
    """A part in HTML that Word would show as text is read."""
    data = packed({
        "word/document.xml": word_part(paragraph("Body")),
        "word/_rels/document.xml.rels": relations(("a", "aFChunk", "part.html")),
        "word/part.html": "<p>In <b>HTML</b></p>",
    })  # fmt: skip
    assert text_of(Docx(LIMITS), data) == "Body\n\nIn HTML"


def test_readings_above_characters_follow_them() -> None:
    """How characters are read stands behind them, in brackets."""
    ruby = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert text(ruby) == "東京 (とうきょう)"


def test_properties() -> None:
    """Title, author, dates, last author, program and number of pages."""
    made = conversion(Docx(LIMITS), docx(paragraph("One")))
    assert_stated(made.converted.metadata, made.properties)
    assert made.converted.metadata.other == {"subject": ("Roads",)}
    assert (made.properties.creator_tool, made.properties.page_count) == ("Writer 7", 3)


def test_an_empty_document() -> None:
    """A document without a word is filtered."""
    assert Docx(LIMITS).convert(docx(paragraph(" ")), "") == Filtered("empty")


def test_what_stands_before_broken_xml_is_kept_and_said() -> None:
    """The text up to the damage stays, with a mark at its end."""
    broken = word_part("<w:body>" + paragraph("One") + paragraph("Two"))[:-30]
    data = packed({
        "_rels/.rels": relations(("r", "officeDocument", "word/document.xml")),
        "word/document.xml": broken,
    })  # fmt: skip
    converted = conversion(Docx(LIMITS), data).converted
    assert converted.text.startswith("One")
    (mark,) = converted.marks
    assert (mark.kind, mark.start) == ("passed-over", len(converted.text))
    assert "broken" in mark.evidence


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all" * 50, packed({"a": "b"})])
def test_damaged_files(data: bytes) -> None:
    """What is no zip, or holds no document, fails as damaged."""
    with pytest.raises(Damaged):
        Docx(LIMITS).convert(data, "")


def test_encrypted_files() -> None:
    """An encrypted package is in an OLE file; the message says that it needs a password."""
    data = OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    with pytest.raises(Encrypted, match="password"):
        Docx(LIMITS).convert(data, "")


def test_entities_are_not_expanded() -> None:
    """A document that declares entities is refused, whatever they are."""
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>' + word_part(paragraph("&a;"))
    data = packed({"word/document.xml": bomb})
    with pytest.raises(Damaged, match="entities"):
        Docx(LIMITS).convert(data, "")


def test_bombs() -> None:
    """Parts that unpack to more than the limit, too many letters, and elements without end."""
    with pytest.raises(TooMuch, match="unpacked"):
        Docx(ConversionLimits(max_unpacked_bytes=100_000)).convert(docx("<w:p/>" * 30_000), "")
    with pytest.raises(TooMuch, match="max_characters"):
        Docx(ConversionLimits(max_characters=100)).convert(docx(paragraph("word " * 30)), "")
    with pytest.raises(TooMuch, match="in one another"):
        Docx(LIMITS).convert(docx("<w:p>" * 100_000), "")
