"""Compressed files of one document or of records."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import zstandard

from pipeline.sources import document_file
from tests.harness.sources import (
    documents,
    failures,
    filtered,
    make_zip,
    read_all,
    small_limits,
    tar_bytes,
    texts,
    zstd,
)

Pack = Callable[[bytes], bytes]
PACKINGS: list[tuple[str, Pack]] = [
    (".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zst", zstd),
]  # fmt: skip
COUNT = 300
LINES = b"".join(b'{"text": "%d"}\n' % (number**50) for number in range(COUNT))


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_the_name_below_the_suffix_tells_the_format(
    suffix: str, pack: Pack, tmp_path: Path
) -> None:
    """Text, HTML, records or a name without any."""
    for name, data in {
        "a.txt": b"1", "b.html": b"2", "c.jsonl": b'{"text": "3"}', "d.csv": b"text\n4\n",
        "e": b"5",
    }.items():  # fmt: skip
        (tmp_path / (name + suffix)).write_bytes(pack(data))
    items = read_all(tmp_path)
    assert texts(items) == ["1", "2", "3", "4", "5"]
    assert [d.media_type for d in documents(items)][1] == "text/html"


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_joined_streams_are_one_file(suffix: str, pack: Pack, tmp_path: Path) -> None:
    """As `cat` joins them, and as parallel compressors write them."""
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(pack(LINES) + pack(b"") + pack(LINES))
    assert len(documents(read_all(path))) == 2 * COUNT


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_a_file_that_is_cut_off_gives_its_beginning(
    suffix: str, pack: Pack, tmp_path: Path
) -> None:
    """Then one failure, at the record that could not be read."""
    packed = pack(LINES)
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(packed + packed[: len(packed) // 2])
    items = read_all(path)
    assert [failed.error for failed in failures(items)] == ["Truncated"]
    assert "cut off" in failures(items)[0].message
    assert [item.locator.record for item in items] == list(range(len(items)))
    assert len(items) > COUNT


def test_all_before_damage_in_gzip_is_given(tmp_path: Path) -> None:
    """To the last record whose bytes could be unpacked."""
    packed = bytearray(gzip.compress(LINES))
    packed[-6] ^= 0xFF  # of the checksum: all is there, and not known to be right
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed)
    items = read_all(path)
    assert len(documents(items)) == COUNT
    assert [failed.error for failed in failures(items)] == ["Corrupt"]


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.eml"])
def test_of_a_document_that_is_cut_off_the_beginning_is_kept(
    name: str, suffix: str, pack: Pack, tmp_path: Path
) -> None:
    """Half an article is not passed off as one: the document says so, and a failure behind it."""
    mail = b"From: a@b.org\nTo: c@d.org\n\n"
    heads = {"a.txt": b"", "a.html": b"<!DOCTYPE html><p>", "a.eml": mail}
    words = heads[name] + b" ".join(b"%d" % (number * 7919) for number in range(60_000))
    half = len(words) // 2
    packed = pack(words[:half]) + pack(words[half:])
    path = tmp_path / (name + suffix)
    path.write_bytes(packed[: len(packed) * 3 // 4])
    items = read_all(path)
    [kept], [failed] = documents(items), failures(items)
    assert isinstance(kept.raw, bytes)
    assert len(kept.raw) > len(words) // 3
    assert words.startswith(kept.raw)
    assert failed.error == "Truncated"
    assert "cut off" in kept.damage
    assert [item.locator.record for item in items] == [0, 1]


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_the_last_byte_of_a_packed_document_is_missed(
    suffix: str, pack: Pack, tmp_path: Path
) -> None:
    """All words may be there; that is not known."""
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(pack(LINES)[:-1])
    items = read_all(path)
    assert [failed.error for failed in failures(items)] == ["Truncated"]
    assert all(kept.damage for kept in documents(items))


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_a_document_with_something_behind_its_packed_data_is_read(
    suffix: str, pack: Pack, tmp_path: Path
) -> None:
    """As it is, and what could not be read is told."""
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(pack(LINES) + b"junk behind it")
    items = read_all(path)
    assert [kept.raw for kept in documents(items)] == [LINES]
    assert [failed.error for failed in failures(items)] == ["Corrupt"]


def test_a_packed_document_of_which_nothing_can_be_read_fails(tmp_path: Path) -> None:
    """There is no document without a word."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(LINES)[:10])
    items = read_all(path)
    assert [failed.error for failed in failures(items)] == ["Truncated"]
    assert not documents(items)


def test_messages_before_the_end_of_a_mailbox_that_is_cut_off_are_read(tmp_path: Path) -> None:
    """The last as far as it goes, and it says so."""
    lines = "".join(f"Line {number * 7919} of the log.\n" for number in range(3000))
    one = "From a@b.org Thu Mar  5 10:00:00 2020\nFrom: a@b.org\nSubject: %d\n\n%s\n"
    packed = gzip.compress((one % (1, "The first.\n") + one % (2, lines)).encode())
    path = tmp_path / "a.mbox.gz"
    path.write_bytes(packed[: len(packed) // 2])
    items = read_all(path)
    first, second = documents(items)
    assert (first.damage, "cut off" in second.damage) == ("", True)
    assert b"Line 7919 of the log." in cast(bytes, second.raw)
    assert [failed.error for failed in failures(items)] == ["Truncated"]
    assert [item.locator.record for item in items] == [0, 1, 2]


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_what_stands_behind_the_packed_data_is_told(
    suffix: str, pack: Pack, tmp_path: Path
) -> None:
    """What was read before it stays; zeros that fill a block up are nothing."""
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(pack(LINES) + b"junk behind it")
    items = read_all(path)
    assert len(documents(items)) == COUNT
    assert [failed.error for failed in failures(items)] == ["Corrupt"]
    path.write_bytes(pack(LINES) + bytes(1024) + pack(LINES) + bytes(512))
    assert len(documents(read_all(path))) == 2 * COUNT


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_the_content_tells_the_packing(suffix: str, pack: Pack, tmp_path: Path) -> None:
    """Under a name without its suffix, with another one's, twice, or not packed at all."""
    for name, data in {
        "a.jsonl": pack(LINES), "b.jsonl.gz": pack(LINES), "c.jsonl.xz": pack(pack(LINES)),
        f"d.jsonl{suffix}": LINES,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
    assert len(documents(read_all(tmp_path))) == 4 * COUNT


def test_an_archive_without_its_suffix_is_one(tmp_path: Path) -> None:
    """A zip, a tar and a packed tar; an office file and a program are zips, and no archives."""
    make_zip(tmp_path / "a", {"x.txt": b"1"})
    (tmp_path / "b").write_bytes(tar_bytes({"x.txt": b"2"}))
    (tmp_path / "c.bak").write_bytes(gzip.compress(tar_bytes({"x.txt": b"3"})))
    drawing = b'<x ContentType="application/vnd.ms-visio.drawing.main+xml"/>'
    make_zip(tmp_path / "d", {"[Content_Types].xml": drawing, "visio/document.xml": b"<x/>"})
    make_zip(tmp_path / "e.jar", {"META-INF/MANIFEST.MF": b"x", "x.class": b""})
    items = read_all(tmp_path)
    assert texts(items) == ["1", "2", "3"]
    assert filtered(items) == ["office", "packed"]


def test_the_content_tells_an_archive_under_another_name(tmp_path: Path) -> None:
    """A suffix of text, of records or of another packing does not make it that."""
    make_zip(tmp_path / "a.txt", {"x.txt": b"1"})
    make_zip(tmp_path / "b.csv", {"x.txt": b"2"})
    (tmp_path / "c.json").write_bytes(tar_bytes({"x.txt": b"3"}))
    (tmp_path / "d.tar.gz").write_bytes(tar_bytes({"x.txt": b"4"}))
    (tmp_path / "e.zip").write_bytes(tar_bytes({"x.txt": b"5"}))
    make_zip(tmp_path / "f.bin", {"x.txt": b"6"})
    items = read_all(tmp_path)
    assert texts(items) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("name", ["leak.zip", "leak.tar", "leak.tar.gz", "leak.tgz"])
def test_a_page_in_place_of_an_archive_is_a_page(name: str, tmp_path: Path) -> None:
    """What a server said instead of the file; plain words there are a damaged archive."""
    page = b"<!DOCTYPE html><html><body><p>No such file.</p></body></html>"
    (tmp_path / name).write_bytes(page)
    [found] = documents(read_all(tmp_path / name))
    assert (found.raw, found.media_type) == (page, "text/html")
    (tmp_path / name).write_bytes(b"no archive" if name.endswith(("p", "r")) else b"\x1f\x8b no")
    assert len(failures(read_all(tmp_path / name))) == 1


def test_records_that_are_clearly_no_text_are_left_out(tmp_path: Path) -> None:
    """A picture under the name of a table is no table with bad rows."""
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "b.json").write_bytes(b"SQLite format 3\0 {}")
    assert filtered(read_all(tmp_path)) == ["image", "not-text"]


def test_an_office_file_is_no_archive_whatever_its_name_is(tmp_path: Path) -> None:
    """Neither the suffix of an archive nor the order of its members hides what it is."""
    parts = {"[Content_Types].xml": b"<x/>", "mimetype": b"application/vnd.example"}
    for name, members in {
        "a.zip": parts,
        "b": {"x/y.txt": b"1", **parts},
        "c.zip": {"x.txt": b"2", "mimetype": b"text/plain"},
    }.items():
        make_zip(tmp_path / name, members)
    with pytest.MonkeyPatch.context() as patch:
        known = {"text/plain", "application/vnd.example"}
        patch.setattr(document_file, "converted_types", lambda: known)
        items = documents(read_all(tmp_path))
        assert [(item.locator.member, item.media_type) for item in items] == [
            ("", "application/vnd.example"), ("", "application/vnd.example"),
            ("x.txt", "text/plain"), ("mimetype", "text/plain"),
        ]  # fmt: skip
        assert documents(read_all(tmp_path, include=("*.txt",))) == items[2:3]


def test_the_format_before_xz_is_read(tmp_path: Path) -> None:
    """It has no mark: its suffix tells it."""
    packed = lzma.compress(LINES, lzma.FORMAT_ALONE)
    (tmp_path / "a.jsonl.lzma").write_bytes(packed)
    assert len(documents(read_all(tmp_path))) == COUNT
    (tmp_path / "a.jsonl.lzma").write_bytes(packed[: len(packed) // 2])
    assert failures(read_all(tmp_path))[-1].error == "Truncated"


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_what_is_not_packed_as_its_name_says_fails(suffix: str, tmp_path: Path) -> None:
    """Unless it is text."""
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(bytes(3000))
    [failed] = failures(read_all(path))
    assert failed.error == "Corrupt"
    assert f"a.txt{suffix}" in failed.message


def test_a_damaged_gzip_is_told(tmp_path: Path) -> None:
    """Its checksum says so where the data does not."""
    packed = bytearray(gzip.compress(b"hello"))
    packed[-6] ^= 0xFF
    path = tmp_path / "a.txt.gz"
    path.write_bytes(packed)
    assert [failed.error for failed in failures(read_all(path))] == ["Corrupt"]


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_a_bomb_fails(name: str, suffix: str, pack: Pack, tmp_path: Path) -> None:
    """By the ratio, whatever it would hold."""
    path = tmp_path / (name + suffix)
    path.write_bytes(pack(bytes(3_000_000)))
    items = read_all(path, limits=small_limits(max_document_bytes=10_000_000))
    assert [failed.error for failed in failures(items)] == ["DecompressionBomb"]


def test_a_document_above_the_limit_fails_by_its_unpacked_size(tmp_path: Path) -> None:
    """The size on disk does not count."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"x" * 1001))
    items = read_all(path, limits=small_limits())
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert len(texts(read_all(path))) == 1


def test_what_is_packed_all_too_often_is_nested(tmp_path: Path) -> None:
    """Three times are unpacked."""
    path = tmp_path / "a.txt.gz.gz.gz"
    path.write_bytes(gzip.compress(gzip.compress(gzip.compress(b"x"))))
    assert texts(read_all(path)) == ["x"]
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert filtered(read_all(path)) == ["nested"]


@pytest.mark.parametrize("preset", range(10))
def test_the_format_before_xz_is_recognised_without_its_suffix(preset: int, tmp_path: Path) -> None:
    """It has no mark, but few forms of header; a text that begins with a bracket has none."""
    packed = lzma.compress(b"The ferry leaves.", format=lzma.FORMAT_ALONE, preset=preset)
    (tmp_path / "a").write_bytes(packed)
    (tmp_path / "b").write_bytes(b"] and so on")
    assert texts(read_all(tmp_path)) == ["The ferry leaves.", "] and so on"]


def test_zstd_may_look_far_back(tmp_path: Path) -> None:
    """As large dumps are packed with --long."""
    how = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=how).compressobj()
    (tmp_path / "a.txt.zst").write_bytes(packer.compress(b"The ferry leaves.") + packer.flush())
    assert texts(read_all(tmp_path)) == ["The ferry leaves."]
