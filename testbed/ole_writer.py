"""Outlook's messages, written by hand (MS-OXMSG), and the writer of OLE files for all tests."""

import struct
from collections.abc import Mapping
from typing import Any

from pipeline.sources.compound_file import Tree, compound_file

ole = compound_file


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
