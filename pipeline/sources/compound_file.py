"""Writes OLE files, so that an object that stands in one is a file of its own.

MS-CFB, version 20200909: version 3, sectors of 512 bytes.
"""

import struct
from collections.abc import Mapping
from typing import Any

from pipeline.mail.msg import OLE

Tree = Mapping[str, Any]  # name → bytes of a stream, or the tree of a storage

_SECTOR, _MINI, _SMALL = 512, 64, 4096
_END, _FREE, _TABLE, _TABLE_OF_TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
_STORAGE, _STREAM, _ROOT = 1, 2, 5
# Places of sectors of the table that the header holds, and each sector behind it.
_IN_HEADER, _IN_SECTOR = 109, 127


def compound_file(tree: Tree) -> bytes:
    """An OLE file with these streams and storages."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": _ROOT, "child": _FREE}]
    _add(entries, tree, 0)
    mini, mini_table = bytearray(), []
    sectors: list[bytes] = []
    table: list[int] = []

    def chain(data: bytes) -> int:
        if not data:
            return _END
        first = len(sectors)
        starts = range(0, len(data), _SECTOR)
        sectors.extend(data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in starts)
        table.extend([*range(first + 1, first + len(starts)), _END])
        return first

    for entry in entries[1:]:
        data = entry.get("data", b"")
        entry["size"] = len(data)
        if entry["kind"] == _STREAM and 0 < len(data) < _SMALL:
            entry["start"] = len(mini) // _MINI
            count = -(-len(data) // _MINI)
            mini_table.extend([*range(entry["start"] + 1, entry["start"] + count), _END])
            mini += data.ljust(count * _MINI, b"\0")
        else:
            entry["start"] = chain(data) if entry["kind"] == _STREAM else 0
    entries[0]["size"], entries[0]["start"] = len(mini), chain(bytes(mini))
    minis = struct.pack(f"<{len(mini_table)}I", *mini_table)
    minis += b"\xff" * (-len(minis) % _SECTOR)
    mini_start = chain(minis)
    directory = chain(b"".join(map(_entry, entries)))
    first, count, more = len(sectors), 1, 0
    while (len(table) + count + more) * 4 > count * _SECTOR:
        count += 1
        more = -(-max(0, count - _IN_HEADER) // _IN_SECTOR)
    table.extend([_TABLE] * count + [_TABLE_OF_TABLE] * more)
    packed = struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
    # Places of the sectors of the table: in the header, then in sectors that name one another.
    named = list(range(first, first + count))
    rest = b""
    for number in range(more):
        at = _IN_HEADER + _IN_SECTOR * number
        part = named[at : at + _IN_SECTOR]
        following = first + count + number + 1 if number + 1 < more else _END
        part += [_FREE] * (_IN_SECTOR - len(part)) + [following]
        rest += struct.pack(f"<{len(part)}I", *part)
    header = OLE + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    mini_place = (mini_start if mini_table else _END, len(minis) // _SECTOR)
    more_place = (first + count if more else _END, more)
    header += struct.pack("<9I", 0, count, directory, 0, _SMALL, *mini_place, *more_place)
    header += struct.pack(f"<{len(named[:_IN_HEADER])}I", *named[:_IN_HEADER])
    return header.ljust(_SECTOR, b"\xff") + b"".join(sectors) + packed + rest


def _add(entries: list[dict[str, Any]], tree: Tree, parent: int) -> None:
    before: int | None = None
    for name, content in tree.items():
        number = len(entries)
        entry: dict[str, Any] = {"name": name, "child": _FREE}
        entries.append(entry)
        if before is None:
            entries[parent]["child"] = number
        else:
            entries[before]["next"] = number
        before = number
        if isinstance(content, bytes):
            entry |= {"kind": _STREAM, "data": content}
        else:
            entry["kind"] = _STORAGE
            _add(entries, content, number)


def _entry(entry: Mapping[str, Any]) -> bytes:
    name = str(entry["name"]).encode("utf-16-le")[:62] + b"\0\0"
    packed = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry["kind"], 1)
    packed += struct.pack("<III", _FREE, entry.get("next", _FREE), entry["child"]) + bytes(36)
    return packed + struct.pack("<IQ", entry["start"], entry["size"])
