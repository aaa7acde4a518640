"""The members of a zip that is in memory, by its directory, which is read in one go.

`zipfile` makes an object for each member, and several for each that is opened. An office file has a
hundred small members, and that took a third of the time to read it. What is out of the ordinary is
left to `zipfile`: archives behind something else, in parts or above 4 GB, names in code pages, and
members that are encrypted, damaged or packed otherwise than by deflate.
"""

import struct
import zipfile
from typing import NamedTuple

from zlib_ng import zlib_ng

from pipeline.deflate import DeflateError

# APPNOTE.TXT 4.3.7 (before a member's data), 4.3.12 (in the directory), 4.3.16 (its end).
_LOCAL = struct.Struct("<4s2xH18x2H")
_CENTRAL = struct.Struct("<4s4x2H4x3I14xI")
_WALKED = struct.Struct("<4s4xH10x2I3H8xI")  # of the same: what tells where the next one begins
_END = struct.Struct("<4s4x2H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
# What `zipfile` raises where there is no directory that it can read.
NO_DIRECTORY = (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError)
LONGEST_END = _END.size + 65_535  # bytes, with the longest comment
_IN_64_BITS = 0xFFFFFFFF
_NO_PLAIN_DATA = 0x61  # general purpose bits 0, 5 and 6: encrypted, a patch, strongly encrypted
_UTF8_NAME = 0x800


class Member(NamedTuple):
    """What the directory says of a member; sizes in bytes, `at`: where its header begins."""

    flags: int
    method: int
    check: int
    packed: int
    size: int
    at: int


def zip_directory(data: bytes) -> dict[str, int] | None:
    """Where the directory tells of each member, by name, of several of one name the last.

    None if `zipfile` is to read it. Most members of an office file are never asked for, so what is
    said of them is read by `member_at` alone.
    """
    if (end := end_of_directory(data)) < 0:
        return None
    _, here, count, size, at, comment = _END.unpack_from(data, end)
    if here != count or at + size != end or end + _END.size + comment != len(data):
        return None
    places: dict[str, int] = {}
    walked, last = _WALKED.unpack_from, end - _CENTRAL.size
    for _ in range(count):
        if at > last:
            return None
        mark, flags, packed, size, name, extra, note, begin = walked(data, at)
        if mark != _CENTRAL_MARK or _IN_64_BITS in (packed, size, begin):
            return None
        start = at + _CENTRAL.size
        written = data[start : start + name]
        if not (flags & _UTF8_NAME or written.isascii()) or b"\0" in written:
            return None
        try:
            places[written.decode()] = at
        except UnicodeDecodeError:
            return None
        at = start + name + extra + note
    return places if at == end else None


def end_of_directory(data: bytes) -> int:
    """Where the record behind the directory begins in a zip, or in the last bytes of one; or -1."""
    last = len(data) - _END.size
    return data.rfind(_END_MARK, max(0, len(data) - LONGEST_END), max(0, last + len(_END_MARK)))


def member_at(data: bytes, place: int) -> Member:
    """What the directory says of a member, at a place that it gave."""
    return Member(*_CENTRAL.unpack_from(data, place)[1:])


def unpacked(data: bytes, member: Member) -> bytes | None:
    """All of a member; None if something is wrong with it, which `zipfile` will say."""
    if len(data) - member.at < _LOCAL.size or member.flags & _NO_PLAIN_DATA:
        return None
    mark, flags, name_size, extra_size = _LOCAL.unpack_from(data, member.at)
    begin = member.at + _LOCAL.size + name_size + extra_size
    if mark != _LOCAL_MARK or flags & _NO_PLAIN_DATA:
        return None
    body = data[begin : begin + member.packed]
    if member.method == zipfile.ZIP_DEFLATED:
        unpacking = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
        try:
            body = unpacking.decompress(body, member.size + 1)
        except DeflateError:
            return None
        if not unpacking.eof:
            return None
    elif member.method != zipfile.ZIP_STORED:
        return None
    return body if len(body) == member.size and zlib_ng.crc32(body) == member.check else None
