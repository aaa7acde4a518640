"""Text of office files that are one XML: of Word and Excel 2003, Word 2007, and OpenDocument.

Office 2003 XML Reference Schemas (Microsoft, 2003); Flat OPC (as Word 2007 saves it); OpenDocument
1.3, part 3, 3.1.2.
"""

from abc import ABC, abstractmethod

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged
from pipeline.convert.docx import WordText
from pipeline.convert.flow import Flow
from pipeline.convert.office_properties import (
    CORE,
    DOCUMENT_PROPERTIES,
    OPEN_DOCUMENT,
    Fields,
    stated,
)
from pipeline.convert.open_document import Body, Printed
from pipeline.convert.open_document_lists import OpenDocumentLists
from pipeline.convert.page_offsets import in_one
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.records import Converted, Filtered, Mark

_OPEN = "application/vnd.oasis.opendocument."
# Where a file says what it is called, by whom it is, and when it was made.
_PROPERTIES = frozenset({"DocumentProperties", "coreProperties", "Properties", "meta"})
BETWEEN_PAGES = "\n\n"
_MOST_EMPTY = 20  # cells that are passed over, shown as tabs


class FlatOffice:
    """The same as of the packed form of each."""

    name = "flat_office"
    version = "4"
    media_types = frozenset({
        "application/vnd.ms-wordml", "application/vnd.ms-spreadsheetml",
        "application/vnd.ms-word2006ml", f"{_OPEN}text-flat-xml",
        f"{_OPEN}spreadsheet-flat-xml", f"{_OPEN}presentation-flat-xml",
        f"{_OPEN}graphics-flat-xml",
    })  # fmt: skip

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a file.

        Raises:
            DocumentError: it is damaged, or becomes too much.
        """
        data = raw.encode() if isinstance(raw, str) else raw
        reader: _Pages
        match media_type:
            case "application/vnd.ms-spreadsheetml":
                reader, names = _Sheets(self._limits), DOCUMENT_PROPERTIES
            case "application/vnd.ms-wordml":
                reader, names = _Word(self._limits), DOCUMENT_PROPERTIES
            case "application/vnd.ms-word2006ml":
                reader, names = _Packages(self._limits), CORE
            case _:
                reader, names = _Open(self._limits), OPEN_DOCUMENT
        fields, broken = Fields(names), ""
        try:
            read_xml([data], _Both(reader, fields), self._limits)
        except Damaged as error:
            broken = str(error)
        pages = reader.pages()
        text, starts = in_one(pages, BETWEEN_PAGES)
        if not any(pages):
            if broken:
                raise Damaged(broken)
            return Filtered("empty")
        paged = len(pages) > 1
        metadata, properties = stated(fields.values, page_count=len(pages) if paged else 0)
        marks = (Mark("passed-over", len(text), len(text), broken),) if broken else ()
        converted = Converted(
            text,
            from_markup=True,
            metadata=metadata,
            pages=starts if paged else (),
            marks=marks,
        )
        return Conversion(converted, properties)


class _Pages(Handler, ABC):
    """Reads a file, and gives the texts of its pages."""

    @abstractmethod
    def pages(self) -> list[str]:
        """The texts, once all of the file is read."""


class _Both(Handler):
    """Tells the properties to one, and the rest to another."""

    def __init__(self, reader: Handler, fields: Handler) -> None:
        self._reader, self._fields = reader, fields
        self._inside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._inside or name in _PROPERTIES:
            self._inside += 1
            self._fields.start(name, attributes)
        else:
            self._reader.start(name, attributes)

    def end(self, name: str) -> None:
        if self._inside:
            self._inside -= 1
            self._fields.end(name)
        else:
            self._reader.end(name)

    def data(self, text: str) -> None:
        (self._fields if self._inside else self._reader).data(text)


class _Word(_Pages):
    """A document of Word 2003; the numbers of its lists are written beside the items."""

    def __init__(self, limits: ConversionLimits) -> None:
        self.text = WordText(limits)

    def pages(self) -> list[str]:
        return [self.text.ended()]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t" and "wx:val" in attributes:
            self.text.number_written(attributes["wx:val"])
        self.text.start(name, attributes)

    def end(self, name: str) -> None:
        self.text.end(name)

    def data(self, text: str) -> None:
        self.text.data(text)


class _Packages(_Word):
    """The parts of a package of Word 2007, without those that are building blocks."""

    _part = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "part":
            self._part = attributes.get("pkg:name", "")
        elif not self._part.startswith("/word/glossary/"):
            super().start(name, attributes)

    def end(self, name: str) -> None:
        if name != "part" and not self._part.startswith("/word/glossary/"):
            super().end(name)


class _Sheets(_Pages):
    """The sheets of a workbook of Excel 2003."""

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits
        self._pages: list[str] = []
        self._name = ""
        self._flow, self._beside = Flow(limits), Flow(limits)
        self._column = 0
        self._shown = self._comments = 0

    def pages(self) -> list[str]:
        return self._pages

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Worksheet":
            self._name = attributes.get("ss:Name", "")
        elif name == "Row":
            self._flow.start_row()
            self._column = 0
        elif name == "Cell":
            place = attributes.get("ss:Index", "")
            column = int(place) if place.isdecimal() and len(place) < 6 else self._column + 1
            for _ in range(min(max(column - self._column, 1), _MOST_EMPTY)):
                self._flow.start_cell()
            self._column = column
        elif name == "Data":
            self._shown += 1
        elif name == "Comment":
            self._comments += 1
            if author := attributes.get("ss:Author", ""):
                self._beside.text(f"{author}: ")

    def end(self, name: str) -> None:
        if name == "Data":
            self._shown -= 1
        elif name == "Row":
            self._flow.end_row()
        elif name == "Comment":
            self._comments -= 1
            self._beside.end_paragraph()
        elif name == "Worksheet":
            text = "\n\n".join(text for text in (self._flow.end(), self._beside.end()) if text)
            self._pages.append(f"{self._name}\n{text}".strip("\n"))
            self._flow, self._beside = Flow(self._limits), Flow(self._limits)

    def data(self, text: str) -> None:
        if self._shown:
            (self._beside if self._comments else self._flow).text(text)


class _Open(_Pages):
    """The body and the styles of an OpenDocument."""

    def __init__(self, limits: ConversionLimits) -> None:
        lists = OpenDocumentLists()
        self._body, self._printed = Body(limits, lists), Printed(limits, lists)
        self._styles = 0

    def pages(self) -> list[str]:
        pages = self._body.pages()
        if lines := self._printed.ended():
            pages[-1:] = [f"{pages[-1]}\n\n{lines}".strip()] if pages else [lines]
        return pages

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._styles += name == "master-styles"
        (self._printed if self._styles else self._body).start(name, attributes)

    def end(self, name: str) -> None:
        (self._printed if self._styles else self._body).end(name)
        self._styles -= name == "master-styles"

    def data(self, text: str) -> None:
        (self._printed if self._styles else self._body).data(text)
