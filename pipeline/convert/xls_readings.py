"""How words of an XLS are read aloud (furigana), which its cells show above them or not at all.

They stand behind the texts that cells share: MS-XLS, version 20220817, 2.4.265 and 2.5.293.
"""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_COUNTS = struct.Struct("<II")  # of cells, and of their texts
_WIDE, _HAS_READING, _HAS_RUNS = 0x01, 0x04, 0x08
# In a reading: what comes before the count of its characters, and the bytes of that count, twice.
_BEFORE, _HEAD = 10, 14
_RUN = 4  # bytes


def readings(records: Sequence[bytes]) -> list[str]:
    """The readings of shared texts in their order, of each text once.

    `records`: the body of the table and of the records that continue it.
    """
    table = _Table(records)
    if len(table.data) < _COUNTS.size:
        return []
    (_, count) = _COUNTS.unpack_from(table.data)
    table.at = _COUNTS.size
    found: list[str] = []
    for _ in range(count):
        if table.at + 3 > len(table.data):
            break
        if reading := table.reading():
            found.append(reading)
    return found


class _Table:
    """The table in one piece; `at`: where it is read."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self.data = b"".join(records)
        self._ends = list(accumulate(map(len, records)))
        self.at = 0

    def reading(self) -> str:
        """Passes over the next text, and gives its reading; "" if it has none."""
        size, flags = self._number(2), self._number(1)
        runs = self._number(2) if flags & _HAS_RUNS else 0
        behind = self._number(4) if flags & _HAS_READING else 0
        self._pass_characters(size, bool(flags & _WIDE))
        self.at += _RUN * runs
        body = self.data[self.at : self.at + behind]
        self.at += behind
        count = int.from_bytes(body[_BEFORE : _BEFORE + 2], "little")
        return body[_HEAD : _HEAD + 2 * count].decode("utf-16-le", "ignore").strip()

    def _number(self, size: int) -> int:
        """One of so many bytes; of those behind the end it is 0."""
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "little")

    def _pass_characters(self, count: int, wide: bool) -> None:
        """Passes over characters; where a record ends in them, the next says how wide they are."""
        while count > 0:
            index = bisect_right(self._ends, self.at)
            if index == len(self._ends):
                self.at = len(self.data)
                return
            width = 2 if wide else 1
            here = min(count, (self._ends[index] - self.at) // width)
            self.at += here * width
            count -= here
            if count:
                self.at = self._ends[index]
                wide = bool(self._number(1) & _WIDE)
