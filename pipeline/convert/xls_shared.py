"""The texts that cells of an XLS share, and how words in them are read aloud (furigana).

Cells show readings above the words, or not at all: MS-XLS, version 20220817, 2.4.265 and 2.5.293.
"""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

_TABLE, _MORE, _END = 0x00FC, 0x003C, 0x000A
_RECORD = struct.Struct("<HH")
_COUNTS = struct.Struct("<II")  # of cells, and of their texts
_WIDE, _HAS_READING, _HAS_RUNS = 0x01, 0x04, 0x08
# In a reading: what comes before the count of its characters, and the bytes of that count, twice.
_BEFORE, _HEAD = 10, 14
_RUN = 4  # bytes


class SharedText(NamedTuple):
    """A text, and its reading, "" if it has none."""

    text: str
    reading: str


def shared_records(workbook: bytes) -> list[bytes]:
    """The table of a workbook's stream: its body, and those of the records that continue it."""
    found: list[bytes] = []
    place = 0
    while place + _RECORD.size <= len(workbook):
        kind, size = _RECORD.unpack_from(workbook, place)
        place += _RECORD.size
        if kind == _TABLE or (found and kind == _MORE):
            found.append(workbook[place : place + size])
        elif found or kind == _END:
            break
        place += size
    return found


def shared_texts(records: Sequence[bytes]) -> list[SharedText]:
    """The texts in their order, up to where the table is cut off.

    `records`: the body of the table and of the records that continue it.
    """
    table = _Table(records)
    if len(table.data) < _COUNTS.size:
        return []
    (_, count) = _COUNTS.unpack_from(table.data)
    table.at = _COUNTS.size
    found: list[SharedText] = []
    for _ in range(count):
        if table.at + 3 > len(table.data):
            break
        found.append(table.shared_text())
    return found


class _Table:
    """The table in one piece; `at`: where it is read."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self.data = b"".join(records)
        self._ends = list(accumulate(map(len, records)))
        self.at = 0

    def shared_text(self) -> SharedText:
        """The next text."""
        size, flags = self._number(2), self._number(1)
        runs = self._number(2) if flags & _HAS_RUNS else 0
        behind = self._number(4) if flags & _HAS_READING else 0
        text = self._characters(size, bool(flags & _WIDE))
        self.at += _RUN * runs
        body = self.data[self.at : self.at + behind]
        self.at += behind
        count = int.from_bytes(body[_BEFORE : _BEFORE + 2], "little")
        reading = body[_HEAD : _HEAD + 2 * count].decode("utf-16-le", "ignore").strip()
        return SharedText(text, reading)

    def _number(self, size: int) -> int:
        """One of so many bytes; of those behind the end it is 0."""
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "little")

    def _characters(self, count: int, wide: bool) -> str:
        """So many characters; where a record ends in them, the next says how wide they are."""
        found: list[bytes] = []
        while count > 0:
            index = bisect_right(self._ends, self.at)
            if index == len(self._ends):
                self.at = len(self.data)
                break
            width = 2 if wide else 1
            here = min(count, (self._ends[index] - self.at) // width)
            piece = self.data[self.at : self.at + here * width]
            found.append(piece if wide else piece.decode("latin-1").encode("utf-16-le"))
            self.at += here * width
            count -= here
            if count:
                self.at = self._ends[index]
                wide = bool(self._number(1) & _WIDE)
        return b"".join(found).decode("utf-16-le", "replace")
