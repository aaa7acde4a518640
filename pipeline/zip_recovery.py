"""Members of a zip whose directory is missing or damaged, by the headers before their data."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple, cast

UNMARKED = "cp437"  # what the format says of names without a mark (APPNOTE.TXT, appendix D)
# APPNOTE.TXT 4.3.7 (before a member's data), 4.3.9 (behind it), 4.3.12 (in the directory), 4.3.16
# (its end).
_LOCAL = struct.Struct("<4s5H3I2H")
_DESCRIPTORS = (struct.Struct("<3I"), struct.Struct("<I2Q"))
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4x2H10x")
LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_DESCRIPTOR_MARK = b"PK\x07\x08"
# Before the first member of an archive in several parts (8.5.3), and of one that came to have one
# part only (8.5.4).
FIRST_PART_MARK, ONLY_PART_MARK = _DESCRIPTOR_MARK + LOCAL_MARK, b"PK00" + LOCAL_MARK
_MARKS = re.compile(b"|".join(map(re.escape, (LOCAL_MARK, _DESCRIPTOR_MARK, _CENTRAL_MARK))))
_UTF8_NAME, _SIZES_BEHIND = 0x800, 0x8  # general purpose bits 11 and 3, APPNOTE.TXT 4.4.4
_SIZE_IN_EXTRA = 0xFFFFFFFF  # 4.5.3: then a field 0x0001 has it, in 64 bits
# What any header of ours keeps to; four bytes of packed data may be the mark of one.
_NEWEST, _LAST_METHOD, _LONGEST_NAME = 63, 99, 4096
_STEP_BYTES = 1_000_000


class Recovered(NamedTuple):
    """`members`: as `zipfile` gives them, without what the directory alone knows where that is
    gone. `is_whole`: there are as many as the end of the archive says."""

    members: list[zipfile.ZipInfo]
    is_whole: bool


def recovered(stream: IO[bytes]) -> Recovered:
    """What the headers in a stream tell of its members, in the order in which they stand there.

    It is gone through once; of data whose size stands before it nothing is read.
    """
    size = stream.seek(0, io.SEEK_END)
    members: dict[int, zipfile.ZipInfo] = {}  # by their places
    at = counted = 0
    while (at := _next(stream, at, size, (LOCAL_MARK, _CENTRAL_MARK))) < size:
        if _read(stream, at, 4) == _CENTRAL_MARK:
            at, number = _directory(stream, at, members)
            counted += number  # another archive may follow
        elif (found := _member(stream, at, size)) is not None:
            info, at = found
            members[info.header_offset] = info
        else:
            at += 1
    return Recovered(list(members.values()), is_whole=counted == len(members))


def open_recovered(stream: IO[bytes], info: zipfile.ZipInfo) -> io.BufferedIOBase:
    """The bytes of a member. Reading raises as `zipfile` does; `EOFError` where it is cut off."""
    header = _LOCAL.unpack(_read(stream, info.header_offset, _LOCAL.size))
    stream.seek(info.header_offset + _LOCAL.size + header[-2] + header[-1])
    return cast(io.BufferedIOBase, zipfile.ZipExtFile(stream, "r", info))


def _member(stream: IO[bytes], at: int, size: int) -> tuple[zipfile.ZipInfo, int] | None:
    """The member whose header stands at `at`, and where its data end; None if that is no header."""
    raw = _read(stream, at, _LOCAL.size)
    if not _is_header(raw):
        return None
    _, _, flags, method, _, _, crc, packed, unpacked, name_size, extra_size = _LOCAL.unpack(raw)
    name, extra = stream.read(name_size), stream.read(extra_size)
    begin = at + _LOCAL.size + name_size + extra_size
    if len(name) < name_size or begin > size:
        return None
    if _SIZE_IN_EXTRA in (packed, unpacked) and (wide := _wide_sizes(extra)):
        unpacked, packed = wide
    info = zipfile.ZipInfo()
    info.filename, info.flag_bits = _decoded(name, flags)
    info.compress_type, info.header_offset = method, at
    end = begin + packed
    if flags & _SIZES_BEHIND and not packed:
        end, sizes = _described(stream, begin, size)
        if sizes is None:
            # Where its data end, what unpacks them knows; not so when the file ends before them.
            info.compress_size, info.file_size = end - begin + 1, size << 16
            return info, end
        crc, packed, unpacked = sizes
    info.CRC, info.compress_size, info.file_size = crc, packed, unpacked
    return info, end


def _described(stream: IO[bytes], begin: int, size: int) -> tuple[int, tuple[int, int, int] | None]:
    """Where the data that begin at `begin` end, and the checksum and sizes that stand there.

    Without these they end before the next header, or with the file.
    """
    at = begin
    while (at := _next(stream, at, size, (LOCAL_MARK, _DESCRIPTOR_MARK, _CENTRAL_MARK))) < size:
        is_marked = _read(stream, at, 4) == _DESCRIPTOR_MARK
        for form in _DESCRIPTORS:
            place = at + 4 if is_marked else at - form.size
            raw = _read(stream, place, form.size) if place >= begin else b""
            data = (at if is_marked else place) - begin
            if len(raw) == form.size and form.unpack(raw)[1] == data:
                return place + form.size, form.unpack(raw)
        if not is_marked and _is_header(_read(stream, at, _LOCAL.size)):
            return at, None
        at += 1
    return size, None


def _directory(stream: IO[bytes], at: int, members: dict[int, zipfile.ZipInfo]) -> tuple[int, int]:
    """Tell the members what the directory at `at` has on them.

    Returns where it ends, and how many members its end says there are; 0 if it has no end.
    """
    while len(raw := _read(stream, at, _CENTRAL.size)) == _CENTRAL.size:
        if not raw.startswith(_CENTRAL_MARK):
            break
        fields = _CENTRAL.unpack(raw)
        if (info := members.get(fields[-1])) is not None:
            info.create_system, info.external_attr = fields[1] >> 8, fields[-2]
        at += _CENTRAL.size + sum(fields[10:13])
    end = _read(stream, at, _END.size)
    if len(end) == _END.size and end.startswith(_END_MARK):
        return at, _END.unpack(end)[2]
    return at + 1, 0


def _is_header(raw: bytes) -> bool:
    if len(raw) < _LOCAL.size or not raw.startswith(LOCAL_MARK):
        return False
    fields = _LOCAL.unpack(raw)
    _, version, _, method, *_, name_size, _ = fields
    return bool(version & 0xFF <= _NEWEST and method <= _LAST_METHOD and name_size <= _LONGEST_NAME)


def _decoded(name: bytes, flags: int) -> tuple[str, int]:
    """A name as `zipfile` gives it, and the flags; a mark of UTF-8 that is wrong is taken away."""
    if flags & _UTF8_NAME:
        try:
            return name.decode("utf-8"), flags
        except UnicodeDecodeError:
            flags -= _UTF8_NAME
    return name.decode(UNMARKED), flags


def _wide_sizes(extra: bytes) -> tuple[int, int] | None:
    for kind, data in _extra_fields(extra):
        if kind == 1 and len(data) >= 16:
            return cast(tuple[int, int], struct.unpack_from("<2Q", data))
    return None


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _read(stream: IO[bytes], at: int, size: int) -> bytes:
    stream.seek(at)
    return stream.read(size)


def _next(stream: IO[bytes], at: int, size: int, marks: tuple[bytes, ...]) -> int:
    """Where the next of the marks stands, from `at` on; `size` where there is none."""
    if _read(stream, at, 4) in marks:
        return at
    stream.seek(at)
    while piece := stream.read(_STEP_BYTES):
        for found in _MARKS.finditer(piece):
            if found[0] in marks:
                return at + found.start()
        if len(piece) < _STEP_BYTES:
            break
        at += len(piece) - 3
        stream.seek(at)
    return size
