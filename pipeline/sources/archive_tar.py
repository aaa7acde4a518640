"""Tar archives, read as a stream from front to back."""

import io
import re
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import Self, cast

import msgspec

from pipeline.encoding import rank
from pipeline.errors import DocumentError
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.location import printable
from pipeline.sources.members import Directory, Members
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, Item, Truncated, passed_over, unread

# A long name or a set of PAX fields is read whole by tarfile; no honest one comes near this.
_MAX_HEADER_BYTES = 1_000_000
# A read that fails loses all that it was to give, so the steps are small.
_STEP_BYTES = 4096
_CHECKSUM = re.compile(rb"[ 0-7]{6}[\0 ]{2}")  # of a header, at its byte 148
_TIMES_OF_GNU = re.compile(rb"ustar  \0.{80}([0-7]{11})\0", re.DOTALL)  # of access, at 345
_DUMPED_FOLDER = b"D"  # the names in a folder, of an incremental archive
_END_BLOCKS = 2  # of zeros, which are the end mark
_HEADER_TYPES = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)


class _Headers:
    """What was seen between two members, which tarfile itself passes over in silence.

    An archive ends with two blocks of zeros, and is filled up with more to a whole record; another
    one may follow. Anything else there is damage: what it was is not known.
    """

    def __init__(self) -> None:
        self._damaged_at: int | None = None
        # Blocks since the last member; those of zeros behind others are counted twice.
        self._zeros = self._others = self._zeros_behind = 0
        self._offset = self._zeros_at = 0

    @property
    def closed(self) -> bool:
        """Whether what was read last is an end mark."""
        return self._zeros > 0

    def tarinfo(self) -> type[tarfile.TarInfo]:
        """A class of headers that reports here."""
        headers = self

        class Header(tarfile.TarInfo):
            @classmethod
            def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
                headers._offset = tarfile.offset
                return super().fromtarfile(tarfile)

            @classmethod
            def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
                try:
                    header = super().frombuf(buf, encoding, errors)
                except tarfile.HeaderError:
                    if len(buf) == tarfile.BLOCKSIZE:
                        headers._no_header(zeros=not any(buf))
                    raise
                if header.type in _HEADER_TYPES and header.size > _MAX_HEADER_BYTES:
                    raise tarfile.ReadError(f"a header of {header.size} bytes")
                headers._header()
                if times := _TIMES_OF_GNU.match(buf, 257):
                    # GNU tar's incremental archives, which tarfile takes for the name's beginning.
                    header.name = header.name.removeprefix(f"{times[1].decode()}/")
                return header

        return Header

    def damage(self) -> int | None:
        """Where the archive is damaged, in bytes from its beginning; reported once."""
        found, self._damaged_at = self._damaged_at, None
        return found

    def _no_header(self, *, zeros: bool) -> None:
        if zeros:
            self._zeros_at = self._zeros_at if self._zeros else self._offset
            self._zeros += 1
            self._zeros_behind += self._others > 0
            if self._zeros_behind == _END_BLOCKS:  # so that the first ones were no end mark
                self._damaged(self._zeros_at)
            return
        self._others += 1
        if self._zeros < _END_BLOCKS:
            # What follows a whole end mark is no part of the archive, unless a member does.
            self._damaged(self._zeros_at if self._zeros else self._offset)
            self._zeros = _END_BLOCKS  # reported already; not cut off as well

    def _header(self) -> None:
        filled = self._zeros == _END_BLOCKS or self._offset % tarfile.RECORDSIZE == 0
        if self._zeros and (self._others or not filled):
            self._damaged(self._zeros_at)
        self._zeros = self._others = self._zeros_behind = 0

    def _damaged(self, offset: int) -> None:
        if self._damaged_at is None:
            self._damaged_at = offset


class TarArchive:
    """Tar, whatever it is compressed with."""

    name = "tar"
    suffixes = (".tar",)
    is_archive = True
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By the checksum of its first header."""
        if not _CHECKSUM.match(head, 148):
            return False
        try:
            tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            return False
        return True

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The members in their order. A damaged header is reported, and the next good one sought.

        An archive that is cut off gives what could be read, then one failure.
        """
        headers = _Headers()
        members = Members(entry)
        # A plain archive is gone through by its headers, which are all that decides on what
        # follows. What is compressed is read as it was: damage may show at any byte of it.
        directory = Directory(entry)
        count = damages = 0
        last = ""
        ended_by: Exception | None = None  # what the last member has reported
        # Zeros and bad blocks are passed over, so that joined and damaged archives are read on.
        with _opened(entry, headers) as archive:
            while True:
                try:
                    info = archive.next()
                except Exception:
                    if ended_by is None or isinstance(ended_by, DocumentError):
                        raise
                    return  # the same damage, reported by the member in which it is
                if (offset := headers.damage()) is not None:
                    place = msgspec.structs.replace(entry.locator, record=damages)
                    behind = f"behind {last!r}" if last else "before its first member"
                    error = Corrupt(
                        f"damaged {behind}, at byte {offset}: members there may be missing"
                    )
                    yield unread(place, error)
                    damages += 1
                if info is None:
                    break
                archive.members.clear()  # type: ignore[attr-defined]  # or tarfile keeps all
                last = _name(info)
                if not (info.isdir() or info.type == _DUMPED_FOLDER):
                    count += 1
                    member = members.add(
                        last,
                        partial(_open, archive, info),
                        size=info.size,
                        packed=_told_bytes(info),
                        kind=_kind(info),
                    )
                    if not directory.passes_over(member):
                        ended_by = yield from member.read(options, reader)
        if not headers.closed:
            raise Truncated("the archive has no end mark: it was cut off; fetch it again")
        if count == damages == 0:
            yield passed_over(entry.locator, "empty")


def _opened(entry: Entry, headers: _Headers) -> tarfile.TarFile:
    try:
        return tarfile.open(
            fileobj=entry.stream,
            mode="r|",
            bufsize=_STEP_BYTES,
            tarinfo=headers.tarinfo(),
            ignore_zeros=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except tarfile.StreamError as error:  # the end, where no member was found
        raise Corrupt("there is no member in it: it is no tar archive, or damaged") from error


def _name(info: tarfile.TarInfo) -> str:
    """A member's name; where it is not UTF-8, in the encoding that its letters show."""
    try:
        info.name.encode()
    except UnicodeEncodeError:
        name = info.name.encode("utf-8", "surrogateescape")
        return printable(name.decode(rank(name)[0][1], "replace"))
    return printable(info.name)


def _open(archive: tarfile.TarFile, info: tarfile.TarInfo) -> io.BufferedIOBase:
    stream = archive.extractfile(info)
    assert stream is not None  # it is None for what has no data, which is never opened
    return cast(io.BufferedIOBase, stream)


def _told_bytes(info: tarfile.TarInfo) -> int | None:
    """What a file with holes takes; these take no room, and are as large as its maker likes."""
    if not info.issparse():
        return None
    return max(sum(size for _, size in cast(list[tuple[int, int]], info.sparse)), 1)


def _kind(info: tarfile.TarInfo) -> str | None:
    if info.issym():
        return "symlink"
    if info.islnk():
        return "hardlink"  # its data stands under the name that it links to
    # Types that are not known are files, by POSIX and to tarfile.
    return None if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES else "special"
