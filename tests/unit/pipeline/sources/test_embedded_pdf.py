"""Files that are attached to a PDF are documents of their own."""

import time
import zlib
from collections.abc import Callable

import pytest

from pipeline.errors import DocumentError
from pipeline.sources.embedded_pdf import files_in_pdf
from testbed.pdf_writer import lines, pdf

LIMIT = 1_000_000
MINUTES = b"The harbour council met on Tuesday.\n" * 20
HEAD = b"%PDF-1.7\n"


def stream(number: int, data: bytes, more: bytes = b"/Type/EmbeddedFile") -> bytes:
    """An object with a stream."""
    head = b"%d 0 obj\n<<%s /Length %d>>\nstream\n" % (number, more, len(data))
    return head + data + b"\nendstream\nendobj\n"


def named(number: int, name: bytes, of: int) -> bytes:
    """An object that names a file."""
    return b"%d 0 obj\n<</Type/Filespec %s /EF<</F %d 0 R>>>>\nendobj\n" % (number, name, of)


def flate(data: bytes) -> tuple[bytes, bytes]:
    """Packed data, and what the dictionary of its stream says."""
    return zlib.compress(data), b"/Type /EmbeddedFile /Filter /FlateDecode"


def files(raw: bytes, limit: int = LIMIT) -> list[tuple[str, bytes | str]]:
    """Names and bytes, or the class of what is wrong."""
    return [
        (name, type(data).__name__ if isinstance(data, DocumentError) else data)
        for name, data in files_in_pdf(raw, limit)
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"/F (minutes.txt)", "minutes.txt"),
        (b"/F(a) /UF <FEFF00C4002E0074>", "Ä.t"),
        (rb"/F (C:\\old\\r\351sum\351 \(2\).txt)", "résumé (2).txt"),
        (b"/UF (\xef\xbb\xbf\xc3\x84.txt)", "Ä.txt"),
        (b"/F (in (brackets).txt)", "in (brackets).txt"),
        (b"/F (cut", "attachment-1"),
        (b"", "attachment-1"),
    ],
)
def test_names(written: bytes, name: str) -> None:
    """As a string or in hexadecimal digits, without the path; a number where there is none."""
    raw = HEAD + named(1, written, 2) + stream(2, MINUTES)
    assert files(raw) == [(name, MINUTES)]


def test_packed_files_and_packed_names() -> None:
    """Objects may stand in a stream of objects; forms of a file in an object of their own."""
    inside = b"<</F(a.txt)/EF<</F 9 0 R>>>> <</F(b.txt)/EF 5 0 R>>"
    objects = b"3 0 4 29 " + inside
    packed = zlib.compress(objects)
    raw = (
        HEAD + stream(2, packed, b"/Type/ObjStm /N 2 /First 9 /Filter/FlateDecode")
        + b"5 0 obj <</UF 8 0 R>> endobj " + stream(9, *flate(MINUTES))
        + stream(8, b"5a776f2e>", b"/Type /EmbeddedFile /Filter [/ASCIIHexDecode]")
    )  # fmt: skip
    assert files(raw) == [("a.txt", MINUTES), ("b.txt", b"Zwo.")]


def test_what_is_no_attached_file() -> None:
    """Streams of forms (XFA) that nothing names; a PDF without files; other files."""
    assert files(HEAD + stream(2, MINUTES)) == []
    assert files(pdf([lines("One")])) == []
    assert files(b"PK\3\4" + named(1, b"/F (a)", 2) + stream(2, MINUTES)) == []


def test_what_cannot_be_read_is_said() -> None:
    """Each is a file that failed, with its reason; the others come."""
    raw = HEAD + named(1, b"/F (a)", 9) + named(2, b"/F (b)", 4) + named(3, b"/F (c)", 5)
    raw += stream(4, MINUTES, b"/Type/EmbeddedFile /Filter/JPXDecode") + stream(5, MINUTES)
    raw += named(6, b"/F (d)", 7) + stream(7, b"no", b"/EmbeddedFile /Filter/FlateDecode")
    assert files(raw) == [("a", "Corrupt"), ("b", "Unsupported"), ("c", MINUTES), ("d", "Corrupt")]
    assert files(raw + b"trailer <</Encrypt 8 0 R>>")[2] == ("attachment-3", "Encrypted")


def test_a_file_is_unpacked_no_further_than_the_limit() -> None:
    """One byte more tells that there is more."""
    raw = HEAD + named(1, b"/F (a)", 2) + stream(2, *flate(bytes(10_000_000)))
    assert len(files(raw, 1_000)[0][1]) == 1_001


def many(count: int) -> bytes:
    """Many objects, each of which names the next one."""
    return b"".join(b"%d 0 obj/EF<</F %d 0 R/F(a" % (n, n + 1) for n in range(count))


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b"/EmbeddedFile " * n,
        lambda n: b"1 0 obj<</EmbeddedFile>>stream\n" * n,
        lambda n: b"/EmbeddedFile" + many(n),
        lambda n: b"/EmbeddedFile" + many(n) + b"stream endstream",
        lambda n: b"/EmbeddedFile 1 0 obj/EF<</F 1 0 R" + b"/F (" * n,
    ],
)
def test_hostile_files_take_time_linear_in_their_size(make: Callable[[int], bytes]) -> None:
    """Four times as much takes not much more than four times as long."""

    def seconds(count: int) -> float:
        raw = HEAD + make(count)
        begun = time.process_time()
        for _ in files_in_pdf(raw, 1_000):
            pass
        return time.process_time() - begun

    assert seconds(20_000) < 10 * seconds(5_000) + 0.5
