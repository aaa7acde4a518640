"""The parts of a DOC of Word 97 to 2003: where its text stands, and what is said of its pieces.

MS-DOC, version 20220817.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.convert.converter import ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.ole_file import OleFile

# Places in the table of what the file holds (FibRgFcLcb97).
STYLES, COMMENT_REFERENCES, COMMENT_TEXTS, RUNS, PARAGRAPHS = 1, 4, 5, 12, 13
PIECES, COMMENT_AUTHORS, DRAWINGS, REVISERS, LISTS, LIST_FORMS = 33, 36, 50, 51, 73, 74
# Counts of characters in the order of the texts, in FibRgLw97.
_COUNTS = (3, 4, 5, 6, 7, 8, 9, 10)
NAMES = ("text", "footnotes", "printed", "macros", "comments", "endnotes", "boxes", "printed boxes")

_WORD_97 = 0x00C1
_PAGE = 512
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE, _TABS = 0xD608, 0xC615  # properties whose size is written otherwise
DELETED, DELETED_BY = 0x0800, 0x4863
IN_TABLE, ROW_END, INNER_ROW_END, LEVEL, FORM = 0x2416, 0x2417, 0x244C, 0x260A, 0x460B


class _Piece(NamedTuple):
    """A run of characters: its places in the text and in the stream, and bytes per character."""

    start: int
    end: int
    place: int
    width: int


class Run(NamedTuple):
    """A stretch of the stream and its properties."""

    start: int
    end: int
    style: int
    properties: bytes


class WordFile:
    """An open DOC: all its text, one character for each that the file counts.

    Raises:
        Encrypted: it needs a password.
        Damaged: it is no DOC of Word 97 or later, or its text cannot be found.
        TooMuch: more text than the limits allow.
    """

    def __init__(self, file: OleFile, limits: ConversionLimits) -> None:
        self.stream = data = file.stream("WordDocument")
        if len(data) < 154 or struct.unpack_from("<H", data, 2)[0] < _WORD_97:
            raise Damaged("no document of Word 97 or later in it")
        (flags,) = struct.unpack_from("<H", data, 10)
        if flags & 0x0100:
            raise Encrypted("the file opens with a password only: decrypt it first")
        self.table = file.stream("1Table" if flags & 0x0200 else "0Table")
        place = 34 + 2 * struct.unpack_from("<H", data, 32)[0]
        self._counts = place + 2
        place += 2 + 4 * _word(data, place, 2)
        self._parts = place + 2
        self._part_count = _word(data, place, 2)
        self._pieces = list(self._read_pieces())
        self._starts = [piece.start for piece in self._pieces]
        self.text = self._read_text(limits)

    def part(self, number: int) -> bytes:
        """What the file holds by its place in the table; b"" if there is no such."""
        if number >= self._part_count:
            return b""
        start, size = self.part_place(number)
        return self.table[start : start + size]

    def part_place(self, number: int) -> tuple[int, int]:
        """Where that stands in the table stream, and its size."""
        place = self._parts + 8 * number
        return _word(self.stream, place, 4), _word(self.stream, place + 4, 4)

    def texts(self) -> dict[str, tuple[int, int]]:
        """Where each of the texts begins and ends that stand one after the other."""
        found, place = {}, 0
        for name, number in zip(NAMES, _COUNTS, strict=True):
            count = _word(self.stream, self._counts + 4 * number, 4)
            found[name] = (place, min(place + count, len(self.text)))
            place = found[name][1]
        return found

    def places(self, character: int) -> int:
        """Where a character stands in the stream; -1 if nowhere."""
        number = bisect_right(self._starts, character) - 1
        if number < 0 or character >= self._pieces[number].end:
            return -1
        piece = self._pieces[number]
        return piece.place + (character - piece.start) * piece.width

    def characters(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of the text that stand in a stretch of the stream."""
        for piece in self._pieces:
            first = max(0, -(-(start - piece.place) // piece.width))
            last = min(piece.end - piece.start, -(-(end - piece.place) // piece.width))
            if first < last:
                yield piece.start + first, piece.start + last

    def runs(self, number: int) -> list[Run]:
        """All stretches with their properties: of `PARAGRAPHS` or of `RUNS`."""
        table = self.part(number)
        count = max(0, (len(table) - 4) // 8)
        pages = dict.fromkeys(
            _word(table, 4 * (count + 1) + 4 * n, 4) & 0x3FFFFF for n in range(count)
        )
        found = [run for page in pages for run in self._page(page * _PAGE, number == PARAGRAPHS)]
        return sorted(found)

    def _page(self, place: int, paragraphs: bool) -> Iterator[Run]:
        page = self.stream[place : place + _PAGE]
        if len(page) < _PAGE:
            return
        count = page[-1]
        step = 13 if paragraphs else 1
        if 4 * (count + 1) + step * count >= _PAGE:
            return
        starts = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + step * number]
            style, properties = 0, b""
            if at and paragraphs:
                size = 2 * page[at] - 1 if page[at] else 2 * page[min(at + 1, _PAGE - 1)]
                at += 1 if page[at] else 2
                style, properties = _word(page, at, 2), page[at + 2 : at + max(size, 2)]
            elif at:
                properties = page[at + 1 : at + 1 + page[at]]
            yield Run(starts[number], starts[number + 1], style, properties)

    def _read_pieces(self) -> Iterator[_Piece]:
        table, at = self.part(PIECES), 0
        while at + 3 <= len(table) and table[at] == 1:  # properties that pieces share
            at += 3 + _word(table, at + 1, 2)
        if at + 5 > len(table) or table[at] != 2:
            raise Damaged("its table of pieces is missing")
        size = min(_word(table, at + 1, 4), len(table) - at - 5)
        count, at = max(0, (size - 4) // 12), at + 5
        places = struct.unpack_from(f"<{count + 1}I", table, at) if count else (0,)
        before = 0
        for number in range(count):
            start, end = places[number], places[number + 1]
            if start != before or end <= start:
                return
            before = end
            where = _word(table, at + 4 * (count + 1) + 8 * number + 2, 4)
            narrow = bool(where & 0x40000000)
            where &= 0x3FFFFFFF
            yield _Piece(start, end, where // 2 if narrow else where, 1 if narrow else 2)

    def _read_text(self, limits: ConversionLimits) -> str:
        pieces, size = [], 0
        for piece in self._pieces:
            count = piece.end - piece.start
            data = self.stream[piece.place : piece.place + count * piece.width]
            if piece.width == 1:
                text = data.decode("cp1252", "replace")
            else:
                text = data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")
                if len(text) < len(data) // 2:  # characters beyond 16 bits count as two
                    text = "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))
            size += len(text)
            within(limits, size)
            pieces.append(text)
            if len(text) < count:  # the stream is cut off
                break
        return "".join(pieces)


@lru_cache(maxsize=1_024)  # most paragraphs of a document have the same few
def properties(data: bytes) -> tuple[tuple[int, bytes], ...]:
    """The properties of a run, a paragraph or a style: number and operand (MS-DOC 2.2.5)."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 3 <= len(data):
        number = _word(data, at, 2)
        at += 2
        kind = number >> 13
        if kind != 6:
            size = _SIZES[kind]
        elif number == _TABLE:
            size, at = _word(data, at, 2) - 1, at + 2
        elif number == _TABS and data[at] == 255:
            break
        else:
            size, at = data[at], at + 1
        found.append((number, data[at : at + size]))
        at += max(size, 0)
    return tuple(found)


def _word(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
