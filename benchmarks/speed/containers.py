"""How many documents a second are read out of each kind of container, by the reader alone.

`python -m benchmarks.speed.containers [--documents N] [--words N] [--rounds N] [--only NAME …]`:
containers are made of texts of random words, written by the usual tools, and read by
`pipeline.sources.read_sources` as the producer does, in processor time of one process. Prints the
median of the rounds. What the producer does with a document then is `benchmarks.speed.producer`.
"""

import argparse
import gzip
import io
import json
import mailbox
import random
import statistics
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.records import Document
from pipeline.sources import SourceOptions, read_sources

SEED = 5
WORDS = [
    "council", "river", "the", "of", "minister", "and", "report", "said", "a", "to", "growth",
    "after", "company", "in", "harbour", "was", "year", "market", "on", "trial",
]  # fmt: skip


def main() -> None:
    """Make, read and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=MAKERS)
    given = parser.parse_args()
    dice = random.Random(SEED)
    texts = [" ".join(dice.choices(WORDS, k=given.words)) for _ in range(given.documents)]
    size = sum(map(len, texts))
    print(f"{given.documents:,} documents of {given.words} words, {size / 1e6:.0f} MB of text")
    for name in given.only or MAKERS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            MAKERS[name](path, texts)
            seconds = statistics.median(read(path, len(texts)) for _ in range(given.rounds))
        pace, volume = len(texts) / seconds, size / seconds / 1e6
        print(f"{name:14} {pace:9,.0f} documents/s {volume:7.1f} MB/s")


def read(path: Path, expected: int) -> float:
    """Processor seconds for a whole reading."""
    begin = time.process_time()
    found = sum(isinstance(item, Document) for item in read_sources([str(path)], SourceOptions()))
    seconds = time.process_time() - begin
    if found != expected:
        raise SystemExit(f"{path.name}: {found} documents where {expected} were written")
    return seconds


def _jsonl(path: Path, texts: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": number, "title": f"Title {number}", "text": text}) + "\n")


def _zip(path: Path, texts: Sequence[str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number:06d}.txt", text)


def _zip_in_zip(path: Path, texts: Sequence[str]) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number:06d}.txt", text)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in.zip", inner.getvalue())


def _tar(path: Path, texts: Sequence[str]) -> None:
    with tarfile.open(path, "w:gz", compresslevel=6) as archive:
        for number, text in enumerate(texts):
            header = tarfile.TarInfo(f"{number:06d}.txt")
            header.size = len(text)
            archive.addfile(header, io.BytesIO(text.encode()))


def _warc(path: Path, texts: Sequence[str]) -> None:
    with path.open("wb") as file:
        for number, text in enumerate(texts):
            page = f"<!doctype html><title>{number}</title><p>{text}".encode()
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
                f"WARC-Target-URI: http://example.org/{number}\r\n"
                f"WARC-Record-ID: <urn:uuid:{number}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}"
            )
            record = head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
            file.write(gzip.compress(record) if path.suffix == ".gz" else record)


def _mbox(path: Path, texts: Sequence[str]) -> None:
    box = mailbox.mbox(str(path))
    for number, text in enumerate(texts):
        message = EmailMessage()
        message["From"], message["To"] = "ann@example.org", "bob@example.org"
        message["Subject"], message["Message-ID"] = f"Letter {number}", f"<{number}@example.org>"
        message.set_content(text)
        box.add(message)
    box.close()


def _wiki(path: Path, texts: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("<mediawiki>")
        for number, text in enumerate(texts):
            file.write(
                f"<page><title>Page {number}</title><ns>0</ns><id>{number}</id><revision>"
                f"<text>{escape(text)}</text></revision></page>"
            )
        file.write("</mediawiki>")


def _parquet(path: Path, texts: Sequence[str]) -> None:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table({"text": list(texts)}), path)


def _seven_zip(path: Path, texts: Sequence[str]) -> None:
    import py7zr

    with py7zr.SevenZipFile(path, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(text, f"{number:06d}.txt")


MAKERS: dict[str, Callable[[Path, Sequence[str]], None]] = {
    "a.jsonl": _jsonl,
    "a.zip": _zip,
    "zip-in.zip": _zip_in_zip,
    "a.tar.gz": _tar,
    "a.warc": _warc,
    "a.warc.gz": _warc,
    "a.mbox": _mbox,
    "wiki.xml": _wiki,
    "a.parquet": _parquet,
    "a.7z": _seven_zip,
}

if __name__ == "__main__":
    main()
