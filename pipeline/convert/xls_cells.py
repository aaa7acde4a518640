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
_OF_SHEET = frozenset({
    _BEGIN, _SHARED, _REAL, _PACKED, _PACKED_ROW, _FORMULA, _ITS_TEXT, _TRUTH, _LABEL, _RICH,
})  # fmt: skip
_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<3H")  # row, column, style
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
    book = _Part(data, 0, _OF_BOOK)
    for kind, body in book:
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
    place = book.end
    while (part := _Part(data, place, _OF_SHEET)).begins:
        rows = SheetRows(limits)
        _Sheet(rows, shared, formats).read(part)
        found[place] = rows.lines
        place = part.end
    if any(place not in found for place, _ in sheets):
        raise Unreadable("a sheet is not where the workbook says")
    return [
        "\n".join([name, *found.pop(place, ())]).strip("\n")
        for place, name in sheets[: limits.max_pages]
    ]


class _Part:
    """Records of some kinds of the part that begins at a place, without the parts inside of it.

    `begins`: whether one does; `end`: what is behind it, once its records were given.
    """

    def __init__(self, data: bytes, place: int, kinds: frozenset[int]) -> None:
        self._data = data
        self._kinds = kinds
        self._place = self.end = place
        head = data[place : place + _HEAD.size]
        self.begins = len(head) == _HEAD.size and _HEAD.unpack(head)[0] == _BEGIN

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        data, place, depth = self._data, self._place, 0
        kinds, unpack, last = self._kinds, _HEAD.unpack_from, len(self._data) - _HEAD.size
        while place <= last:
            kind, size = unpack(data, place)
            place += _HEAD.size
            if kind in kinds:
                depth += kind == _BEGIN
                if depth == 1:
                    yield kind, data[place : place + size]
            place += size
            if kind == _END:
                depth -= 1
                if depth < 1:
                    break
        self.end = place


class _Sheet:
    """Reads the cells of one sheet into `rows`."""

    def __init__(
        self, rows: SheetRows, shared: Sequence[SharedText], formats: Sequence[Format]
    ) -> None:
        self._rows = rows
        self._shared = shared
        self._formats = formats
        self._row = -1
        self._text_of = -1  # the column of a formula whose text comes next
        self._read: dict[int, Callable[[bytes, int, int], str]] = {
            _SHARED: self._of_shared, _REAL: self._real, _PACKED: self._packed, _TRUTH: _truth,
            _FORMULA: self._formula, _LABEL: _label, _RICH: _label,
        }  # fmt: skip

    def read(self, part: _Part) -> None:
        """Reads all of a part; cells are those of a sheet."""
        has_cells = False
        for kind, body in part:
            if kind == _BEGIN:
                has_cells = struct.unpack_from("<H", body, 2)[0] in (_SHEET, _MACROS)
            elif not has_cells:
                continue
            elif kind in self._read or kind == _PACKED_ROW:
                row, column, style = _PLACE.unpack_from(body)
                if row != self._row:
                    self._rows.end_row()
                    self._row = row
                if kind == _PACKED_ROW:
                    self._packed_row(body, column)
                else:
                    self._rows.add(column, self._read[kind](body, column, style))
            elif kind == _ITS_TEXT and self._text_of >= 0:
                self._rows.add(self._text_of, _string(body, 0, 2))
                self._text_of = -1
        self._rows.end_row()

    def _packed_row(self, body: bytes, column: int) -> None:
        """Numbers of cells next to one another."""
        for style, packed in struct.iter_unpack("<HI", body[4:-2]):
            self._rows.add(column, shown_number(packed_number(packed), style, self._formats))
            column += 1

    def _of_shared(self, body: bytes, column: int, style: int) -> str:
        (place,) = struct.unpack_from("<I", body, 6)
        return self._shared[place].text if place < len(self._shared) else ""

    def _real(self, body: bytes, column: int, style: int) -> str:
        return shown_number(struct.unpack_from("<d", body, 6)[0], style, self._formats)

    def _packed(self, body: bytes, column: int, style: int) -> str:
        number = packed_number(struct.unpack_from("<I", body, 6)[0])
        return shown_number(number, style, self._formats)

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
