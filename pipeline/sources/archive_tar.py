"""Tar archives, read as a stream from front to back."""

import io
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import cast

import msgspec

from pipeline.errors import DocumentError
from pipeline.sources.budget import Budget
from pipeline.sources.entry import Entry, Reader, forward
from pipeline.sources.location import printable
from pipeline.sources.members import Member, MemberNames
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, Item, Truncated, passed_over, unread

# A long name or a set of PAX fields is read whole by tarfile; no honest one comes near this.
_MAX_HEADER_BYTES = 1_000_000
# A read that fails loses all that it was to give, so the steps are small.
_STEP_BYTES = 4096
_HEADER_TYPES = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)


class _Headers:
    """What was seen between two members, which tarfile itself passes over in silence."""

    def __init__(self) -> None:
        self.damaged = False
        self.closed = False  # by a block of zeros, the end mark

    def tarinfo(self) -> type[tarfile.TarInfo]:
        """A class of headers that reports here."""
        headers = self

        class Header(tarfile.TarInfo):
            @classmethod
            def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "Header":
                try:
                    header = super().frombuf(buf, encoding, errors)
                except tarfile.HeaderError:
                    if len(buf) == tarfile.BLOCKSIZE:
                        zeros = not any(buf)
                        # What follows the end mark is no part of the archive.
                        headers.damaged |= not (zeros or headers.closed)
                        headers.closed |= zeros
                    raise
                if header.type in _HEADER_TYPES and header.size > _MAX_HEADER_BYTES:
                    raise tarfile.ReadError(f"a header of {header.size} bytes")
                headers.closed = False
                return header

        return Header


def read_tar(entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
    """The members in their order. A damaged header is reported, and the next good one sought.

    An archive that is cut off gives what could be read, then one failure.
    """
    headers = _Headers()
    names = MemberNames()
    members = damages = 0
    # A plain archive is gone through by its headers, which are all that decides on what follows.
    # What is compressed is read as it was, because damage may show at any byte of it.
    sought = entry.start.member if entry.start and entry.stream.seekable() else ""
    ended_by: Exception | None = None  # what the last member has told of
    # Zeros and bad blocks are passed over, so that joined and damaged archives are read on.
    with tarfile.open(
        fileobj=entry.stream,
        mode="r|",
        bufsize=_STEP_BYTES,
        tarinfo=headers.tarinfo(),
        ignore_zeros=True,
        encoding="utf-8",
        errors="surrogateescape",
    ) as archive:
        while True:
            try:
                info = archive.next()
            except Exception:
                if ended_by is None or isinstance(ended_by, DocumentError):
                    raise
                return  # the same break in the data, told by the member that it hit
            if headers.damaged:
                place = msgspec.structs.replace(entry.locator, record=damages)
                yield unread(place, Corrupt("a damaged header: the members it led to are lost"))
                damages += 1
                headers.closed = True  # told already; not cut off on top of that
                headers.damaged = False
            if info is None:
                break
            archive.members.clear()  # type: ignore[attr-defined]  # or tarfile keeps all
            members += 1
            if not info.isdir():
                locator = msgspec.structs.replace(
                    entry.locator, member=names.unique(printable(info.name))
                )
                if sought and locator.member != sought:
                    continue
                sought = ""
                unpack = partial(_unpack, archive, info, options)
                member = Member(entry, info.name, locator, _kind(info), info.size, unpack)
                ended_by = yield from member.read(options, reader)
    if not headers.closed:
        raise Truncated("the archive has no end mark: it was cut off; fetch it again")
    if members == damages == 0:
        yield passed_over(entry.locator, "empty")


def _unpack(
    archive: tarfile.TarFile, info: tarfile.TarInfo, options: SourceOptions
) -> io.BufferedReader:
    stream = archive.extractfile(info)
    assert stream is not None  # it is None for what has no data, which is never opened
    if not info.issparse():
        return forward(cast(io.BufferedIOBase, stream))
    # Holes take no room in the archive, and may be as large as its maker likes.
    told = sum(size for _, size in cast(list[tuple[int, int]], info.sparse))
    budget = Budget(options.limits, lambda: max(told, 1))
    return forward(cast(io.BufferedIOBase, stream), budget.spend)


def _kind(info: tarfile.TarInfo) -> str | None:
    if info.issym():
        return "symlink"
    if info.islnk():
        return "hardlink"  # its data stands under the name that it links to
    return None if info.isreg() else "special"
