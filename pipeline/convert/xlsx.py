"""Text of Excel's XLSX and its kin, sheet by sheet, read as a stream whatever its size.

ECMA-376, part 1, section 18.
"""

import re
from collections.abc import Mapping
from functools import cache, partial

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.default_password import PASSWORD
from pipeline.convert.flow import Flow
from pipeline.convert.number_format import BUILT_IN, Format, number_format, plain_number
from pipeline.convert.open_xml import (
    PICTURED,
    DrawingText,
    OpenXml,
    Relation,
    unescaped,
    without,
)
from pipeline.convert.page_offsets import in_one
from pipeline.convert.sheet_cells import SheetRows
from pipeline.convert.xlsx_rows import Cell, without_plain_rows
from pipeline.convert.xml_reading import Handler
from pipeline.records import Filtered

_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MACROS = "application/vnd.ms-excel."
BETWEEN_SHEETS = "\n\n"

_COLUMN = re.compile(r"[A-Z]{1,3}")
# Cells in a row that only look like something, as most cells of many sheets do. A cell without a
# place counts from the one before it, which so has to stay.
_EMPTY_CELLS = re.compile(
    rb'(?:<c r="[A-Z]{1,3}+[0-9]{1,7}+"(?: s="[0-9]{1,9}+")?+(?: t="[a-z]{1,9}+")?+ ?+/>)+'
    rb"(?=<c r=|</row>)"
)
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Z])')
_PRINTED = frozenset({
    "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter",
})  # fmt: skip


class Xlsx:
    """Each sheet is a page: its name, a line for each row, what is drawn on it, and comments."""

    name = "xlsx"
    version = "8"
    media_types = frozenset({
        f"{_SHEETS}sheet", f"{_SHEETS}template", f"{_MACROS}sheet.macroenabled.12",
        f"{_MACROS}template.macroenabled.12", f"{_MACROS}addin.macroenabled.12",
    })  # fmt: skip

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of all sheets; numbers and dates as they are shown there.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OpenXml(raw, self._limits, PASSWORD)
        main = file.main("xl/workbook.xml")
        book = _Book()
        file.read(main, book)
        relations = file.relations(main)
        strings, styles = _Strings(self._limits), _Styles(book.from_1904)
        for relation in relations.values():
            if relation.kind == "sharedStrings":
                file.read(relation.part, strings)
            elif relation.kind == "styles":
                file.read(relation.part, styles)
        people = _People()
        for part in file.related(main, "person"):
            file.read(part, people)
        pages: list[str] = []
        size = 0
        for name, key in book.sheets[: self._limits.max_pages]:
            relation = relations.get(key, Relation("", ""))
            text = _sheet(file, relation.part, strings.found, styles.formats, people.found)
            pages.append(f"{name}\n{text}".strip("\n"))
            size += len(pages[-1])
            within(self._limits, size)
        has_text = any(pages)
        if has_text and len(book.sheets) > len(pages):
            file.broken.append(f"{len(book.sheets) - len(pages):,} sheets behind the limit")
        text, starts = in_one(pages, BETWEEN_SHEETS)
        return file.conversion(text if has_text else "", starts, len(book.sheets))


def _sheet(
    file: OpenXml,
    part: str,
    strings: list[str],
    formats: list[Format],
    people: Mapping[str, str],
) -> str:
    """The rows of a sheet, and what stands beside them."""
    sheet = _Sheet(file.limits, strings, formats)
    file.read(
        part,
        sheet,
        lambda pieces: without(_EMPTY_CELLS, without_plain_rows(pieces, sheet.plain_row)),
    )
    texts = [
        "\n".join(sheet.rows.lines),
        "\n".join(dict.fromkeys(sheet.printed)),
        *drawn_on(file, part),
    ]
    for comments in file.related(part, "comments", "threadedComment"):
        texts.append(file.text(comments, partial(_Comments, people)))
    return "\n\n".join(text for text in texts if text)


def drawn_on(file: OpenXml, part: str) -> list[str]:
    """The texts of what is drawn on a sheet: shapes, diagrams, charts."""
    texts = [file.text(chart, DrawingText) for chart in file.related(part, "chart")]
    for drawing in file.related(part, "drawing"):
        texts.append(file.text(drawing, DrawingText))
        for drawn in file.related(drawing, *PICTURED):
            texts.append(file.text(drawn, DrawingText))
    return texts


class _Book(Handler):
    """The sheets in their order: name, and id of the part."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for at, value in attributes.items() if at.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), key))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Strings(Handler):
    """The texts that cells share, each with the readings of its characters behind it."""

    elements = frozenset({"t", "rPh", "si"})

    def __init__(self, limits: ConversionLimits) -> None:
        self.found: list[str] = []
        self._limits = limits
        self._size = 0
        self._pieces: list[str] = []
        self._shown = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._shown = True
        elif name == "rPh":
            self._pieces.append(" ")

    def end(self, name: str) -> None:
        if name == "t":
            self._shown = False
        elif name == "si":
            self.found.append(unescaped("".join(self._pieces)))
            self._pieces.clear()

    def data(self, text: str) -> None:
        if self._shown:
            self._size += len(text)
            within(self._limits, self._size)
            self._pieces.append(text)


class _Styles(Handler):
    """How the numbers of each style are shown."""

    elements = frozenset({"numFmt", "cellXfs", "xf"})

    def __init__(self, from_1904: bool) -> None:
        self.formats: list[Format] = []
        self._from_1904 = from_1904
        self._codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            code = self._codes.get(attributes.get("numFmtId", ""), "")
            self.formats.append(number_format(code, self._from_1904) if code else plain_number)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


class _Sheet(Handler):
    """The rows of a sheet as lines, and its printed headers and footers."""

    elements = frozenset({"c", "v", "t", "rPh", "row"}) | _PRINTED

    def __init__(self, limits: ConversionLimits, strings: list[str], formats: list[Format]) -> None:
        self.rows = SheetRows(limits)
        self.printed: list[str] = []
        self._strings = strings
        self._formats = formats
        self._kind = self._style = ""
        self._here = 0
        self._pieces: list[str] = []
        self._shown = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
            place = _COLUMN.match(attributes.get("r", ""))
            self._here = _number(place.group()) if place else self._here + 1
        elif name in ("v", "t") or name in _PRINTED:
            self._shown = True
        elif name == "rPh":  # the reading of a text that stands in the cell itself
            self._pieces.append(" ")
        elif name == "row":
            self._begin_row()

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._shown = False
        elif name == "c":
            if self._pieces:
                self.rows.add(self._here, self._value("".join(self._pieces)))
                self._pieces.clear()
        elif name == "row":
            self.rows.end_row()
        elif name in _PRINTED:
            self._shown = False
            if text := printed_text("".join(self._pieces)):
                self.printed.append(text)
            self._pieces.clear()

    def data(self, text: str) -> None:
        if self._shown:
            self._pieces.append(text)

    def plain_row(self, cells: list[Cell]) -> None:
        """Adds a row that is not read as XML."""
        self._begin_row()
        for column, style, kind, written in cells:
            self._here = _number(column) if column else self._here + 1
            if written:
                self._kind, self._style = kind, style
                self.rows.add(self._here, self._value(written))
        self.rows.end_row()

    def _begin_row(self) -> None:
        self.rows.drop_row()
        self._here = 0

    def _value(self, written: str) -> str:
        """What a cell shows."""
        match self._kind:
            case "s":
                place = int(written) if written.strip().isdecimal() else -1
                return self._strings[place] if 0 <= place < len(self._strings) else ""
            case "b":
                return "TRUE" if written.strip() == "1" else "FALSE"
            case "" | "n":
                return self._shown_number(written)
            case _:
                return unescaped(written)

    def _shown_number(self, written: str) -> str:
        try:
            number = float(written)
            style = int(self._style) if self._style else 0
            shown = self._formats[style] if 0 <= style < len(self._formats) else plain_number
            # A long number without a format is an id: each digit counts.
            plain = shown is plain_number and written.isdecimal()
            return written if plain else shown(number)
        except (ValueError, OverflowError):
            return written


class _People(Handler):
    """Who takes part in the threads of comments of a book: names by ids."""

    elements = frozenset({"person"})

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "person":
            self.found[attributes.get("id", "")] = attributes.get("displayName", "")


class _Comments(DrawingText):
    """Comments on cells, each a paragraph, with who wrote it, unless it says that itself."""

    elements = DrawingText.elements | {"author", "comment", "threadedComment"}

    def __init__(self, people: Mapping[str, str], flow: Flow) -> None:
        super().__init__(flow)
        self._people = people
        self._authors: list[str] = []
        self._author: list[str] | None = None  # whose name is being read
        self._by = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "author":
            self._author = []
        elif name == "comment":
            number = attributes.get("authorId", "")
            place = int(number) if number.isdecimal() else len(self._authors)
            self._by = self._authors[place] if place < len(self._authors) else ""
        elif name == "threadedComment":
            self._by = self._people.get(attributes.get("personId", ""), "")
        super().start(name, attributes)

    def data(self, text: str) -> None:
        if self._author is not None:
            self._author.append(text)
            return
        if self._by and self._shown and text.strip():
            if not text.lstrip().startswith(self._by):
                self.flow.text(f"{self._by}: ")
            self._by = ""
        super().data(unescaped(text))

    def end(self, name: str) -> None:
        super().end(name)
        if name == "author" and self._author is not None:
            author = "".join(self._author).strip()
            # Of a thread it is an id; who wrote it stands with the thread itself.
            self._authors.append("" if author.startswith("tc={") else author)
            self._author = None
        elif name in ("comment", "threadedComment"):
            self.flow.end_paragraph()


def printed_text(written: str) -> str:
    """The words of a header or footer, without the codes that say how and what to fill in."""
    return " ".join(_HEADER_CODES.sub(" ", written).split())


@cache  # of 18,278
def _number(column: str) -> int:
    """Of a column by its letters: A is 1."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number
