"""Compressed files of one document or of records."""

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.sources import (
    documents,
    failures,
    filtered,
    read_all,
    small_limits,
    texts,
    zstd,
)

Pack = Callable[[bytes], bytes]
PACKINGS: list[tuple[str, Pack]] = [
    (".gz", gzip.compress), (".xz", lzma.compress), (".zst", zstd),
]  # fmt: skip
LINES = b"".join(b'{"text": "%d"}\n' % (number**5) for number in range(2_500))


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
    assert len(documents(read_all(path))) == 5_000


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
    assert len(items) > 2_500


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_a_document_that_is_cut_off_fails(suffix: str, pack: Pack, tmp_path: Path) -> None:
    """Half an article is not passed off as one, not even when its last byte alone is missing."""
    for missing in (1, 10):
        path = tmp_path / f"a.txt{suffix}"
        path.write_bytes(pack(LINES)[:-missing])
        items = read_all(path)
        assert [failed.error for failed in failures(items)] == ["Truncated"]
        assert len(items) == 1


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize("data", [b"not packed at all", bytes(3000)])
def test_what_is_not_packed_as_its_name_says_fails(
    suffix: str, data: bytes, tmp_path: Path
) -> None:
    """Text, and a file of zeros."""
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(data)
    [failed] = failures(read_all(path))
    assert failed.error == "Corrupt"
    assert f"a.txt{suffix}" in failed.message


def test_a_damaged_gzip_fails(tmp_path: Path) -> None:
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


def test_what_is_packed_twice_is_nested(tmp_path: Path) -> None:
    """Until the formats issue."""
    path = tmp_path / "a.txt.gz.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"x")))
    assert filtered(read_all(path)) == ["nested"]
