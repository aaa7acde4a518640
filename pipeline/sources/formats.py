"""The registry of formats: which suffix is read by what. A new format is a reader and a line."""

import io
from collections.abc import Callable
from typing import IO

from pipeline.records import Record
from pipeline.sources.archive_tar import read_tar
from pipeline.sources.archive_zip import read_zip
from pipeline.sources.compression import open_gzip, open_xz, open_zstd
from pipeline.sources.entry import ArchiveReader, Reader
from pipeline.sources.records_csv import read_csv
from pipeline.sources.records_json import read_json

# Files that hold documents with names of their own.
ARCHIVES: dict[str, ArchiveReader] = {".zip": read_zip, ".tar": read_tar}
# Files that hold records. What is in neither table is one document.
RECORDS: dict[str, Reader] = {
    ".json": read_json,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".tab": read_csv,
    ".psv": read_csv,
}
# Suffixes that may stand behind any other.
COMPRESSIONS: dict[str, Callable[[IO[bytes]], io.BufferedIOBase]] = {
    ".gz": open_gzip,
    ".zst": open_zstd,
    ".xz": open_xz,
}
SHORT_SUFFIXES = {".tgz": ".tar.gz", ".tzst": ".tar.zst", ".txz": ".tar.xz"}


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


def _suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""
