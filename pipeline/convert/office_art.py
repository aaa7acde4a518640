"""Records of drawings in DOC, XLS and PPT, and the words of shapes that are no text of theirs.

MS-ODRAW 2.2, and the records of PPT, which have the same form (MS-PPT 2.3.1).
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.convert.descriptions import description

_HEAD = struct.Struct("<HHI")
_PROPERTY = struct.Struct("<HI")
CONTAINER = 0xF
DRAWINGS = 0xF002  # all of a slide or sheet
GROUP = 0xF003
SHAPE = 0xF004
PROPERTIES = 0xF00B
TEXT_BOX = 0xF00D
CHILD_ANCHOR = 0xF00F
CLIENT_DATA = 0xF011
MORE_PROPERTIES = 0xF122
_WORDS = frozenset({0x00C0, 0x0381})  # text drawn as a picture, and what a picture shows
IS_TABLE = 0x039F


class ArtRecord(NamedTuple):
    """A record: its kind, its instance, whether records are in it, and where its content stands."""

    kind: int
    instance: int
    holds: bool
    begin: int
    end: int


def art_records(data: bytes, begin: int, end: int) -> Iterator[ArtRecord]:
    """The records that stand one after the other; the last may be cut off."""
    end = min(end, len(data))
    while begin + 8 <= end:
        head, kind, size = _HEAD.unpack_from(data, begin)
        inside = begin + 8
        begin = inside + size
        yield ArtRecord(kind, head >> 4, head & 0xF == CONTAINER, inside, min(begin, end))


def art_properties(data: bytes, record: ArtRecord) -> dict[int, bytes]:
    """The properties of a shape: number → four bytes, or what is longer (MS-ODRAW 2.3.1)."""
    found: dict[int, bytes] = {}
    place = record.begin
    after = place + 6 * record.instance
    while place + 6 <= min(record.end, record.begin + 6 * record.instance):
        number, value = _PROPERTY.unpack_from(data, place)
        if number & 0x8000:
            found[number & 0x3FFF] = data[after : min(after + value, record.end)]
            after += value
        else:
            found[number & 0x3FFF] = data[place + 2 : place + 6]
        place += 6
    return found


def drawn_words(data: bytes, record: ArtRecord) -> list[str]:
    """Text that is drawn as a picture, and the description of a picture."""
    return [
        text
        for number, value in art_properties(data, record).items()
        if number in _WORDS and (text := description(wide_text(value)))
    ]


def wide_text(data: bytes) -> str:
    """A text in UTF-16 up to its end."""
    return data.decode("utf-16-le", "replace").partition("\0")[0]
