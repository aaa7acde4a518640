"""Zip archives."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import cast

import msgspec

from pipeline.sources.budget import Budget
from pipeline.sources.entry import Entry, Reader, forward
from pipeline.sources.members import Member, MemberNames
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    DecompressionBomb,
    Encrypted,
    Item,
    Unsupported,
    passed_over,
)
from pipeline.sources.zip_names import UNMARKED, names_encoding

_ENCRYPTED = 0x1  # general purpose bits 0 and 11, APPNOTE.TXT 4.4.4
_UTF8_NAME = 0x800
# Methods of packing that zipfile reads, and names of others (APPNOTE.TXT 4.4.5).
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_OTHERS = {9: "deflate64", 20: "zstd", 93: "zstd", 95: "xz", 98: "ppmd"}
_LOCAL_HEADER = struct.Struct("<6xH18xH2x")  # its flags, and the length of the name
_UNIX = 3  # "version made by", APPNOTE.TXT 4.4.2


def read_zip(entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
    """The members in the order of the archive's directory; a bad one fails alone."""
    if not entry.stream.seekable():  # a zip that is compressed once more
        yield passed_over(entry.locator, "nested")
        return
    whole = Budget(options.limits, lambda: entry.size or 0)
    names = MemberNames()
    sought = entry.start.member if entry.start else ""
    if entry.start and sought:
        whole.spent = entry.start.unpacked
    with zipfile.ZipFile(entry.stream) as archive:
        if not archive.filelist:
            yield passed_over(entry.locator, "empty")
        encoding = names_encoding(
            raw for info in archive.filelist if (raw := _raw_name(info)) is not None
        )
        for info in archive.filelist:
            if info.filename.endswith("/"):
                continue
            name = _name(info, encoding)
            locator = msgspec.structs.replace(entry.locator, member=names.unique(name))
            if sought and locator.member != sought:
                continue
            sought = ""
            entry.mark.unpacked = whole.spent
            parts = _parts(name)
            budget = Budget(options.limits, partial(int, info.compress_size))
            unpack = partial(_unpack, archive, info, budget)
            member = Member(entry, parts, locator, _kind(info), info.file_size, unpack)
            error = yield from member.read(options, reader)
            if not isinstance(error, DecompressionBomb):
                # Members that share their data are small each and a bomb together.
                whole.spend(budget.spent)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> io.BufferedReader:
    if info.flag_bits & _ENCRYPTED:
        raise Encrypted("needs a password; unpack it and give docmill the files")
    if info.compress_type not in _METHODS:
        method = _OTHERS.get(info.compress_type, f"method {info.compress_type}")
        raise Unsupported(
            f"is packed by {method}, which is not read here; pack it again with plain deflate"
        )
    _name_as_before_its_data(archive, info)
    return forward(cast(io.BufferedIOBase, archive.open(info)), budget.spend)


def _name_as_before_its_data(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Let a member have another name before its data than in the directory, which counts.

    Some programs write the two in different encodings, and zipfile refuses such members.
    """
    stream = archive.fp
    assert stream is not None
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        return  # which opening it tells
    flags, length = _LOCAL_HEADER.unpack(header)
    info.orig_filename = stream.read(length).decode("utf-8" if flags & _UTF8_NAME else UNMARKED)


def _raw_name(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a member's name; None where the archive says that they are UTF-8."""
    if info.flag_bits & _UTF8_NAME:
        return None
    try:
        return info.filename.encode(UNMARKED)
    except UnicodeEncodeError:
        return None  # it was taken from an extra field in Unicode


def _name(info: zipfile.ZipInfo, encoding: str) -> str:
    """The member's name: UTF-8 where it is that, marked or not; else in the archive's encoding."""
    raw = _raw_name(info)
    for tried in ("utf-8", encoding):
        try:
            return info.filename if raw is None else raw.decode(tried)
        except UnicodeDecodeError:
            continue
    return info.filename


def _parts(name: str) -> str:
    """The name with "/" between its parts; some programs for Windows write a backslash."""
    return name if "/" in name else name.replace("\\", "/")


def _kind(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16 if info.create_system == _UNIX else 0
    if stat.S_ISLNK(mode):
        return "symlink"
    # What was packed out of a pipe is marked as one, and holds what came through it.
    return "special" if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFIFO) else None
