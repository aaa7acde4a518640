"""The cells of an XLS, sheet by sheet, as they are shown. MS-XLS, version 20220817 (BIFF8)."""

import struct
from collections.abc import Callable, Iterator, Sequence

from pipeline.convert.converter import ConversionLimits
from pipeline.convert.number_format import BUILT_IN, Format, number_format, plain_number
from pipeline.convert.sheet_cells import ERRORS, SheetRows, packed_number, shown_number
from pipeline.convert.xls_shared import SharedText

BETWEEN_SHEETS = "\n\n"

_BEGIN, _END = 0x0809, 0x000A
_BIFF8, _SHEET, _MACROS = 0x0600, 0x0010, 0x0040
_LOCKED, _FROM_1904, _NAMED, _FORMAT, _STYLE = 0x002F, 0x0022, 0x0085, 0x041E, 0x00E0
_SHARED, _REAL, _PACKED, _PACKED_ROW = 0x00FD, 0x0203, 0x027E, 0x00BD
_FORMULA, _ITS_TEXT, _TRUTH, _LABEL, _RICH = 0x0006, 0x0207, 0x0205, 0x0204, 0x00D6
_OF_BOOK = frozenset({_BEGIN, _LOCKED, _FROM_1904, _NAMED, _FORMAT, _STYLE})
# Records that are cells, and the fewest bytes of each.
_FEWEST = {
    _SHARED: 10, _REAL: 14, _PACKED: 10, _PACKED_ROW: 6, _FORMULA: 14, _TRUTH: 8, _LABEL: 6,
    _RICH: 6,
}  # fmt: skip
_WITH_CELLS = (_SHEET, _MACROS)
_HEAD = struct.Struct("<HH")
_BEGINS = struct.pack("<H", _BEGIN)
_PLACE = struct.Struct("<3H")  # row, column, style
_WHOLE, _DOUBLE, _CELL_OF_ROW = struct.Struct("<I"), struct.Struct("<d"), struct.Struct("<HI")
_NO_NUMBER = b"\xff\xff"  # in the last bytes of what a formula gives
# What the machine decides of their look is not taken from the file either.
_OF_THE_MACHINE = (14, 22)


class Unreadable(ValueError):
    """A workbook of an older version, or one that is encrypted or damaged."""


def sheet_texts(data: bytes, shared: Sequence[SharedText], limits: ConversionLimits) -> list[str]:
    """Each sheet: its name, and a line for each row.

    `data`: the stream of the workbook; `shared`: the texts that its cells share.

    Raises:
        Unreadable: it cannot be read here.
        TooMuch: more characters than the limits allow.
    """
    try:
        return _sheet_texts(data, shared, limits)
    except (struct.error, IndexError) as error:
        raise Unreadable(str(error)) from None


def _sheet_texts(data: bytes, shared: Sequence[SharedText], limits: ConversionLimits) -> list[str]:
    sheets: list[tuple[int, str]] = []
    codes, styles = dict(BUILT_IN), list[int]()
    from_1904 = False
    place = 0
    for kind, body, behind in _book_records(data):
        place = behind
        if kind == _BEGIN and struct.unpack_from("<H", body)[0] != _BIFF8:
            raise Unreadable("an older version")
        if kind == _LOCKED:
            raise Unreadable("encrypted")
        if kind == _FROM_1904:
            from_1904 = bool(body[0])
        elif kind == _NAMED:
            sheets.append((struct.unpack_from("<I", body)[0], _string(body, 6, 1)))
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", body)
            if number not in _OF_THE_MACHINE:
                codes[number] = _string(body, 2, 2)
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    formats = [
        number_format(code, from_1904) if (code := codes.get(style, "")) else plain_number
        for style in styles
    ]
    # In their own order, so that each is read once whatever the workbook says.
    found: dict[int, list[str]] = {}
    while data[place : place + 2] == _BEGINS and place + _HEAD.size <= len(data):
        rows = SheetRows(limits)
        end = _Sheet(rows, shared, formats).read(data, place)
        found[place], place = rows.lines, end
    if any(place not in found for place, _ in sheets):
        raise Unreadable("a sheet is not where the workbook says")
    return [
        "\n".join([name, *found.pop(place, ())]).strip("\n")
        for place, name in sheets[: limits.max_pages]
    ]


def _book_records(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """The records of the book that are read, and its end.

    Each with its kind, its body, and the place behind it; parts inside of it are passed over.
    """
    place, depth = 0, 0
    while place + _HEAD.size <= len(data):
        kind, size = _HEAD.unpack_from(data, place)
        place += _HEAD.size + size
        if kind in _OF_BOOK:
            depth += kind == _BEGIN
            if depth == 1:
                yield kind, data[place - size : place], place
        if kind == _END:
            depth -= 1
            if depth < 1:
                yield kind, b"", place
                break


class _Sheet:
    """Reads the cells of one sheet into `rows`."""

    def __init__(
        self, rows: SheetRows, shared: Sequence[SharedText], formats: Sequence[Format]
    ) -> None:
        self._rows = rows
        self._shared = shared
        self._formats = formats
        self._text_of = -1  # the column of a formula whose text comes next
        self._read: dict[int, Callable[[bytes, int, int], str]] = {
            _REAL: self._real, _TRUTH: _truth, _FORMULA: self._formula, _LABEL: _label,
            _RICH: _label,
        }  # fmt: skip

    def read(self, data: bytes, place: int) -> int:
        """Reads the part that begins at a place, up to its end; cells are those of a sheet."""
        unpack, place_of, add = _HEAD.unpack_from, _PLACE.unpack_from, self._rows.add
        shared, formats, read, fewest = self._shared, self._formats, self._read, _FEWEST
        depth, has_cells, last_row = 0, False, -1
        last = len(data) - _HEAD.size
        while place <= last:
            kind, size = unpack(data, place)
            at = place + 4
            place = at + size
            if kind in fewest:
                if depth != 1 or not has_cells:
                    continue
                if size < fewest[kind] or at + fewest[kind] > len(data):
                    raise Unreadable("a cell that is cut off")
                row, column, style = place_of(data, at)
                if row != last_row:
                    self._rows.end_row()
                    last_row = row
                if kind == _SHARED:
                    (number,) = _WHOLE.unpack_from(data, at + 6)
                    add(column, shared[number].text if number < len(shared) else "")
                elif kind == _PACKED:
                    (number,) = _WHOLE.unpack_from(data, at + 6)
                    add(column, shown_number(packed_number(number), style, formats))
                elif kind == _PACKED_ROW:
                    for style, number in _CELL_OF_ROW.iter_unpack(data[at + 4 : place - 2]):
                        add(column, shown_number(packed_number(number), style, formats))
                        column += 1
                else:
                    add(column, read[kind](data[at:place], column, style))
            elif kind == _BEGIN:
                depth += 1
                if depth == 1:
                    has_cells = struct.unpack("<H", data[at + 2 : at + 4])[0] in _WITH_CELLS
            elif kind == _END:
                depth -= 1
                if depth < 1:
                    break
            elif kind == _ITS_TEXT and self._text_of >= 0 and depth == 1:
                add(self._text_of, _string(data[at:place], 0, 2))
                self._text_of = -1
        self._rows.end_row()
        return place

    def _real(self, body: bytes, column: int, style: int) -> str:
        return shown_number(_DOUBLE.unpack_from(body, 6)[0], style, self._formats)

    def _formula(self, body: bytes, column: int, style: int) -> str:
        """What a formula gave when the sheet was saved."""
        if body[12:14] != _NO_NUMBER:
            return self._real(body, column, style)
        kind, value = body[6], body[8]
        self._text_of = column if kind == 0 else -1
        return _logical(value, is_error=kind == 2) if kind in (1, 2) else ""


def _truth(body: bytes, column: int, style: int) -> str:
    return _logical(body[6], is_error=bool(body[7]))


def _logical(value: int, *, is_error: bool) -> str:
    if is_error:
        return ERRORS.get(value, "")
    return "TRUE" if value else "FALSE"


def _label(body: bytes, column: int, style: int) -> str:
    return _string(body, 6, 2)


def _string(body: bytes, at: int, width: int) -> str:
    """A text behind the count of its characters, which takes `width` bytes."""
    count = int.from_bytes(body[at : at + width], "little")
    at += width
    wide = body[at] & 1 if at < len(body) else 0
    text = body[at + 1 : at + 1 + count * (2 if wide else 1)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")
