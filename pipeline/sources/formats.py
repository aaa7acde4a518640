"""What a file is: compressed, a container, or a document.

A name decides by its suffix, content before that on compression and on containers that are
recognised by it: files lose their suffixes, and get wrong ones.
"""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import IO, Any

import msgspec

from pipeline.sources.compression import (
    BZIP2,
    GZIP,
    XZ,
    ZSTD,
    open_bzip2,
    open_gzip,
    open_lzma,
    open_xz,
    open_zstd,
)
from pipeline.sources.container import Container, containers, containers_by_suffix
from pipeline.zip_directory import NO_DIRECTORY

# Suffixes that may stand behind any other.
COMPRESSIONS: dict[str, Callable[[IO[bytes]], io.BufferedIOBase]] = {
    ".gz": open_gzip, ".bz2": open_bzip2, ".xz": open_xz, ".zst": open_zstd, ".lzma": open_lzma,
}  # fmt: skip
SHORT_SUFFIXES = {
    ".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2", ".txz": ".tar.xz",
    ".tzst": ".tar.zst", ".tlz": ".tar.lzma",
}  # fmt: skip
_MARKS = {GZIP: ".gz", BZIP2: ".bz2", XZ: ".xz", ZSTD: ".zst"}
_ANY_MARK = tuple(_MARKS)
# The format before xz has no mark: usual properties, a dictionary of a power of two, or of one and
# a half, bytes from 64 KB on, and a size below 256 GB that may not be told (FF).
_LZMA_HEADER = re.compile(
    rb"\x5d\0\0(?:[\1\2\3\4\6\x08\x0c\x10\x18\x20\x30\x40\x60\x80\xc0]\0|\0[\1\2\3\4\6\x08])"
    rb"(?:\xff{8}|.{4}[\0-\x3f]\0\0\0)\0",
    re.DOTALL,
)
_BZIP2_HEADER = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_PROGRAMS = (b"MZ", b"\x7fELF")  # of Windows, of Linux
_TEXT_BYTES = bytes([*range(0x20, 0x7F), *range(0x80, 0x100), 9, 10, 12, 13])


class Format(msgspec.Struct, frozen=True):
    """What decides on how a file is read, and its name without packing.

    `container` is None for what is one document. `recognised`: its content is that of the
    container, not its name alone.
    """

    name: str
    container: Any  # Container | None, a protocol that msgspec does not know
    compression: str
    recognised: bool = False

    @property
    def is_archive(self) -> bool:
        """Whether it holds files."""
        return self.container is not None and bool(self.container.is_archive)


def format_of(name: str) -> Format:
    """The format by a file's name, whose case does not count."""
    suffix = _suffix(name.lower())
    if long := SHORT_SUFFIXES.get(suffix):
        name = name[: -len(suffix)] + long
        suffix = _suffix(long)
    if suffix not in COMPRESSIONS:
        return Format(name, containers_by_suffix().get(suffix), "")
    inner = name[: -len(suffix)]
    return Format(inner, _named(inner), suffix)


def format_in(name: str, by_name: Format, head: bytes) -> Format:
    """The format of a file whose name says `by_name`, by its first `HEAD_BYTES`."""
    packed = _packed(head)
    if packed:
        return by_name if by_name.compression == packed else Format(name, _named(name), packed)
    found = _recognised(by_name, head)
    if by_name.compression:
        if not (found or _is_text(head)):
            return by_name  # damaged, which its reader will say
        by_name = msgspec.structs.replace(by_name, compression="")  # a file of no bytes, too
    return msgspec.structs.replace(by_name, container=found, recognised=True) if found else by_name


def behind_program(form: Format, head: bytes, stream: io.BufferedReader) -> Format:
    """The format of a file that may be a zip behind the program that unpacks it."""
    if form.container or not head.startswith(_PROGRAMS) or not stream.seekable():
        return form
    place = stream.tell()
    try:
        with zipfile.ZipFile(stream) as archive:
            holds_files = bool(archive.filelist)
    except NO_DIRECTORY:
        holds_files = False
    stream.seek(place)
    if not holds_files:
        return form
    return msgspec.structs.replace(form, container=_named(".zip"), recognised=True)


def _packed(head: bytes) -> str:
    """The suffix of the compression of which a file's beginning has the mark; "" if of none."""
    if not head.startswith(_ANY_MARK):
        return ".lzma" if _LZMA_HEADER.match(head) else ""
    packed = next(suffix for mark, suffix in _MARKS.items() if head.startswith(mark))
    # Three letters begin many a text.
    return "" if packed == ".bz2" and not _BZIP2_HEADER.match(head) else packed


def _named(name: str) -> Container | None:
    return containers_by_suffix().get(_suffix(name.lower()))


def _suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""


def _recognised(by_name: Format, head: bytes) -> Container | None:
    """The container that a file is by its content; of several the one that its name says."""
    marks, without_marks = _by_marks(containers())
    asked = containers() if head.startswith(marks) else without_marks
    found = [one for one in asked if one.recognises(head, by_name.name)]
    return next((one for one in found if one is by_name.container), found[0] if found else None)


@cache
def _by_marks(
    installed: tuple[Container, ...],
) -> tuple[tuple[bytes, ...], tuple[Container, ...]]:
    """What the files of containers begin with that say so, and the containers that do not."""
    marks = tuple(mark for one in installed for mark in getattr(one, "marks", ()))
    return marks, tuple(one for one in installed if not hasattr(one, "marks"))


def _is_text(head: bytes) -> bool:
    return not head.translate(None, _TEXT_BYTES)
