"""Zip archives."""

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

from pipeline.sources.document_file import read_document
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.media import left_out_reason
from pipeline.sources.media.inside import zip_type
from pipeline.sources.members import Directory, Members
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, Item, Unsupported, passed_over
from pipeline.sources.selection import is_wanted
from pipeline.sources.zip_member import UTF8_NAME, open_member, stands_here
from pipeline.sources.zip_names import names_encoding
from pipeline.zip_directory import LONGEST_END, NO_DIRECTORY, end_of_directory
from pipeline.zip_recovery import (
    FIRST_PART_MARK,
    LOCAL_MARK,
    ONLY_PART_MARK,
    UNMARKED,
    recovered,
)

# First members of zips that are documents: office files, e-books, programs.
_DOCUMENTS = (b"[Content_Types].xml", b"mimetype", b"META-INF/", b"_rels/", b"word/", b"xl/")
_UNIX = 3  # "version made by", APPNOTE.TXT 4.4.2
# By the upper four bits of the mode: not told, a pipe, a file, a link. What was packed out of a
# pipe is marked as one, and holds what came through it.
_KINDS = {0: None, 1: None, 8: None, 10: "symlink"}
_PART = slice(4, 6)  # of the record at the end, 4.3.16: number of this part, from 0
_NO_NUMBER = 0xFFFF  # it stands elsewhere, in 32 bits
_JOIN = "join the parts, as `zip -s 0 --out whole.zip` does, and give docmill the whole"


class _InParts(zipfile.BadZipFile):
    """The archive was written in several parts."""


class ZipArchive:
    """Zip, but for documents that are zips inside, such as office files."""

    name = "zip"
    suffixes = (".zip",)
    marks = (LOCAL_MARK, FIRST_PART_MARK, ONLY_PART_MARK)
    is_archive = True
    seeks = True

    def recognises(self, head: bytes, name: str) -> bool:
        """By the header of its first member."""
        if head.startswith((FIRST_PART_MARK, ONLY_PART_MARK)):
            head = head[4:]
        elif not head.startswith(LOCAL_MARK):
            return False
        return not head[30:].startswith(_DOCUMENTS)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The members in the order of the archive's directory; a bad one fails alone.

        Where the directory is missing or damaged, in the order in which they stand in the file;
        one more failure reports it unless all are there.
        """
        try:
            archive = _by_directory(entry.stream)
            part = _part(entry.stream)
        except NO_DIRECTORY as error:
            found = recovered(entry.stream)
            if not found.members:
                raise
            yield from _read(
                found.members, partial(open_member, entry.stream), entry, options, reader
            )
            if not found.is_whole and isinstance(error, _InParts):
                raise Unsupported(
                    f"{error}, of which {len(found.members)} members were found in it; {_JOIN}"
                ) from error
            if not found.is_whole:
                raise Corrupt(
                    f"its directory is missing or damaged ({error}): it was cut off, or changed on "
                    f"its way; {len(found.members)} members were found without it, others may be "
                    "missing; fetch it again"
                ) from error
            return
        with archive:
            kind = zip_type(archive)
            if kind and left_out_reason(kind) != "packed":
                # Its name, or the order of its members, has hidden that it is a document.
                if is_wanted(entry.path, options):
                    entry.stream.seek(0)
                    yield from read_document(entry, options)
                return
            yield from _read(
                archive.filelist, partial(_opened, archive, part), entry, options, reader
            )


def _by_directory(stream: IO[bytes]) -> zipfile.ZipFile:
    """Raises what is in `NO_DIRECTORY`."""
    stream.seek(0)
    head = stream.read(8)
    if head == FIRST_PART_MARK:
        # Joined or not, the places in the directory are those in each part.
        raise _InParts("is the first of several parts of an archive")
    archive = zipfile.ZipFile(stream)
    # What may stand before the first member is a program that unpacks them, and no other member.
    if head.startswith(LOCAL_MARK) and not any(
        info.header_offset == 0 for info in archive.filelist
    ):
        raise zipfile.BadZipFile("the one at its end is of an archive inside of it")
    return archive


def _part(stream: IO[bytes]) -> int:
    """The number of the part that an archive's end is in; 0 where there is but one."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - LONGEST_END))
    tail = stream.read()
    at = end_of_directory(tail)
    number = int.from_bytes(tail[at:][_PART], "little") if at >= 0 else 0
    return 0 if number == _NO_NUMBER else number


def _opened(archive: zipfile.ZipFile, part: int, info: zipfile.ZipInfo) -> io.BufferedIOBase:
    """As `open_member`, of an archive that ends in the part of this number."""
    if part and info.volume < part and not stands_here(archive, info):
        raise Unsupported(f"begins in part {info.volume + 1} of {part + 1} of the archive; {_JOIN}")
    return open_member(archive, info)


def _read(
    infos: list[zipfile.ZipInfo],
    opened: Callable[[zipfile.ZipInfo], io.BufferedIOBase],
    entry: Entry,
    options: SourceOptions,
    reader: Reader,
) -> Iterator[Item]:
    members, directory = Members(entry), Directory(entry)
    encoding = names_encoding(raw for info in infos if (raw := _raw_name(info)) is not None)
    is_empty = True
    for info in infos:
        # A folder holds nothing itself: what has such a name and content is a file of a bad name.
        if info.filename.endswith("/") and not info.file_size:
            continue
        is_empty = False
        name = _name(info, encoding)
        member = members.add(
            _parts(name),
            partial(opened, info),
            size=info.file_size,
            packed=info.compress_size,
            kind=_kind(info),
            place=name,
        )
        if not directory.passes_over(member):
            yield from member.read(options, reader)
    if is_empty:
        yield passed_over(entry.locator, "empty")


def _raw_name(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a member's name; None where the archive says that they are UTF-8, or ASCII."""
    if info.flag_bits & UTF8_NAME or info.filename.isascii():
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
    if info.create_system != _UNIX:
        return None
    return _KINDS.get(info.external_attr >> 28, "special")
