"""What stands beside the cells of an XLS: boxes, comments, charts, printed lines.

MS-XLS, version 20220817 (BIFF8), and what BIFF5 has of it.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.convert import office_art as art
from pipeline.convert.code_pages import of_code_page
from pipeline.convert.converter import ConversionLimits, within
from pipeline.convert.office_art import art_records
from pipeline.convert.sheet_cells import shown_number
from pipeline.convert.xlsx import printed_text

_BEGIN, _END, _MORE = 0x0809, 0x000A, 0x003C
_TEXT_BOX, _DRAWING, _NOTE, _OBJECT = 0x01B6, 0x00EC, 0x001C, 0x005D
_PRINTED = frozenset({0x0014, 0x0015})
_CHART = 0x0020  # kind of a part that begins
_CHART_WORDS, _CHART_LIST, _LABEL, _NUMBER = 0x100D, 0x1065, 0x0204, 0x0203
_BIFF8 = 0x0600
_CODE_PAGE = 0x0042  # of the texts of BIFF5
_WANTED = _PRINTED | {
    _BEGIN, _END, _MORE, _TEXT_BOX, _DRAWING, _CHART_WORDS, _CHART_LIST, _NOTE, _OBJECT,
    _CODE_PAGE,
}  # fmt: skip
# In a sheet these are cells, of which there may be millions.
_CELLS_OF_CHART = frozenset({_LABEL, _NUMBER})
_HEAD = struct.Struct("<HH")
_DEEPEST = 100  # groups in one another


class XlsBeside:
    """Reads the records of a workbook one after the other; those of cells are passed over."""

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits
        self._size = 0
        self._biff8 = True
        self._encoding = "cp1252"
        self._parts: list[int] = []  # kinds of those that are open
        self._lists: dict[tuple[int, int], list[str]] = {}  # of a chart: kind of list, series
        self._list = 0
        self._drawing = bytearray()
        self._left = 0  # characters of a text box that are still to come
        self._pieces: list[str] = []
        self._object = 0
        self._boxes: dict[int, str] = {}  # of this sheet, by the number of the object
        self._found: list[str] = []
        self._there: Counter[str] = Counter()

    def read(self, data: bytes, there: Iterable[str] = ()) -> list[str]:
        """The texts, in their order; one that stands there several times is given as often.

        `there`: lines that another reader gives. Words of charts among them are left out here, each
        as often as it is there.
        """
        self._there.update(there)
        place, end = 0, len(data)
        unpack, parts = _HEAD.unpack_from, self._parts
        while place + 4 <= end:
            kind, size = unpack(data, place)
            place += 4
            if kind in _WANTED or (kind in _CELLS_OF_CHART and parts and parts[-1] == _CHART):
                self._record(kind, data[place : place + size])
            place += size
        self._end_sheet()
        return self._found

    def _record(self, kind: int, body: bytes) -> None:
        if kind == _MORE:
            if self._left:
                self._add_to_box(body)
            return
        self._end_box()
        if kind == _BEGIN and len(body) >= 4:
            version, part = struct.unpack_from("<HH", body)
            self._biff8 = version == _BIFF8
            self._parts.append(part)
        elif kind == _CODE_PAGE and len(body) >= 2:
            self._encoding = of_code_page(int.from_bytes(body[:2], "little"))
        elif kind == _END:
            self._end_part()
        elif kind == _TEXT_BOX and len(body) >= 12 and self._biff8:
            (self._left,) = struct.unpack_from("<H", body, 10)
        elif kind == _DRAWING:
            self._drawing += body
        elif kind == _OBJECT and len(body) >= 8:
            (self._object,) = struct.unpack_from("<H", body, 6)
        elif kind == _NOTE and len(body) >= 11 and self._biff8:
            # Who wrote the comment; its words are those of the box with this number.
            (number,) = struct.unpack_from("<H", body, 6)
            who, words = self._string(body, 8, 2), self._boxes.get(number, "")
            if who and words and not words.startswith(who):
                self._boxes[number] = f"{who}: {words}"
        elif kind in _PRINTED and body:
            self._add(printed_text(self._string(body, 0, 2 if self._biff8 else 1)))
        elif self._parts and self._parts[-1] == _CHART:
            self._chart(kind, body)

    def _chart(self, kind: int, body: bytes) -> None:
        """Words of a chart, and the names and values that it shows."""
        if kind == _CHART_WORDS and len(body) >= 4:
            words = self._string(body, 2, 1)
            self._there[words.strip()] -= 1
            if self._there[words.strip()] < 0:
                self._add(words)
        elif kind == _CHART_LIST and len(body) >= 2:
            (self._list,) = struct.unpack_from("<H", body)
        elif kind in (_LABEL, _NUMBER) and len(body) >= 6:
            (series,) = struct.unpack_from("<H", body, 2)
            if kind == _LABEL:
                shown = self._string(body, 6, 2)
            elif len(body) >= 14:
                shown = shown_number(struct.unpack_from("<d", body, 6)[0], 0, ())
            else:
                return
            self._grow(len(shown))
            self._lists.setdefault((self._list, series), []).append(shown)

    def _end_part(self) -> None:
        part = self._parts.pop() if self._parts else 0
        if part == _CHART:
            for cells in self._lists.values():
                self._found.append("\t".join(cells))
            self._lists.clear()
        if not self._parts:
            self._end_sheet()

    def _end_sheet(self) -> None:
        self._end_box()
        for text in (*self._boxes.values(), *_drawn(bytes(self._drawing))):
            self._add(text)
        self._boxes.clear()
        self._drawing.clear()

    def _add_to_box(self, body: bytes) -> None:
        """Adds a piece of a text box, which begins with the width of its characters."""
        wide = bool(body[:1] and body[0] & 1)
        text = body[1:].decode("utf-16-le" if wide else "latin-1", "replace")[: self._left]
        self._left -= len(text) or self._left
        self._pieces.append(text)

    def _end_box(self) -> None:
        if self._pieces:
            text = "".join(self._pieces).replace("\r", "\n").strip()
            self._grow(len(text))
            if text:
                before = self._boxes.get(self._object)
                self._boxes[self._object] = f"{before}\n{text}" if before else text
        self._pieces.clear()
        self._left = 0

    def _string(self, body: bytes, at: int, width: int) -> str:
        """A text behind the count of its characters, which takes `width` bytes."""
        count = int.from_bytes(body[at : at + width], "little")
        at += width
        if not self._biff8:
            return body[at : at + count].decode(self._encoding, "replace")
        wide = bool(body[at : at + 1] and body[at] & 1)
        text = body[at + 1 :].decode("utf-16-le" if wide else "latin-1", "replace")
        return text[:count]

    def _grow(self, characters: int) -> None:
        self._size += characters
        within(self._limits, self._size)

    def _add(self, text: str) -> None:
        self._grow(len(text))
        if text.strip():
            self._found.append(text.strip())


def _drawn(data: bytes) -> Iterator[str]:
    """Words that are drawn as pictures, and what pictures show."""
    stack = [(0, len(data), 0)]
    while stack:
        begin, end, deep = stack.pop()
        for record in art_records(data, begin, end):
            if record.kind == art.PROPERTIES:
                yield from art.drawn_words(data, record)
            elif record.holds and deep < _DEEPEST:
                stack.append((record.begin, record.end, deep + 1))
