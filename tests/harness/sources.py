"""Helpers for tests of sources: archives made on the spot, everything read at once."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zstandard

from pipeline.records import Document, Failed, Filtered, Unread
from pipeline.sources import Limits, SourceOptions, read_sources
from testbed.office_writer import packed


def read_all(*paths: Path | str, **options: Any) -> list[Document | Unread]:
    """Every item of the sources, with `SourceOptions` given as keywords."""
    return list(read_sources([str(path) for path in paths], SourceOptions(**options)))


def documents(items: list[Document | Unread]) -> list[Document]:
    """The documents among the items."""
    return [item for item in items if isinstance(item, Document)]


def texts(items: list[Document | Unread]) -> list[str]:
    """The documents' raw text, bytes decoded; of messages what stands below their header."""
    return [
        raw.partition("\n\n")[2] if d.media_type == "message/rfc822" else raw
        for d in documents(items)
        for raw in [d.raw if isinstance(d.raw, str) else (d.raw or b"").decode()]
    ]


def failures(items: list[Document | Unread]) -> list[Failed]:
    """The failures among the items."""
    return [i.outcome for i in items if isinstance(i, Unread) and isinstance(i.outcome, Failed)]


def filtered(items: list[Document | Unread]) -> list[str]:
    """The reasons of what was left out."""
    return [
        i.outcome.reason for i in items if isinstance(i, Unread) and isinstance(i.outcome, Filtered)
    ]


def small_limits(**limits: int) -> Limits:
    """Limits that a test reaches with little data."""
    return Limits(**{"max_document_bytes": 1000, "ratio_from_bytes": 10_000, **limits})


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """A deflated zip of the members."""
    return packed(members)


def make_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    """A deflated zip of the members, as a file."""
    path.write_bytes(zip_bytes(members))
    return path


def tar_bytes(members: Mapping[str, bytes]) -> bytes:
    """A plain tar of the members."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return packed.getvalue()


def zstd(data: bytes) -> bytes:
    """One zstd frame."""
    return zstandard.ZstdCompressor().compress(data)
