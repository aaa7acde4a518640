"""Sets of properties in streams of OLE files: MS-OLEPS, version 20210625, 2.15 to 2.21."""

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

Value = int | bytes | str | datetime
_SECTION = struct.Struct("<44xI")  # where the first set stands
_PAIR = struct.Struct("<2I")
_SHORT, _NUMBERS = 2, (3, 19, 22, 23)
_IN_CODE_PAGE, _UNICODE, _MOMENT = (8, 30), 31, 64
_EPOCH = datetime(1601, 1, 1)


def properties(stream: bytes) -> dict[int, Value]:
    """The values of the first set by their numbers: numbers, texts, moments in UTC.

    A text in the set's code page is bytes. What is damaged, or of another type, is left out.
    """
    found: dict[int, Value] = {}
    try:
        (section,) = _SECTION.unpack_from(stream)
        size, count = _PAIR.unpack_from(stream, section)
    except struct.error:
        return found
    one = stream[section : section + size]
    for number, at in _places(one, count):
        try:
            value = _value(one, at)
        except (struct.error, OverflowError):
            continue
        if value is not None:
            found[number] = value
    return found


def _places(section: bytes, count: int) -> Iterator[tuple[int, int]]:
    most = (len(section) - _PAIR.size) // _PAIR.size
    end = _PAIR.size * (1 + max(min(count, most), 0))
    yield from _PAIR.iter_unpack(section[_PAIR.size : end])


def _value(section: bytes, at: int) -> Value | None:
    kind: int
    (kind,) = struct.unpack_from("<I", section, at)
    at += 4
    if kind == _SHORT:
        return int(struct.unpack_from("<h", section, at)[0])
    if kind in _NUMBERS:
        return int(struct.unpack_from("<I", section, at)[0])
    if kind == _MOMENT:
        (tenths,) = struct.unpack_from("<Q", section, at)  # of microseconds
        return _EPOCH + timedelta(microseconds=tenths // 10)
    if kind in _IN_CODE_PAGE or kind == _UNICODE:
        (size,) = struct.unpack_from("<I", section, at)
        at += 4
        if kind == _UNICODE:
            return section[at : at + 2 * size].decode("utf-16-le", "replace")
        return section[at : at + size]
    return None
