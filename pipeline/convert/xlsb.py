"""Text of Excel's binary workbooks (XLSB), sheet by sheet.

MS-XLSB, version 20220817.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, within
from pipeline.convert.default_password import PASSWORD
from pipeline.convert.number_format import BUILT_IN, Format, number_format, plain_number
from pipeline.convert.open_xml import OpenXml, Relation
from pipeline.convert.page_offsets import in_one
from pipeline.convert.sheet_cells import ERRORS, SheetRows, packed_number, shown_number
from pipeline.convert.xlsx import BETWEEN_SHEETS, drawn_on, printed_text
from pipeline.records import Filtered

_ROW, _PRINTED, _SHEET, _BOOK = 0, 479, 156, 153
_STRING, _FORMAT, _STYLE, _STYLES, _STYLES_END = 19, 44, 47, 617, 618
_AUTHOR, _COMMENT, _COMMENT_TEXT = 632, 635, 637
_LARGEST_HEAD = 6  # bytes of a record's kind and size


class Xlsb:
    """Each sheet is a page: its name, a line for each row, what is drawn on it, and comments."""

    name = "xlsb"
    version = "6"
    media_types = frozenset({"application/vnd.ms-excel.sheet.binary.macroenabled.12"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of all sheets; numbers and dates as they are shown there.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OpenXml(raw, self._limits, PASSWORD)
        main = file.main("xl/workbook.bin")
        relations = file.relations(main)
        sheets, from_1904 = _book(file, main, relations)
        strings: list[str] = []
        formats: list[Format] = []
        for relation in relations.values():
            if relation.kind == "sharedStrings":
                strings = _strings(file, relation.part)
            elif relation.kind == "styles":
                formats = _formats(file, relation.part, from_1904)
        pages: list[str] = []
        size = 0
        for name, key in sheets[: self._limits.max_pages]:
            part = relations.get(key, Relation("", "")).part
            sheet = _Sheet(self._limits, strings, formats)
            for kind, data in _records(file, part):
                sheet.record(kind, data)
            texts = [*sheet.ended(), *drawn_on(file, part)]
            for comments in file.related(part, "comments"):
                texts += _comments(file, comments)
            pages.append("\n\n".join(text for text in texts if text))
            pages[-1] = f"{name}\n{pages[-1]}".strip("\n")
            size += len(pages[-1])
            within(self._limits, size)
        has_text = any(pages)
        if has_text and len(sheets) > len(pages):
            file.broken.append(f"{len(sheets) - len(pages):,} sheets behind the limit")
        text, starts = in_one(pages, BETWEEN_SHEETS)
        return file.conversion(text if has_text else "", starts, len(sheets))


def _records(file: OpenXml, part: str) -> Iterator[tuple[int, bytes]]:
    """The records of a part up to where it is broken: kind and content (MS-XLSB 2.1.4)."""
    held = b""
    try:
        for piece in file.parts.pieces(part):
            held += piece
            at, end = 0, len(held)
            while at + _LARGEST_HEAD <= end:
                begin = at
                kind = held[at]
                at += 1
                if kind & 0x80:
                    kind = kind & 0x7F | (held[at] & 0x7F) << 7
                    at += 1
                size = shift = 0
                while True:
                    size |= (held[at] & 0x7F) << shift
                    shift += 7
                    at += 1
                    if not held[at - 1] & 0x80 or shift == 28:
                        break
                if at + size > end:
                    at = begin
                    break
                yield kind, held[at : at + size]
                at += size
            held = held[at:]
    except Damaged as error:
        file.broken.append(f"{part}: {error}")


def _book(
    file: OpenXml, part: str, relations: Mapping[str, Relation]
) -> tuple[list[tuple[str, str]], bool]:
    """The names of the sheets with the ids of their parts, and where days are counted from."""
    sheets, from_1904 = [], False
    for kind, data in _records(file, part):
        if kind == _SHEET:
            key, at = _text(data, 8)
            if key not in relations:  # one word more, as the first versions wrote
                key, at = _text(data, 12)
            sheets.append((_text(data, at)[0], key))
        elif kind == _BOOK and data:
            from_1904 = bool(data[0] & 1)
    return sheets, from_1904


def _strings(file: OpenXml, part: str) -> list[str]:
    """The texts that cells share, each with the readings of its characters behind it."""
    found: list[str] = []
    size = 0
    for kind, data in _records(file, part):
        if kind == _STRING and data:
            text, at = _text(data, 1)
            if data[0] & 1:  # runs with a look of their own
                at += 4 + 4 * int.from_bytes(data[at : at + 4], "little")
            if data[0] & 2 and (reading := _text(data, at)[0]):
                text = f"{text} {reading}"
            size += len(text)
            within(file.limits, size)
            found.append(text)
    return found


def _formats(file: OpenXml, part: str, from_1904: bool) -> list[Format]:
    """How the numbers of each style are shown."""
    codes, found, inside = dict(BUILT_IN), [], False
    for kind, data in _records(file, part):
        if kind == _FORMAT:
            codes[int.from_bytes(data[:2], "little")] = _text(data, 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _STYLE and inside:
            code = codes.get(int.from_bytes(data[2:4], "little"), "")
            found.append(number_format(code, from_1904) if code else plain_number)
    return found


def _comments(file: OpenXml, part: str) -> Iterator[str]:
    """Comments with the names of those who wrote them, unless they say these themselves."""
    authors: list[str] = []
    author = ""
    for kind, data in _records(file, part):
        if kind == _AUTHOR:
            authors.append(_text(data, 0)[0])
        elif kind == _COMMENT:
            number = int.from_bytes(data[:4], "little")
            author = authors[number] if number < len(authors) else ""
        elif kind == _COMMENT_TEXT:
            text = _text(data, 1)[0].strip()
            yield f"{author}: {text}" if author and not text.startswith(author) else text


class _Sheet:
    """The rows of a sheet as lines, and its printed headers and footers."""

    def __init__(self, limits: ConversionLimits, strings: list[str], formats: list[Format]) -> None:
        self._rows = SheetRows(limits)
        self._strings = strings
        self._formats = formats
        self._printed: dict[str, None] = {}
        self._cells: dict[int, Callable[[bytes], str]] = {
            2: self._packed, 3: _error, 4: _truth, 5: self._real, 6: _own, 7: self._shared,
            8: _own, 9: self._real, 10: _truth, 11: _error, 62: lambda data: _text(data, 9)[0],
        }  # fmt: skip

    def ended(self) -> list[str]:
        """All rows, and what is printed above and below them."""
        self._rows.end_row()
        return ["\n".join(self._rows.lines), "\n".join(self._printed)]

    def record(self, kind: int, data: bytes) -> None:
        """Reads a record of the part."""
        if kind == _ROW:
            self._rows.end_row()
        elif kind in self._cells and len(data) >= 9:
            self._rows.add(int.from_bytes(data[:4], "little"), self._cells[kind](data))
        elif kind == _PRINTED:
            at = 2
            for _ in range(6):
                if data[at : at + 4] == b"\xff" * 4:  # none
                    at += 4
                    continue
                text, at = _text(data, at)
                if text := printed_text(text):
                    self._printed[text] = None

    def _shared(self, data: bytes) -> str:
        place = int.from_bytes(data[8:12], "little")
        return self._strings[place] if place < len(self._strings) else ""

    def _real(self, data: bytes) -> str:
        return self._number(data, struct.unpack_from("<d", data.ljust(16, b"\0"), 8)[0])

    def _packed(self, data: bytes) -> str:
        return self._number(data, packed_number(int.from_bytes(data[8:12], "little")))

    def _number(self, data: bytes, number: float) -> str:
        return shown_number(number, int.from_bytes(data[4:7], "little"), self._formats)


def _own(data: bytes) -> str:
    return _text(data, 8)[0]


def _truth(data: bytes) -> str:
    return "TRUE" if data[8] else "FALSE"


def _error(data: bytes) -> str:
    return ERRORS.get(data[8], "")


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text behind the count of its characters, and where it ends."""
    count = int.from_bytes(data[at : at + 4], "little")
    end = min(at + 4 + 2 * count, len(data))
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
