"""The names at the top of an OLE file: MS-CFB, version 20200909, 2.2 to 2.6.

olefile makes an object of each entry, of whatever depth; to tell what kind of file it is takes the
names at the top alone.
"""

import struct
from collections.abc import Callable, Iterator

_HEADER = struct.Struct("<8s22xH16xI16x2I")
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEADER, _TABLE_AT = 109, 76
_LAST = 0xFFFFFFFA  # numbers above are marks: the end, free, the table itself
_ENTRY_BYTES = 128
# Of an entry: size of its name in bytes with the end, and the numbers of those beside and below it.
_ENTRY = struct.Struct("<64sH2x3I48x")


def top_names(raw: bytes) -> frozenset[str]:
    """The names of streams and storages at the top, in lower case.

    Raises:
        ValueError: it is damaged, or none.
    """
    try:
        return frozenset(_names(raw))
    except struct.error as error:
        raise ValueError(f"its directory cannot be read: {error}") from None


def _names(raw: bytes) -> Iterator[str]:
    shift: int
    magic, shift, directory, more, _ = _HEADER.unpack_from(raw)
    if magic != _MAGIC or shift not in (9, 12):
        raise ValueError("no OLE file")
    table: list[int] = list(struct.unpack_from(f"<{_IN_HEADER}I", raw, _TABLE_AT))
    in_sector = (1 << shift) // 4
    for sector in _chain(raw, shift, more, lambda at: at + (in_sector - 1) * 4):
        table += struct.unpack_from(f"<{in_sector - 1}I", raw, sector)

    def following(at: int) -> int:
        number = (at >> shift) - 1
        place = number // in_sector
        if place >= len(table) or table[place] > _LAST:
            raise ValueError("a sector that no table knows")
        return ((table[place] + 1) << shift) + number % in_sector * 4

    entries: list[tuple[bytes, int, int, int, int]] = []
    for sector in _chain(raw, shift, directory, following):
        piece = raw[sector : sector + (1 << shift)]
        entries += _ENTRY.iter_unpack(piece[: len(piece) // _ENTRY_BYTES * _ENTRY_BYTES])
    left = [entries[0][4]] if entries else []
    seen: set[int] = set()
    while left:
        number = left.pop()
        if number > _LAST or number in seen:
            continue
        if number >= len(entries):
            raise ValueError("an entry that is not there")
        seen.add(number)
        name, size, before, behind, _ = entries[number]
        left += (before, behind)
        yield name[: max(size - 2, 0)].decode("utf-16-le", "replace").lower()


def _chain(raw: bytes, shift: int, number: int, following: Callable[[int], int]) -> Iterator[int]:
    """Where the sectors of a chain begin; `following` says where the number of the next stands."""
    for _ in range(len(raw) >> shift):
        if number > _LAST:
            return
        at = (number + 1) << shift
        if at >= len(raw):
            raise ValueError("a sector behind the end")
        yield at
        (number,) = struct.unpack_from("<I", raw, following(at))
