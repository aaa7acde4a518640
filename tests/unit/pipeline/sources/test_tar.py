"""Tar archives, whole and damaged, plain and compressed."""

import gzip
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.records import Document, Unread
from tests.harness.reopening import check_every_start
from tests.harness.sources import (
    documents,
    failures,
    filtered,
    read_all,
    small_limits,
    tar_bytes,
    texts,
    zstd,
)

MEMBERS = {"a.txt": b"one", "b/c.txt": b"two" * 200, "d.jsonl": b'{"text": "three"}\n'}
TEXTS = ["one", "two" * 200, "three"]


def read(
    data: bytes, tmp_path: Path, name: str = "a.tar", **options: object
) -> list[Document | Unread]:
    """The items of an archive with these bytes."""
    path = tmp_path / name
    path.write_bytes(data)
    return read_all(path, **options)


def headers_tar(*headers: tarfile.TarInfo, **archive_options: object) -> bytes:
    """A tar of members that have no data."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", **archive_options) as archive:  # type: ignore[call-overload]
        for header in headers:
            archive.addfile(header, io.BytesIO(bytes(header.size)))
    return packed.getvalue()


def header(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    """The header of one member."""
    made = tarfile.TarInfo(name)
    made.type = kind
    made.size = size
    return made


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.tar", bytes),
        ("a.tar.gz", gzip.compress),
        ("A.TGZ", gzip.compress),
        ("a.tar.xz", lzma.compress),
        ("a.txz", lzma.compress),
        ("a.tar.zst", zstd),
        ("a.tzst", zstd),
    ],
)
def test_members_are_read_in_order(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """Under every compression and its short suffix."""
    items = read(pack(tar_bytes(MEMBERS)), tmp_path, name)
    assert texts(items) == TEXTS
    assert [item.locator.member for item in items] == list(MEMBERS)


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    """Folders are no items; links, devices and hidden files are counted by their reason."""
    link = header("link.txt", tarfile.SYMTYPE)
    link.linkname = "a.txt"
    hard = header("hard.txt", tarfile.LNKTYPE)
    hard.linkname = "a.txt"
    data = headers_tar(
        header("folder", tarfile.DIRTYPE), link, hard, header("fifo", tarfile.FIFOTYPE),
        header("null", tarfile.CHRTYPE), header("./.hidden"), header("x.tgz"),
    )  # fmt: skip
    items = read(data, tmp_path)
    assert documents(items) == []
    assert failures(items) == []
    assert filtered(items) == ["symlink", "hardlink", "special", "special", "hidden", "empty"]


def test_names_may_hold_anything(tmp_path: Path) -> None:
    """A newline stays; a name in an old encoding is read; doubles get a number."""
    names = ["new\nline.txt", "caf\udce9.txt", "é" * 200 + ".txt", "a.txt", "a.txt", "./a.txt"]
    data = headers_tar(*map(header, names), encoding="utf-8", errors="surrogateescape")
    items = read(data, tmp_path)
    assert [item.locator.member for item in items] == [
        "new\nline.txt", "café.txt", "é" * 200 + ".txt", "a.txt", "a.txt#2", "./a.txt",
    ]  # fmt: skip
    assert len({document.id for document in documents(items)}) == len(names)


@pytest.mark.parametrize("name", ["../x.txt", "/etc/passwd", "a/../../x"])
def test_a_name_that_points_outside_fails(name: str, tmp_path: Path) -> None:
    """The member after it is read."""
    items = read(headers_tar(header(name), header("b.txt")), tmp_path)
    assert [failed.error for failed in failures(items)] == ["UnsafeName"]
    assert len(documents(items)) == 1


@pytest.mark.parametrize("cut", [700, 1030, 1300, 2560, 3000])
def test_an_archive_that_is_cut_off_tells_so_once(cut: int, tmp_path: Path) -> None:
    """In a member's data, in a header, between two members, before the end mark."""
    items = read(tar_bytes(MEMBERS)[:cut], tmp_path)
    assert [failed.error for failed in failures(items)] == ["Truncated"]
    good = texts(items)
    assert good == TEXTS[: len(good)]
    assert len({item.locator for item in items}) == len(items)


@pytest.mark.parametrize(("name", "pack"), [("a.tgz", gzip.compress), ("a.tar.zst", zstd)])
def test_a_compressed_archive_that_is_cut_off_tells_so_once(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """What could be unpacked is read."""
    lines = b"".join(b'{"text": "%d"}\n' % (number**5) for number in range(10_000))
    packed = pack(tar_bytes({"a.txt": b"one", "b.jsonl": lines, "c.txt": b"two"}))
    items = read(packed[: len(packed) // 2], tmp_path, name)
    assert [failed.error for failed in failures(items)] == ["Truncated"]
    assert texts(items)[0] == "one"
    assert 100 < len(documents(items)) < 10_000
    assert len({item.locator for item in items}) == len(items)


def test_an_archive_that_is_cut_off_in_a_member_nobody_reads_tells_so(tmp_path: Path) -> None:
    """A member that failed for its size does not hide that the rest is missing."""
    data = tar_bytes({"big.txt": b"x" * 900_000, "b.txt": b"two"})[:500_000]
    items = read(data, tmp_path, limits=small_limits())
    assert [f.error for f in failures(items)] == ["DocumentTooLarge", "Truncated"]


def test_members_after_a_damaged_header_are_read(tmp_path: Path) -> None:
    """What the header led to is lost, and that is told."""
    data = bytearray(tar_bytes({"a.txt": b"one", "b.txt": b"two", "c.txt": b"three"}))
    data[1024 + 5] ^= 0xFF
    items = read(bytes(data), tmp_path)
    assert texts(items) == ["one", "three"]
    [failed] = failures(items)
    assert failed.error == "Corrupt"
    assert "damaged behind 'a.txt', at byte 1024: members there may be missing" in failed.message


@pytest.mark.parametrize(
    ("begin", "zeros", "found"),
    [(1024, 512, ["one", "three"]), (1024, 1536, ["one"]), (1024, 4096, ["one"])],
)
def test_zeros_amid_an_archive_are_damage(
    begin: int, zeros: int, found: list[str], tmp_path: Path
) -> None:
    """A block of the disk that was lost looks like the end mark of an archive."""
    members = {"a.txt": b"one", "b.txt": b"two", "c.txt": b"three", "d.txt": b"x" * 4000}
    data = bytearray(tar_bytes(members))
    data[begin : begin + zeros] = bytes(zeros)
    items = read(bytes(data), tmp_path)
    assert texts(items)[: len(found)] == found
    assert ["may be missing" in failed.message for failed in failures(items)] == [True]


def test_joined_archives_without_filling_are_read_whole(tmp_path: Path) -> None:
    """Some programs write the two blocks of the end mark and no more."""
    data = tar_bytes({"a.txt": b"one"})[: 1024 + 1024]
    items = read(data + data, tmp_path)
    assert texts(items) == ["one", "one"]
    assert failures(items) == []


def _with_times(header: bytes, times: bytes) -> bytes:
    """A header of GNU tar with its times of access and change, and the sum that then is right."""
    made = bytearray(header)
    made[345 : 345 + len(times)] = times
    made[148:156] = b" " * 8
    made[148:156] = b"%06o\0 " % sum(made)
    return bytes(made)


def test_an_incremental_archive_of_gnu_has_its_files_alone(tmp_path: Path) -> None:
    """Its times are no part of names, and its lists of folders are no documents."""
    times = b"15302555060\0" * 2
    listed = header("d/", b"D")
    listed.size = len(dumped := b"Ya.txt\0\0")
    folder = listed.tobuf(tarfile.GNU_FORMAT)
    plain = header("d/a.txt", size=3).tobuf(tarfile.GNU_FORMAT)
    ustar = tarfile.TarInfo(f"{'15302555060'}/{'n' * 100}")
    ustar.size = 4
    data = b"".join(
        [
            _with_times(folder, times), dumped.ljust(512, b"\0"),
            _with_times(plain, times), b"one".ljust(512, b"\0"),
            ustar.tobuf(tarfile.USTAR_FORMAT), b"long".ljust(512, b"\0"),
            bytes(10_240),
        ]
    )  # fmt: skip
    items = read(data, tmp_path)
    assert texts(items) == ["one", "long"]
    assert [one.locator.member for one in items] == ["d/a.txt", f"15302555060/{'n' * 100}"]


def test_a_member_of_a_type_that_is_not_known_is_a_file(tmp_path: Path) -> None:
    """So says POSIX."""
    odd = header("odd.txt", b"Z")
    assert texts(read(headers_tar(odd), tmp_path)) == [""]


def test_joined_archives_are_read_whole(tmp_path: Path) -> None:
    """As `cat` joins them; what follows the end mark and is no header is no part of it."""
    data = tar_bytes({"a.txt": b"one"}) + tar_bytes({"b.txt": b"two"}) + b"signature" * 300
    items = read(data, tmp_path)
    assert texts(items) == ["one", "two"]
    assert failures(items) == []


@pytest.mark.parametrize("data", [b"no tar", b"no tar" * 1000, b"x" * 10_240])
def test_what_is_no_tar_fails_once(data: bytes, tmp_path: Path) -> None:
    """Whatever its length."""
    items = read(data, tmp_path)
    assert documents(items) == []
    assert len(failures(items)) == len(items) == 1


@pytest.mark.parametrize("data", [b"", bytes(10_240), headers_tar()])
def test_an_archive_of_nothing_is_empty(data: bytes, tmp_path: Path) -> None:
    """Zeros are what a tar without members consists of."""
    assert filtered(read(data, tmp_path)) == ["empty"]


def test_a_header_of_absurd_size_is_refused(tmp_path: Path) -> None:
    """A long name of 2 MB would be held in memory whole."""
    data = headers_tar(header("x", tarfile.GNUTYPE_LONGNAME, 2_000_000))
    assert [failed.error for failed in failures(read(data, tmp_path))] == ["Corrupt"]


def test_a_member_above_the_limit_fails_alone(tmp_path: Path) -> None:
    """The stream goes on behind it."""
    items = read(tar_bytes({"a.txt": b"a" * 1001, "b.txt": b"b"}), tmp_path, limits=small_limits())
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert texts(items) == ["b"]


def test_a_compressed_archive_that_unpacks_too_far_is_left(tmp_path: Path) -> None:
    """What went too far is the archive's own compression, so that it fails itself."""
    data = gzip.compress(tar_bytes({"a.txt": b"one", "b.jsonl": bytes(9_000_000), "c.txt": b"x"}))
    items = read(data, tmp_path, "a.tgz", limits=small_limits())
    assert texts(items) == ["one"]
    assert [failed.error for failed in failures(items)] == ["DecompressionBomb"]


def test_a_member_without_a_name_is_told_from_the_archive(tmp_path: Path) -> None:
    """Else the two would share a place, and their items an id."""
    items = read(tar_bytes({"": b"one"})[:-9000], tmp_path)
    assert [item.locator.member for item in items] == ["unnamed", ""]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Übersicht/Müller.txt", "latin-1"), ("Протокол.txt", "koi8-r"),
        ("Отчёт за год.txt", "cp1251"), ("報告書/予算.txt", "euc_jp"), ("会议记录.txt", "gbk"),
        ("회의록.txt", "euc_kr"), ("Łódź żółta.txt", "iso8859-2"), ("Übersicht.txt", "utf-8"),
    ],
)  # fmt: skip
def test_a_name_in_an_old_encoding_is_read(name: str, encoding: str, tmp_path: Path) -> None:
    """As systems wrote them before all had UTF-8; a member is found again by it."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT, encoding=encoding) as archive:
        archive.addfile(tarfile.TarInfo("first.txt"))
        header = tarfile.TarInfo(name)
        header.size = 4
        archive.addfile(header, io.BytesIO(b"text"))
    assert [d.locator.member for d in documents(read_all(path))] == ["first.txt", name]
    check_every_start(path)
