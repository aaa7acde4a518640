"""Small OLE files, and Outlook's messages in them, written by hand (MS-CFB, MS-OXMSG)."""

import struct
from collections.abc import Mapping
from typing import Any

SECTOR, MINI, SMALL = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, Any]  # name → bytes of a stream, or the tree of a storage


def ole(tree: Tree) -> bytes:
    """An OLE file with these streams and storages; streams below 4,096 bytes in the mini stream."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "child": FREE, "next": FREE}]
    _add(entries, tree, 0)
    mini, mini_fat = b"", []
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        if not data:
            return END
        first = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(first + 1, first + len(pieces)), END])
        return first

    for entry in entries[1:]:
        data = entry.get("data", b"")
        entry["size"] = len(data)
        if entry["kind"] == 2 and 0 < len(data) < SMALL:
            entry["start"] = len(mini) // MINI
            count = -(-len(data) // MINI)
            mini_fat.extend([*range(entry["start"] + 1, entry["start"] + count), END])
            mini += data.ljust(count * MINI, b"\0")
        else:
            entry["start"] = chain(data) if entry["kind"] == 2 else 0
    entries[0]["size"], entries[0]["start"] = len(mini), chain(mini)
    mini_fat_bytes = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_bytes += b"\xff" * (-len(mini_fat_bytes) % SECTOR)
    mini_fat_start = chain(mini_fat_bytes)
    directory = chain(b"".join(map(_entry, entries)))
    fat_start, count = len(sectors), 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    fat.extend([FAT] * count)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(count * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    mini_sectors = len(mini_fat_bytes) // SECTOR
    minis = (mini_fat_start if mini_fat else END, mini_sectors, END, 0, fat_start)
    header += struct.pack("<10I", 0, count, directory, 0, SMALL, *minis)
    header += struct.pack(f"<{count - 1}I", *range(fat_start + 1, fat_start + count))
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors) + table


def _add(entries: list[dict[str, Any]], tree: Tree, parent: int) -> None:
    before: int | None = None
    for name, content in tree.items():
        number = len(entries)
        entry: dict[str, Any] = {"name": name, "child": FREE, "next": FREE}
        entries.append(entry)
        if before is None:
            entries[parent]["child"] = number
        else:
            entries[before]["next"] = number
        before = number
        if isinstance(content, bytes):
            entry |= {"kind": 2, "data": content}
        else:
            entry["kind"] = 1
            _add(entries, content, number)


def _entry(entry: Mapping[str, Any]) -> bytes:
    name = str(entry["name"]).encode("utf-16-le") + b"\0\0"
    packed = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry["kind"], 1)
    packed += struct.pack("<III", FREE, entry["next"], entry["child"]) + bytes(36)
    return packed + struct.pack("<IQ", entry["start"], entry["size"])


def properties(
    values: Mapping[int, str | bytes | int], header: int, page: str = ""
) -> dict[str, Any]:
    """The streams of some properties; a number above 32 bits is a time.

    `page`: the code page that texts are in; "" for UTF-16.
    """
    streams: dict[str, Any] = {}
    table = bytes(header)
    for number, value in values.items():
        match value:
            case int():
                kind, fixed = (0x40, struct.pack("<q", value)) if value >> 32 else (0x03, b"")
                table += struct.pack("<HHI", kind, number, 6) + (fixed or struct.pack("<q", value))
            case str():
                kind = 0x1E if page else 0x1F
                streams[f"__substg1.0_{number:04X}{kind:04X}"] = value.encode(page or "utf-16-le")
            case bytes():
                streams[f"__substg1.0_{number:04X}0102"] = value
    return {"__properties_version1.0": table, **streams}


def msg(
    values: Mapping[int, str | bytes | int],
    people: list[Mapping[int, str | bytes | int]] | None = None,
    files: list[Tree] | None = None,
    *,
    page: str = "",
    header: int = 32,
) -> dict[str, Any]:
    """The tree of a message; of one in a message the header has 24 bytes."""
    tree = properties(values, header, page)
    for number, person in enumerate(people or ()):
        tree[f"__recip_version1.0_#{number:08X}"] = properties(person, 8, page)
    for number, file in enumerate(files or ()):
        tree[f"__attach_version1.0_#{number:08X}"] = dict(file)
    return tree
