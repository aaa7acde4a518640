"""The registry of formats: what is read by what. A new format is a reader and a line.

A name decides by its suffix. The content decides on compression and on archives: files lose their
suffixes, and get wrong ones.
"""

import io
import mimetypes
import re
import tarfile
from collections.abc import Callable
from typing import IO

import msgspec

from pipeline.records import Record
from pipeline.sources.archive_tar import read_tar
from pipeline.sources.archive_zip import read_zip
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
from pipeline.sources.entry import ArchiveReader, Reader
from pipeline.sources.records_csv import read_csv
from pipeline.sources.records_json import read_json

# Files that hold documents with names of their own.
ARCHIVES: dict[str, ArchiveReader] = {".zip": read_zip, ".tar": read_tar}
# Files that hold records. What is in neither table is one document.
RECORDS: dict[str, Reader] = {
    ".json": read_json, ".jsonl": read_json, ".ndjson": read_json,
    ".csv": read_csv, ".tsv": read_csv, ".tab": read_csv, ".psv": read_csv,
}  # fmt: skip
# Suffixes that may stand behind any other.
COMPRESSIONS: dict[str, Callable[[IO[bytes]], io.BufferedIOBase]] = {
    ".gz": open_gzip, ".bz2": open_bzip2, ".xz": open_xz, ".zst": open_zstd, ".lzma": open_lzma,
}  # fmt: skip
SHORT_SUFFIXES = {
    ".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2", ".txz": ".tar.xz",
    ".tzst": ".tar.zst", ".tlz": ".tar.lzma",
}  # fmt: skip
HEAD_BYTES = 512
_MARKS = {GZIP: ".gz", BZIP2: ".bz2", XZ: ".xz", ZSTD: ".zst"}
_BZIP2_HEADER = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_ZIP = b"PK\x03\x04"
_TAR_CHECKSUM = re.compile(rb"[ 0-7]{6}[\0 ]{2}")  # of its header, at byte 148
# First members by which zips are told that are documents: office files, e-books, programs.
_DOCUMENT_ZIPS = (b"[Content_Types].xml", b"mimetype", b"META-INF/", b"_rels/", b"word/", b"xl/")
_TEXT_BYTES = bytes([*range(0x20, 0x7F), *range(0x80, 0x100), 9, 10, 12, 13])
_TYPES = mimetypes.MimeTypes()
_ANY_TYPES = ("application/octet-stream", "application/json", "application/xml")


class Format(Record, frozen=True):
    """The suffixes that decide on a file, "" where there is none, and its name without packing."""

    name: str
    suffix: str
    compression: str

    @property
    def is_archive(self) -> bool:
        """Whether it holds files."""
        return self.suffix in ARCHIVES


def format_of(name: str) -> Format:
    """The format that a file's name tells, in any case."""
    lower = name.lower()
    for short, long in SHORT_SUFFIXES.items():
        if lower.endswith(short):
            name, lower = name[: -len(short)] + long, lower.removesuffix(short) + long
    compression = _suffix(lower)
    if compression not in COMPRESSIONS:
        return Format(name, compression, "")
    inner = name[: -len(compression)]
    return Format(inner, _suffix(inner.lower()), compression)


def format_in(name: str, head: bytes) -> Format:
    """The format of a file by its name and its first `HEAD_BYTES`."""
    told = format_of(name)
    packed = next((suffix for mark, suffix in _MARKS.items() if head.startswith(mark)), "")
    if packed == ".bz2" and not _BZIP2_HEADER.match(head):
        packed = ""  # three letters begin many a text
    if packed:
        is_told = told.compression == packed
        return told if is_told else Format(name, _suffix(name.lower()), packed)
    archive = _archive_in(told, head)
    if told.compression:
        if not (archive or _is_text(head)):
            return told  # damaged, which its reader will say
        told = msgspec.structs.replace(told, compression="")  # a file of no bytes, too
    return msgspec.structs.replace(told, suffix=archive) if archive else told


def _suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""


def _archive_in(told: Format, head: bytes) -> str:
    """The suffix of the archive that a file is by its content; "" if it is none to be unpacked."""
    if head.startswith(_ZIP):
        is_document = head[30:].startswith(_DOCUMENT_ZIPS) or _is_other_type(told.suffix)
        return "" if is_document else ".zip"
    if _TAR_CHECKSUM.match(head, 148):
        try:
            tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            return ""
        return ".tar"
    return ""


def _is_other_type(suffix: str) -> bool:
    """Whether a suffix names a type of file that is neither text nor whatever bytes."""
    known = _TYPES.guess_type(f"x{suffix}")[0] if suffix and suffix not in ARCHIVES else None
    return bool(known) and not str(known).startswith("text/") and known not in _ANY_TYPES


def _is_text(head: bytes) -> bool:
    return not head.translate(None, _TEXT_BYTES)
