"""Web archives: what a server gave, and what was wrong on the way."""

import gzip
import zlib
from pathlib import Path

import pytest

from pipeline.records import Document, Failed, Filtered, Unread
from pipeline.sources.http_payload import dechunked, decoded, unpacked
from pipeline.sources.problems import Corrupt
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, read_all, small_limits, texts, zip_bytes
from tests.harness.web import answer, page, record

HTML = "text/html"


def read(data: bytes, tmp_path: Path, **options: object) -> list[Document | Unread]:
    """The items of a web archive with these bytes, from any start of which they are the same."""
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    check_every_start(path, **options)
    return read_all(path, **options)


def ends(items: list[Document | Unread]) -> list[str]:
    """Each item in a word: a document's text, else why there is none."""
    found = []
    for item in items:
        if isinstance(item, Document):
            found.append(str(item.raw, "utf-8") if isinstance(item.raw, bytes) else str(item.raw))
        else:
            is_failed = isinstance(item.outcome, Failed)
            found.append(item.outcome.error if is_failed else item.outcome.reason)  # type: ignore[union-attr]
    return found


def test_answers_are_documents_and_all_else_is_told(tmp_path: Path) -> None:
    """Every record has its number, by its place among all."""
    data = b"".join(
        [
            record("warcinfo", "", b"software: x\r\n", content_type="application/warc-fields"),
            record("request", "http://a/", b"GET / HTTP/1.1\r\n\r\n"),
            page("http://a/x/one.html", b"<html><p>one", HTML),
            record("revisit", "http://a/", b"HTTP/1.1 200 OK\r\n\r\n"),
            record("response", "http://a/no", answer(b"no", status="404 Not Found")),
            page("http://a/a.css", b"p{}", "text/css"),
            page("http://a/a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
            record("conversion", "http://a/", b"plain", content_type="text/plain"),
            record("resource", "http://a/r.txt", b"resource", content_type="text/plain"),
            record("response", "dns:a", b"a. 60 IN A 1.2.3.4", content_type="text/dns"),
        ]
    )
    items = read(data, tmp_path)
    assert ends(items) == [
        "crawl-record", "crawl-record", "<html><p>one", "revisit", "http-status", "page-part",
        "image", "plain", "resource", "crawl-record",
    ]  # fmt: skip
    assert [item.locator.record for item in items] == list(range(10))
    first = documents(items)[0]
    assert first.media_type == HTML
    assert first.metadata.url == "http://a/x/one.html"
    assert first.metadata.other["crawled"] == ("2024-01-02T03:04:05Z",)


@pytest.mark.parametrize(
    ("length", "error"),
    [
        (12, "Corrupt"),
        (200, "Corrupt"),
        (310, "Corrupt"),
        (5_000, "Corrupt"),
        (10**15, "DocumentTooLarge"),
    ],
)  # fmt: skip
def test_a_wrong_length_costs_one_record(length: int, error: str, tmp_path: Path) -> None:
    """Too small or too large: the records before and after it are read."""
    bad = record("response", "http://a/bad", answer(b"bad"), length=length)
    good = [page(f"http://a/{number}", b"%d" % number) for number in range(3)]
    assert ends(read(good[0] + bad + good[1] + good[2], tmp_path)) == ["0", error, "1", "2"]


def test_a_record_without_a_length_and_bytes_of_no_record(tmp_path: Path) -> None:
    """Each is told once, and the next record found."""
    good = page("http://a/", b"good")
    bad = good.replace(b"Content-Length", b"Content-Lengthy")
    assert ends(read(good + bad + good, tmp_path)) == ["good", "Corrupt", "good"]
    assert ends(read(good + b"junk\nmore\n" + good, tmp_path)) == ["good", "Corrupt", "good"]


def test_a_record_that_ends_amid_its_own_lines_is_not_whole(tmp_path: Path) -> None:
    """Two line ends of another kind, or one or three, are lines of what it holds."""
    for gap in (b"\n\n", b"\r\n", b"\r\n\r\n\r\n"):
        body = answer(b"first" + gap + b"second")
        bad = record("response", "http://a/bad", body, length=body.index(gap))
        assert ends(read(bad + page("http://a/", b"good"), tmp_path)) == ["Corrupt", "good"]


def test_a_record_that_is_cut_off_is_told(tmp_path: Path) -> None:
    """As far as it goes it may be anything."""
    good = page("http://a/", b"good")
    assert ends(read(good + good[:-9], tmp_path)) == ["good", "Truncated"]


def test_a_record_above_the_limit_fails_alone(tmp_path: Path) -> None:
    """Without being held in memory; what stands behind it is found."""
    data = page("http://a/", b"x" * 300_000) + page("http://b/", b"good")
    assert ends(read(data, tmp_path, limits=small_limits())) == ["DocumentTooLarge", "good"]


def test_codings_of_the_way_are_undone(tmp_path: Path) -> None:
    """Where a crawler has undone them itself and left the header, the answer is taken as it is."""
    packed = gzip.compress(b"gzip")
    chunks = b"3\r\nchu\r\n4;x=y\r\nnked\r\n0\r\n\r\n"
    data = b"".join(
        [
            page("http://a/", chunks, Transfer_Encoding="chunked"),
            page("http://a/", b"as it is", Transfer_Encoding="chunked"),
            page("http://a/", packed, Content_Encoding="gzip"),
            page("http://a/", b"no gzip", Content_Encoding="gzip"),
            page("http://a/", zlib.compress(b"deflate"), Content_Encoding="deflate"),
            page("http://a/", zlib.compress(b"raw")[2:-4], Content_Encoding="deflate"),
            page("http://a/", packed[:-9], Content_Encoding="gzip"),
            page("http://a/", b"last"),
        ]
    )
    assert ends(read(data, tmp_path)) == [
        "chunked", "as it is", "gzip", "no gzip", "deflate", "raw", "Corrupt", "last",
    ]  # fmt: skip


def test_an_answer_that_unpacks_too_far_fails(tmp_path: Path) -> None:
    """No more of it is unpacked than a document may hold."""
    bomb = page("http://a/", gzip.compress(bytes(10_000_000)), Content_Encoding="gzip")
    data = bomb + page("http://a/", b"last")
    assert ends(read(data, tmp_path, limits=small_limits())) == ["DocumentTooLarge", "last"]


def test_the_servers_charset_counts_where_the_bytes_allow_it() -> None:
    """Not for UTF-8, which many servers call Latin-1; not where it does not fit."""
    assert decoded("Привет".encode("koi8-r"), "KOI8-R") == ("Привет", "koi8-r")
    assert decoded("Grüße".encode(), "iso-8859-1") == ("Grüße".encode(), None)
    assert decoded("“a”".encode("cp1252"), "iso-8859-1") == ("“a”", "cp1252")
    assert decoded(b"\x81\xff", "shift_jis") == (b"\x81\xff", None)
    assert decoded(b'\x1b$B$"', "iso-2022-jp") == ("あ", "iso2022_jp")
    assert decoded(b"a", "no-such") == (b"a", None)
    assert decoded(b"a", None) == (b"a", None)


def test_chunks_are_joined_as_far_as_they_go() -> None:
    """A body that is cut off keeps what came."""
    assert dechunked(b"5\r\nab") == b"ab"
    assert dechunked(b"2\nab\n0\n\n") == b"ab"
    assert dechunked(b"-5\r\nab") == b"-5\r\nab"
    assert dechunked(b"plain text\nwith lines") == b"plain text\nwith lines"


def test_several_codings_are_undone_from_the_last() -> None:
    """As they stand in the header."""
    assert unpacked(zlib.compress(gzip.compress(b"x")), "gzip, deflate", 100) == b"x"
    assert unpacked(b"x", "identity", 100) == b"x"
    with pytest.raises(Corrupt, match="br"):
        unpacked(b"no brotli", "br", 100)


def test_an_archive_that_a_server_gave_is_opened(tmp_path: Path) -> None:
    """Its members have the record's number on their way."""
    packed = zip_bytes({"a.txt": b"one", "b.txt": b"two"})
    items = read(
        page("http://a/", b"first") + page("http://a/x.zip?y", packed, "application/zip"), tmp_path
    )
    assert texts(items) == ["first", "one", "two"]
    assert items[1].locator.member == "#2!x.zip!a.txt"


def test_an_archive_of_nothing_is_empty(tmp_path: Path) -> None:
    """A file of no record."""
    (tmp_path / "a.warc").touch()
    [item] = read_all(tmp_path / "a.warc")
    assert isinstance(item, Unread)
    assert item.outcome == Filtered("empty")
