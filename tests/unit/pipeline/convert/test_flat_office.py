"""Office files that are one XML: what is read of them is what is read of the packed ones."""

import pytest

from pipeline.convert.converter import Damaged, TooMuch
from pipeline.convert.flat_office import FlatOffice
from pipeline.records import Filtered
from tests.unit.pipeline.convert.conversions import LIMITS, assert_stated, conversion

STATED = """<DocumentProperties><Title>River crossings</Title><Author>Ada Byron</Author>
<LastAuthor>Karl Ørsted</LastAuthor><Created>2020-01-31T10:20:30Z</Created>
<LastSaved>2021-02-28T11:00:00Z</LastSaved></DocumentProperties>"""
WORD = f"""<w:wordDocument xmlns:w="w" xmlns:wx="x">{STATED}<w:body><w:p><w:pPr><w:listPr>
<wx:t wx:val="1."/></w:listPr></w:pPr><w:r><w:t>First</w:t></w:r></w:p><w:p><w:pPr><w:listPr>
<wx:t wx:val="·"/></w:listPr></w:pPr><w:r><w:t>Second</w:t></w:r></w:p></w:body></w:wordDocument>"""
EXCEL = f"""<Workbook xmlns:ss="s">{STATED}<Worksheet ss:Name="Prices"><Table><Row>
<Cell><Data>Tea</Data></Cell><Cell ss:Index="3"><Data>4</Data><Comment ss:Author="Ada">
<Data>dear</Data></Comment></Cell></Row></Table></Worksheet><Worksheet ss:Name="Empty"/>
</Workbook>"""
PACKAGE = """<pkg:package xmlns:pkg="p" xmlns:w="w"><pkg:part pkg:name="/word/document.xml">
<w:p><w:r><w:t>Body</w:t></w:r></w:p></pkg:part><pkg:part pkg:name="/word/glossary/document.xml">
<w:p><w:r><w:t>Click here</w:t></w:r></w:p></pkg:part><pkg:part pkg:name="/docProps/core.xml">
<coreProperties><title>Told</title></coreProperties></pkg:part></pkg:package>"""
OPEN = """<office:document xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:meta="m">
<office:meta><meta:generator>Writer 7</meta:generator></office:meta><office:master-styles>
<style:header><text:p>Printed</text:p></style:header></office:master-styles><office:body>
<office:text><text:p>Body</text:p></office:text></office:body></office:document>"""


def text(data: str, kind: str) -> str:
    """The text of a file of this type."""
    return conversion(FlatOffice(LIMITS), data.encode(), f"application/vnd.{kind}").converted.text


def test_word_2003() -> None:
    """Numbers of lists are those that the file says; signs before items are left out."""
    made = conversion(FlatOffice(LIMITS), WORD, "application/vnd.ms-wordml")
    assert made.converted.text == "1. First\n\nSecond"
    assert_stated(made.converted.metadata, made.properties)


def test_excel_2003() -> None:
    """Sheets are pages; cells that are passed over keep their columns; comments have authors."""
    made = conversion(FlatOffice(LIMITS), EXCEL, "application/vnd.ms-spreadsheetml")
    assert made.converted.text.split("\n\n") == ["Prices\nTea\t\t4", "Ada: dear", "Empty"]
    assert len(made.converted.pages) == 2
    assert made.properties.page_count == 2


def test_word_2007() -> None:
    """The parts of a package are read, but for building blocks."""
    made = conversion(FlatOffice(LIMITS), PACKAGE, "application/vnd.ms-word2006ml")
    assert made.converted.text == "Body"
    assert made.converted.metadata.title == "Told"


def test_open_document() -> None:
    """The body, then what is printed on each page."""
    assert text(OPEN, "oasis.opendocument.text-flat-xml") == "Body\n\nPrinted"


def test_damage() -> None:
    """Of a file that is cut off what stands before is read; one without text fails."""
    made = conversion(FlatOffice(LIMITS), WORD[:400], "application/vnd.ms-wordml")
    assert made.converted.text.startswith("1. First")
    assert [mark.kind for mark in made.converted.marks] == ["passed-over"]
    with pytest.raises(Damaged):
        text(WORD[:60], "ms-wordml")
    with pytest.raises(TooMuch):
        text("<w:p>" * 100_000, "ms-wordml")
    empty = FlatOffice(LIMITS).convert("<w:wordDocument xmlns:w='w'/>", "application/vnd.ms-wordml")
    assert empty == Filtered("empty")
