"""The top of an OLE file, and the streams that stand there: MS-CFB, version 20200909, 2.2 to 2.6.

olefile makes an object of each entry, of whatever depth; what an office file is, its text and what
it says of itself stand at the top alone.
"""

import struct
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

_HEADER = struct.Struct("<8s22xH16xI4x4I")
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEADER, _TABLE_AT = 109, 76
_LAST = 0xFFFFFFFA  # numbers above are marks: the end, free, the table itself
_ENTRY_BYTES = 128
_ENTRY = struct.Struct("<64sHBx3I36xIQ")
_STREAM = 2
_SMALL_SHIFT = 6  # sectors of streams that are shorter than what the header says


class _Entry(NamedTuple):
    """As it stands in the directory: the numbers are those of entries, and of its first sector."""

    name: bytes
    name_bytes: int  # with the end
    kind: int
    before: int
    behind: int
    below: int
    first: int
    size: int


class OleDirectory:
    """What stands at the top of an OLE file; `raw`: all of the file.

    `names`: those of streams and storages, in lower case.

    Raises:
        ValueError: it is damaged, or none.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        try:
            self._open()
            self._top = dict(self._entries())
        except struct.error as error:
            raise ValueError(f"its directory cannot be read: {error}") from None
        self.names = frozenset(self._top)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, whose case does not count; None if there is none of that name.

        Raises:
            ValueError: it is damaged.
        """
        entry = self._top.get(name.lower())
        if entry is None or entry.kind != _STREAM:
            return None
        # The upper half is rubbish in files whose sectors have 512 bytes.
        size = entry.size & 0xFFFFFFFF if self._shift == 9 else entry.size
        try:
            if size >= self._cutoff:
                return self._large(entry.first, size)
            return _joined(self._small, self._following_small, _SMALL_SHIFT, entry.first, size)
        except struct.error as error:
            raise ValueError(f"the stream {name!r} cannot be read: {error}") from None

    def _open(self) -> None:
        raw = self._raw
        self._shift: int
        self._first: int
        self._cutoff: int
        self._small_table: int
        more: int
        magic, self._shift, self._first, self._cutoff, self._small_table, _, more = (
            _HEADER.unpack_from(raw)
        )
        if magic != _MAGIC or self._shift not in (9, 12):
            raise ValueError("no OLE file")
        self._in_sector = (1 << self._shift) // 4
        self._numbers = struct.Struct(f"<{self._in_sector}I")
        self._read: dict[int, tuple[int, ...]] = {}  # sectors of the table
        self._table = list(struct.unpack_from(f"<{_IN_HEADER}I", raw, _TABLE_AT))
        self._count = len(raw) >> self._shift  # of sectors; no table has to know more
        last = self._in_sector - 1
        for sector in self._chain(more, lambda number: self._in_table(number)[last]):
            if len(self._table) * self._in_sector > self._count:
                break
            self._table += self._numbers.unpack_from(raw, sector)[:last]

    def _entries(self) -> Iterator[tuple[str, _Entry]]:
        """The name in lower case and the entry of each that stands at the top."""
        entries: list[_Entry] = []
        for sector in self._sectors(self._first):
            piece = self._raw[sector : sector + (1 << self._shift)]
            whole = piece[: len(piece) // _ENTRY_BYTES * _ENTRY_BYTES]
            entries += map(_Entry._make, _ENTRY.iter_unpack(whole))
        self._root = entries[0] if entries else None
        left = [entries[0].below] if entries else []
        seen: set[int] = set()
        while left:
            number = left.pop()
            if number > _LAST or number in seen:
                continue
            if number >= len(entries):
                raise ValueError("an entry that is not there")
            seen.add(number)
            entry = entries[number]
            left += (entry.before, entry.behind)
            name = entry.name[: max(entry.name_bytes - 2, 0)]
            yield name.decode("utf-16-le", "replace").lower(), entry

    def _sectors(self, first: int) -> Iterator[int]:
        """Where the sectors of a chain begin."""
        return self._chain(first, self._following)

    def _chain(self, number: int, following: Callable[[int], int]) -> Iterator[int]:
        shift, end = self._shift, len(self._raw)
        for _ in range(end >> shift):
            if number > _LAST:
                return
            at = (number + 1) << shift
            if at >= end:
                raise ValueError("a sector behind the end")
            yield at
            number = following(number)

    def _following(self, number: int) -> int:
        place, rest = divmod(number, self._in_sector)
        if place >= len(self._table) or self._table[place] > _LAST:
            raise ValueError("a sector that no table knows")
        following: int = self._in_table(self._table[place])[rest]
        return following

    def _in_table(self, sector: int) -> tuple[int, ...]:
        """The numbers in a sector of the table."""
        if (numbers := self._read.get(sector)) is None:
            at = (sector + 1) << self._shift
            numbers = self._read[sector] = self._numbers.unpack_from(self._raw, at)
        return numbers

    def _large(self, first: int, size: int) -> bytes:
        # The header stands where a sector would, before that of number 0.
        return _joined(self._raw, self._following_large, self._shift, first, size, 1)

    @cached_property
    def _following_large(self) -> list[int]:
        """By the number of each sector that of the next one in its chain."""
        table = self._table
        while table and table[-1] > _LAST:
            table.pop()
        numbers: list[int] = []
        for sector in table:
            if len(numbers) > self._count:
                break
            known = sector <= _LAST
            numbers += self._in_table(sector) if known else (sector,) * self._in_sector
        return numbers

    @cached_property
    def _small(self) -> bytes:
        """What holds the streams that are short."""
        root = self._root
        return self._large(root.first, root.size & 0xFFFFFFFF) if root else b""

    @cached_property
    def _following_small(self) -> list[int]:
        sectors = self._sectors(self._small_table)
        return [number for at in sectors for number in self._numbers.unpack_from(self._raw, at)]


def _joined(
    raw: bytes, following: list[int], shift: int, first: int, size: int, before: int = 0
) -> bytes:
    """The bytes of a stream whose sectors stand behind so many others that have no number."""
    if size > len(raw):
        raise ValueError("a stream that is longer than the file")
    count = -(-size >> shift)
    at = (first + before) << shift
    if following[first : first + count - 1] == list(range(first + 1, first + count)):
        data = raw[at : at + size]  # as nearly all are written
    else:
        pieces: list[bytes] = []
        number = first
        for _ in range(count):
            if number >= len(following):
                raise ValueError("a stream that ends too early, or a sector that no table knows")
            at = (number + before) << shift
            pieces.append(raw[at : at + (1 << shift)])
            number = following[number]
        data = b"".join(pieces)[:size]
    if len(data) < size:
        raise ValueError("a stream that goes behind the end")
    return data
