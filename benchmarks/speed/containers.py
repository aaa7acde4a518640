"""How many documents a second are read out of each kind of container, by the reader alone.

`python -m benchmarks.speed.containers [--documents N] [--words N] [--rounds N] [--only NAME …]
[--against DIRECTORY]`: containers are made of texts of random words, written by the usual tools,
and read by `pipeline.sources.read_sources` as the producer does, in processor time of one process.
Prints the median of the rounds. `--against`: another checkout of docmill, with which each container
is read in turn, by its own `.venv` where it has one (else it must know the same containers); prints
how many times as fast this one is, the median of the pairs. What the producer does with a document
then is `benchmarks.speed.producer`.
"""

import argparse
import gzip
import io
import json
import mailbox
import os
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

READ = "--read"
SEED = 5
WORDS = [
    "council", "river", "the", "of", "minister", "and", "report", "said", "a", "to", "growth",
    "after", "company", "in", "harbour", "was", "year", "market", "on", "trial",
]  # fmt: skip


def main() -> None:
    """Make, read and print."""
    if sys.argv[1:2] == [READ]:
        answer(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=MAKERS)
    parser.add_argument("--against", type=Path)
    given = parser.parse_args()
    dice = random.Random(SEED)
    texts = [" ".join(dice.choices(WORDS, k=given.words)) for _ in range(given.documents)]
    size = sum(map(len, texts))
    print(f"{given.documents:,} records of {given.words} words, {size / 1e6:.0f} MB of text")
    for name in given.only or MAKERS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            MAKERS[name](path, texts)
            checkouts = [Path.cwd(), *([given.against] if given.against else [])]
            rounds = timed(path, len(texts), checkouts, given.rounds)
        seconds = statistics.median(times[0] for times in rounds)
        pace, volume = len(texts) / seconds, size / seconds / 1e6
        ratio = statistics.median(times[-1] / times[0] for times in rounds)
        told = f", {ratio:.2f} times as fast" if given.against else ""
        print(f"{name:16} {pace:9,.0f} records/s {volume:7.1f} MB/s{told}", flush=True)


def timed(
    path: Path, records: int, checkouts: Sequence[Path], rounds: int
) -> list[tuple[float, ...]]:
    """Processor seconds of each round's readings, one by the code of each checkout."""
    times: list[tuple[float, ...]] = []
    with ExitStack() as readers:
        ask = [readers.enter_context(reading(path, checkout)) for checkout in checkouts]
        for _ in range(rounds + 1):
            found = [one() for one in ask]
            if any(documents < records for documents, _ in found):
                raise SystemExit(f"{path.name}: {found} documents of {records} records")
            times.append(tuple(seconds for _, seconds in found))
    return times[1:]  # the first loads the code


@contextmanager
def reading(path: Path, checkout: Path) -> Iterator[Callable[[], tuple[int, float]]]:
    """What reads a source once by the code of a checkout, and tells documents and seconds."""
    python = checkout / ".venv" / "bin" / "python"
    command = [str(python) if python.exists() else sys.executable, __file__, READ, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        asking, answering = process.stdin, process.stdout

        def ask() -> tuple[int, float]:
            print(file=asking, flush=True)
            documents, seconds = answering.readline().split()
            return int(documents), float(seconds)

        yield ask
        asking.close()


def answer(path: Path) -> None:
    """Read a source once for each line of standard input."""
    from pipeline.records import Document
    from pipeline.sources import SourceOptions, read_sources

    for _ in sys.stdin:
        begin = time.process_time()
        items = read_sources([str(path)], SourceOptions())
        documents = sum(isinstance(item, Document) for item in items)
        print(documents, time.process_time() - begin, flush=True)


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


def _letter(number: int, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "ann@example.org", "bob@example.org"
    message["Subject"], message["Message-ID"] = f"Letter {number}", f"<{number}@example.org>"
    message.set_content(text)
    return message


def _mbox(path: Path, texts: Sequence[str]) -> None:
    box = mailbox.mbox(str(path))
    for number, text in enumerate(texts):
        box.add(_letter(number, text))
    box.close()


def _attached(path: Path, texts: Sequence[str]) -> None:
    """Messages with two bodies, a small text and a file of 20 KB."""
    dice = random.Random(SEED)
    box = mailbox.mbox(str(path))
    for number, text in enumerate(texts):
        message = _letter(number, text)
        message.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
        message.add_attachment(text, filename=f"notes {number}.txt")
        pdf = b"%PDF-1.4\n" + dice.randbytes(20_000)
        message.add_attachment(pdf, "application", "pdf", filename=f"report {number}.pdf")
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
    "attached.mbox": _attached,
    "wiki.xml": _wiki,
    "a.parquet": _parquet,
    "a.7z": _seven_zip,
}

if __name__ == "__main__":
    main()
