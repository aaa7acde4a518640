"""Files in the form of "winmail.dat", written by hand: Outlook alone writes them."""

import struct
from collections.abc import Mapping

from pipeline.sources.archive_tnef import MARK


def attribute(number: int, value: bytes, level: int = 2) -> bytes:
    """An attribute, with its checksum."""
    head = struct.pack("<BII", level, number, len(value))
    return head + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(told: Mapping[tuple[int, int], bytes]) -> bytes:
    """A set of properties of varying size, by number and type."""
    out = struct.pack("<I", len(told))
    for (number, kind), value in told.items():
        out += struct.pack("<HHII", kind, number, 1, len(value)) + value + bytes(-len(value) % 4)
    return out


def tnef(
    files: Mapping[str, bytes], message: Mapping[tuple[int, int], bytes] | None = None
) -> bytes:
    """A packed message with these files; `message`: properties of it."""
    out = MARK + b"\1\0" + attribute(0x00089006, struct.pack("<I", 0x10000), 1)
    if message:
        out += attribute(0x00069003, properties(message), 1)
    for name, data in files.items():
        out += attribute(0x00069002, bytes(14)) + attribute(0x00018010, b"SHORT~1.TXT\0")
        out += attribute(0x0006800F, data)
        long_name = name.encode("utf-16-le") + b"\0\0"
        out += attribute(0x00069005, properties({(0x3707, 0x1F): long_name}))
    return out
