"""Every kind of source with the same articles in it, and damage."""

import bz2
import csv
import gzip
import io
import json
import lzma
import random
from collections.abc import Callable
from pathlib import Path

import py7zr
import pyarrow
import pyarrow.parquet
import rars

from tests.harness.mail import mailbox, message
from tests.harness.sources import make_zip, tar_bytes, zip_bytes, zstd
from tests.harness.tnef import tnef
from tests.harness.web import atom, newsml, page, rss, wiki

TEXTS = ["First article.\n", "Zweiter Artikel: Grüße, “Zitat”.\n", "third, with, commas\n" * 40]
FILES = {f"{number}.txt": text.encode() for number, text in enumerate(TEXTS)}


def _jsonl() -> bytes:
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in TEXTS)


def _packed_jsonl() -> bytes:
    return gzip.compress(_jsonl())


def _csv() -> bytes:
    table = io.StringIO()
    csv.writer(table).writerows([["text"], *([text] for text in TEXTS)])
    return table.getvalue().encode()


def _mailbox() -> bytes:
    return mailbox(*(message(str(number), text) for number, text in enumerate(TEXTS))).encode()


def _emlx() -> bytes:
    raw = message("one", TEXTS[1]).encode()
    return b"%d   \n" % len(raw) + raw + b"<plist></plist>\n"


def _seven_zip() -> bytes:
    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(data, name)
    return packed.getvalue()


def _rar() -> bytes:
    archive = rars.RarBuilder()
    for name, data in FILES.items():
        archive.add_bytes(data, name)
    return bytes(archive.to_bytes())


def _parquet() -> bytes:
    packed = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"text": TEXTS}), packed, row_group_size=2)
    return packed.getvalue()


def _warc(pack: Callable[[bytes], bytes] = bytes) -> bytes:
    return b"".join(pack(page(f"http://a/{name}", data)) for name, data in FILES.items())


def _wiki() -> bytes:
    return wiki({f"Page {number}": text for number, text in enumerate(TEXTS)})


def _directory(path: Path) -> None:
    path.mkdir()
    for name, data in FILES.items():
        (path / name).write_bytes(data)


def _zip(path: Path) -> None:
    make_zip(path, FILES)


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


# How each kind is made; a format without a line here fails a contract test.
KINDS: dict[str, Callable[[Path], object]] = {
    "directory": _directory,
    "a.zip": _zip,
    "a.tar": _bytes(tar_bytes(FILES)),
    "a.tar.gz": _bytes(gzip.compress(tar_bytes(FILES))),
    "a.tgz": _bytes(gzip.compress(tar_bytes(FILES))),
    "a.tar.bz2": _bytes(bz2.compress(tar_bytes(FILES))),
    "a.tbz2": _bytes(bz2.compress(tar_bytes(FILES))),
    "a.tbz": _bytes(bz2.compress(tar_bytes(FILES))),
    "a.tar.xz": _bytes(lzma.compress(tar_bytes(FILES))),
    "a.txz": _bytes(lzma.compress(tar_bytes(FILES))),
    "a.tar.zst": _bytes(zstd(tar_bytes(FILES))),
    "a.tzst": _bytes(zstd(tar_bytes(FILES))),
    "a.tar.lzma": _bytes(lzma.compress(tar_bytes(FILES), lzma.FORMAT_ALONE)),
    "a.tlz": _bytes(lzma.compress(tar_bytes(FILES), lzma.FORMAT_ALONE)),
    "a.jsonl": _bytes(_jsonl()),
    "a.json": _bytes(b"[" + _jsonl().strip().replace(b"}\n", b"},\n") + b"]"),
    "a.ndjson": _bytes(_jsonl()),
    "a.jsonl.gz": _bytes(gzip.compress(_jsonl())),
    "a.jsonl.xz": _bytes(lzma.compress(_jsonl())),
    "a.jsonl.zst": _bytes(zstd(_jsonl())),
    "a.csv": _bytes(_csv()),
    "a.tsv": _bytes(_csv()),
    "a.tab": _bytes(_csv()),
    "a.psv": _bytes(_csv()),
    "a.csv.gz": _bytes(gzip.compress(_csv())),
    "a.mbox": _bytes(_mailbox()),
    "a.mbx": _bytes(_mailbox()),
    "a.mbox.gz": _bytes(gzip.compress(_mailbox())),
    "mbox-in.zip": _bytes(zip_bytes({"in/mail": _mailbox()})),
    "a.7z": _bytes(_seven_zip()),
    "7z-in.zip": _bytes(zip_bytes({"in.7z": _seven_zip()})),
    "a.rar": _bytes(_rar()),
    "a.tnef": _bytes(tnef(FILES)),
    "winmail.dat": _bytes(tnef(FILES)),
    "rar-in.zip": _bytes(zip_bytes({"in": _rar()})),
    "a.parquet": _bytes(_parquet()),
    "a.pq": _bytes(_parquet()),
    "parquet-in.zip": _bytes(zip_bytes({"in.bin": _parquet()})),
    "a.warc": _bytes(_warc()),
    "a.warc.gz": _bytes(_warc(gzip.compress)),
    "a.warc.zst": _bytes(_warc(zstd)),
    "wiki.xml": _bytes(_wiki()),
    "wiki.xml.bz2": _bytes(bz2.compress(_wiki())),
    "a.zip.gz": _bytes(gzip.compress(zip_bytes(FILES))),
    "zip-in.zip": _bytes(zip_bytes({"in.zip": zip_bytes(FILES)})),
    "jsonl-in-zip-in.tar": _bytes(tar_bytes({"b.zip": zip_bytes({"a.jsonl.gz": _packed_jsonl()})})),
    "tar-in-zip-in.tgz": _bytes(
        gzip.compress(
            tar_bytes({"in/b.zip": zip_bytes({"c.tar.xz": lzma.compress(tar_bytes(FILES))})})
        )
    ),
}
_MESSAGE = message("one", TEXTS[1]).encode()
SINGLE = {
    "a.txt": _bytes(FILES["1.txt"]),
    "b.txt.gz": _bytes(gzip.compress(FILES["1.txt"])),
    "a.eml": _bytes(_MESSAGE),
    "a.emlx": _bytes(_emlx()),
    "a.mht": _bytes(_MESSAGE),
    "a.mhtml": _bytes(_MESSAGE),
    "a.nws": _bytes(_MESSAGE),
    "1243.M1P2.host:2,S": _bytes(_MESSAGE),
}
# Their white space is not kept.
REFLOWED = {
    "a.rss": _bytes(rss(TEXTS)),
    "a.atom": _bytes(atom(TEXTS)),
    "feed-in.zip": _bytes(zip_bytes({"feed.xml": atom(TEXTS)})),
    "newsml.xml": _bytes(newsml(TEXTS)),
    "newsml-in.tar": _bytes(tar_bytes({"a": newsml(TEXTS)})),
}
# Formats that no text can be written in by hand have tests of their own, and so has one whose file
# is a single record until it is looked into, so that its documents have no limit by themselves.
ELSEWHERE = {
    ".geojson": "test_envelopes.py",
    ".nitf": "test_news.py",
    ".msg": "test_outlook_message.py",
    ".oft": "test_outlook_message.py",
    ".pst": "test_outlook_store.py",
    ".ost": "test_outlook_store.py",
}


def damaged(whole: bytes, dice: random.Random) -> bytes:
    """The bytes with one to four places changed, cut out or put in."""
    data = bytearray(whole)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(data))
        match dice.randrange(3):
            case 0:
                data[place] = dice.randrange(256)
            case 1:
                del data[place : place + dice.randint(1, 50)]
            case _:
                data[place:place] = dice.randbytes(dice.randint(1, 50))
        data = data or bytearray(b"\0")
    return bytes(data)
