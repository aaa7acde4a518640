"""Outlook's messages in files of their own (MSG): an OLE file of properties (MS-OXMSG).

The properties are read by their numbers from the OLE file itself. `python-oxmsg` gives up a message
for one property in a code page that Python names otherwise, and knows no messages in messages.
"""

import struct
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from pipeline.mail.outlook import (
    DATA,
    EXTENSION,
    FILE,
    FIXED,
    LONG_FILE,
    MIME,
    NAME,
    Bag,
    File,
    item_of,
    message_of,
    whole,
)

if TYPE_CHECKING:
    from olefile import OleFileIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ATTACHED = 10_000
DEEPEST = 20  # messages in messages
_PROPERTIES = "__properties_version1.0"
# Bytes before the first property: of a message in a file, in a message, and of all else.
_OF_FILE, _OF_INNER, _OF_PART = 32, 24, 8
_INNER = "__substg1.0_3701000D"  # where an attached message is stored, or an OLE object


class NoMessage(ValueError):
    """An OLE file that holds no message."""


def read_msg(raw: bytes) -> tuple[bytes, list[File]]:
    """A message as the internet writes them, and what is attached to it.

    Raises:
        NoMessage: the file holds no message.
        OSError, and other errors of olefile: the file is damaged.
    """
    import olefile

    with olefile.OleFileIO(raw) as ole:
        if not ole.exists(_PROPERTIES):
            raise NoMessage("an OLE file without the properties of a message")
        return _message(ole, [], 0)


def _message(ole: "OleFileIO", way: list[str], depth: int) -> tuple[bytes, list[File]]:
    bag = _bag(ole, way, _OF_INNER if way else _OF_FILE)
    people = [_bag(ole, inner, _OF_PART) for inner in _inside(ole, way, "__recip_version1.0_")]
    files = list(_files(ole, way, depth))
    return message_of(item_of(bag, people), files), files


def _bag(ole: "OleFileIO", way: list[str], header: int) -> Bag:
    fixed: dict[int, bytes] = {}
    raw = _stream(ole, [*way, _PROPERTIES])
    for at in range(header, len(raw) - 15, 16):
        kind, number = struct.unpack_from("<HH", raw, at)
        if kind in FIXED:
            fixed.setdefault(number, raw[at + 8 : at + 16])
    return Bag(fixed, partial(_property, ole, way))


def _property(ole: "OleFileIO", way: list[str], number: int, kind: int) -> bytes:
    return _stream(ole, [*way, f"__substg1.0_{number:04X}{kind:04X}"])


def _stream(ole: "OleFileIO", way: list[str]) -> bytes:
    if not ole.exists(way):
        return b""
    with ole.openstream(way) as stream:
        return bytes(stream.read())


def _files(ole: "OleFileIO", way: list[str], depth: int) -> Iterator[File]:
    inside = _inside(ole, way, "__attach_version1.0_")
    for number, inner in enumerate(inside[:MOST_ATTACHED], 1):
        file = _bag(ole, inner, _OF_PART)
        name = file.text(LONG_FILE, FILE, NAME).replace("\\", "/").rpartition("/")[2]
        item = [*inner, _INNER]
        if ole.exists([*item, _PROPERTIES]):
            if depth < DEEPEST:
                raw = whole(*_message(ole, item, depth + 1))
                yield File(f"{name or f'message-{number}'}.eml", "message/rfc822", raw, True)
            continue
        raw = file.binary(DATA) or _stream(ole, [*item, "CONTENTS"])
        if not name:
            name = f"part-{number}{file.text(EXTENSION)}"
        yield File(name, file.text(MIME) or "application/octet-stream", raw, False)


def _inside(ole: "OleFileIO", way: list[str], name: str) -> list[list[str]]:
    """The storages inside of one whose names begin so, in the order of their numbers."""
    found = {
        one[len(way)]
        for one in ole.listdir(streams=True, storages=False)
        if len(one) > len(way) + 1 and one[: len(way)] == way and one[len(way)].startswith(name)
    }
    return [[*way, one] for one in sorted(found)]
