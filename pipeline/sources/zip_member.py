"""The bytes of a member of a zip."""

import io
import struct
import zipfile
from typing import IO, cast

from zlib_ng import zlib_ng

from pipeline.deflate import DeflateError
from pipeline.sources.problems import Encrypted, Unsupported
from pipeline.zip_recovery import LOCAL_MARK, UNMARKED, open_recovered

# Members up to this size are unpacked at once: what reads others takes longer to make than to use.
SMALL_BYTES = 256 * 1024
# General purpose bits 0 (encrypted), 5 (a patch), 6 (strongly encrypted), 11, APPNOTE.TXT 4.4.4.
_ENCRYPTED, _NO_PLAIN_DATA = 0x1, 0x61
UTF8_NAME = 0x800
# Methods of packing that zipfile reads, and names of others (APPNOTE.TXT 4.4.5).
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_OTHERS = {9: "deflate64", 20: "zstd", 93: "zstd", 95: "xz", 98: "ppmd"}
_AT_ONCE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER = struct.Struct("<4s2xH18x2H")  # mark, flags, lengths of the name and the extra fields


def open_member(archive: zipfile.ZipFile | IO[bytes], info: zipfile.ZipInfo) -> io.BufferedIOBase:
    """What reads a member; `archive` is the stream itself where its directory is not used.

    Raises:
        Encrypted: it needs a password.
        Unsupported: its packing cannot be read.
        zipfile.BadZipFile, OSError, EOFError: it is damaged.
    """
    if info.flag_bits & _ENCRYPTED:
        raise Encrypted("needs a password; unpack it and give docmill the files")
    if info.compress_type not in _METHODS:
        method = _OTHERS.get(info.compress_type, f"method {info.compress_type}")
        raise Unsupported(
            f"is packed by {method}, which is not read here; pack it again with plain deflate"
        )
    if not isinstance(archive, zipfile.ZipFile):
        return open_recovered(archive, info)
    stream = archive.fp
    assert stream is not None
    if (data := _small(stream, info)) is not None:
        return io.BytesIO(data)
    _name_as_before_its_data(archive, info)
    return cast(io.BufferedIOBase, archive.open(info))


def _small(stream: IO[bytes], info: zipfile.ZipInfo) -> bytes | None:
    """All of a small member, if nothing is wrong with it.

    None for one that is to be read step by step, so that what stands before damage is not lost.
    """
    packed = info.compress_size
    if packed > SMALL_BYTES or info.file_size > SMALL_BYTES or info.compress_type not in _AT_ONCE:
        return None
    if (header := _header(stream, info)) is None:
        return None
    mark, flags, name_size, extra_size = header
    if mark != LOCAL_MARK or flags & _NO_PLAIN_DATA:
        return None
    data = stream.read(name_size + extra_size + packed)[name_size + extra_size :]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        unpacking = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
        try:
            data = unpacking.decompress(data, info.file_size + 1)
        except DeflateError:
            return None
        if not unpacking.eof:
            return None
    return data if len(data) == info.file_size and zlib_ng.crc32(data) == info.CRC else None


def stands_here(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a member's header is where the directory says, under its name."""
    assert archive.fp is not None
    return _name_before_data(archive.fp, info) == info.orig_filename


def _name_as_before_its_data(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Let a member have another name before its data than in the directory, which counts.

    Some programs write the two in different encodings, and zipfile refuses such members.
    """
    assert archive.fp is not None
    name = _name_before_data(archive.fp, info)
    if name is not None:  # which is reported when it is opened
        info.orig_filename = name


def _name_before_data(stream: IO[bytes], info: zipfile.ZipInfo) -> str | None:
    if (header := _header(stream, info)) is None or header[0] != LOCAL_MARK:
        return None
    _, flags, length, _ = header
    return stream.read(length).decode("utf-8" if flags & UTF8_NAME else UNMARKED, "replace")


def _header(stream: IO[bytes], info: zipfile.ZipInfo) -> tuple[bytes, int, int, int] | None:
    """What stands before a member's data, which the stream is put behind; None if cut off."""
    stream.seek(info.header_offset)
    header = stream.read(_HEADER.size)
    return _HEADER.unpack(header) if len(header) == _HEADER.size else None
