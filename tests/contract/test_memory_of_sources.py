"""Archives of every kind are read in memory that does not grow with their size."""

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import py7zr
import pyarrow
import pyarrow.parquet
import pytest
import rars

from pipeline.records import Document
from pipeline.sources import SourceOptions, read_sources
from pipeline.sources.container import containers
from tests.harness import outlook_store
from tests.harness.mail import attached, mailbox, message
from tests.harness.sources import tar_bytes, zip_bytes, zstd
from tests.harness.web import newsml, page, wiki

pytestmark = pytest.mark.once

FIRST, FEW, MANY = 5, 50, 150  # documents
DOCUMENT = 8_000  # characters
ENTRY = 3_000  # bytes in memory for a member: its name, and what the archive's directory says of it
WORDS = ["council", "river", "minister", "report", "growth", "harbour", "trial", "market"]


def _files(texts: list[str]) -> dict[str, bytes]:
    return {f"{number}.txt": text.encode() for number, text in enumerate(texts)}


def _jsonl(texts: list[str]) -> bytes:
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


def _csv(texts: list[str]) -> bytes:
    table = io.StringIO()
    csv.writer(table).writerows([["text"], *([text] for text in texts)])
    return table.getvalue().encode()


def _mailbox(texts: list[str]) -> bytes:
    return mailbox(*(message("x", text[:100], attached("a.txt", text.encode())) for text in texts)
    ).encode()  # fmt: skip


def _seven_zip(texts: list[str]) -> bytes:
    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w") as archive:
        for name, data in _files(texts).items():
            archive.writestr(data, name)
    return packed.getvalue()


def _rar(texts: list[str]) -> bytes:
    archive = rars.RarBuilder()
    for name, data in _files(texts).items():
        archive.add_bytes(data, name)
    return bytes(archive.to_bytes())


def _parquet(texts: list[str]) -> bytes:
    packed = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"text": texts}), packed, row_group_size=10)
    return packed.getvalue()


def _warc(texts: list[str], pack: Callable[[bytes], bytes] = bytes) -> bytes:
    return b"".join(pack(page(f"http://a/{n}", text.encode())) for n, text in enumerate(texts))


def _store(texts: list[str]) -> bytes:
    return outlook_store.store(count=len(texts), text=texts[0])


# By container, how an archive of texts is made; those in memory as a whole by their nature apart.
LARGE: dict[str, Callable[[list[str]], bytes]] = {
    "csv": _csv,
    "json": _jsonl,
    "mbox": _mailbox,
    "mediawiki": lambda texts: wiki({str(number): text for number, text in enumerate(texts)}),
    "news": newsml,
    "parquet": _parquet,
    "pst": _store,
    "rar": _rar,
    "sevenzip": _seven_zip,
    "tar": lambda texts: tar_bytes(_files(texts)),
    "warc": _warc,
    "zip": lambda texts: zip_bytes(_files(texts)),
}
PACKED: dict[str, Callable[[list[str]], bytes]] = {
    "json.gz": lambda texts: gzip.compress(_jsonl(texts)),
    "json.bz2": lambda texts: bz2.compress(_jsonl(texts)),
    "json.xz": lambda texts: lzma.compress(_jsonl(texts), preset=0),
    "json.zst": lambda texts: zstd(_jsonl(texts)),
    "tar.gz": lambda texts: gzip.compress(tar_bytes(_files(texts))),
    "warc.gz": lambda texts: _warc(texts, gzip.compress),
    "json in zip": lambda texts: zip_bytes({"a.jsonl": _jsonl(texts)}),
    "mbox in zip in tar": lambda texts: tar_bytes({"a.zip": zip_bytes({"b": _mailbox(texts)})}),
}
# One message, packed by Outlook or not, or one feed, which its library reads whole up to a limit.
HELD_WHOLE = {"message", "msg", "tnef", "feed"}
SUFFIXES = {"csv": ".csv", "json": ".jsonl"}  # what no content tells


def test_every_container_is_measured() -> None:
    """A new one needs a line here."""
    assert {container.name for container in containers()} == {*LARGE, *HELD_WHOLE}


@pytest.mark.parametrize("kind", [*LARGE, *PACKED])
def test_memory_does_not_grow_with_the_archive(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred documents more take less than three of them more, beside their names."""
    outlook_store.played(monkeypatch)
    monkeypatch.setattr("pipeline.sources.spooled.MEMORY_BYTES", 50_000)  # more lies on disk
    made = {**LARGE, **PACKED}[kind]
    dice = random.Random(1)
    texts = [" ".join(dice.choices(WORDS, k=DOCUMENT // 7)) for _ in range(MANY)]
    peaks = []
    for count in (FIRST, FEW, MANY):  # what is loaded and kept for all is there after the first
        path = tmp_path / f"a{SUFFIXES.get(kind.partition('.')[0], '')}"
        path.write_bytes(made(texts[:count]))
        tracemalloc.start()
        try:
            items = read_sources([str(path)], SourceOptions())
            assert sum(isinstance(item, Document) for item in items) >= count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] < peaks[1] + 3 * DOCUMENT + ENTRY * (MANY - FEW)
