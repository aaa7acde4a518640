"""Containers in one another: places, depth, limits, what is left out and what is read around it."""

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.identity import document_id
from pipeline.records import Document, Failed, Locator, Unread
from pipeline.sources import SourceOptions, read_again
from pipeline.sources.place import inside, record_on_way, ways_to
from tests.harness.reopening import check_every_start, read_with_positions
from tests.harness.sources import (
    documents,
    failures,
    filtered,
    make_zip,
    read_all,
    small_limits,
    tar_bytes,
    texts,
    zip_bytes,
    zstd,
)


def members(items: list[Document | Unread]) -> list[str]:
    """Where the items stand in their file."""
    return [item.locator.member for item in items]


def nested_zip(depth: int) -> bytes:
    """A text under that many zips."""
    data, name = b"text", "a.txt"
    for _ in range(depth):
        data, name = zip_bytes({name: data}), "in.zip"
    return data


def test_a_place_is_the_way_through_all_containers(tmp_path: Path) -> None:
    """Its steps are joined by "!"; compressions are none, records are told by their number."""
    path = make_zip(
        tmp_path / "a.zip",
        {
            "x/in.zip": zip_bytes(
                {"a.txt": b"1", "b.tar.gz": gzip.compress(tar_bytes({"c": b"2"}))}
            ),
            "b.zip.bz2": bz2.compress(zip_bytes({"d.jsonl": b'{"text": "3"}\n{"text": "4"}\n'})),
            "last.txt": b"5",
        },
    )
    items = read_all(path)
    assert texts(items) == ["1", "2", "3", "4", "5"]
    assert members(items) == [
        "x/in.zip!a.txt",
        "x/in.zip!b.tar.gz!c",
        "b.zip.bz2!d.jsonl",
        "b.zip.bz2!d.jsonl",
        "last.txt",
    ]
    assert [item.locator.record for item in items] == [0, 0, 0, 1, 0]
    assert all(d.parent is d.family is None for d in documents(items))  # a zip is no document
    check_every_start(path)


def test_a_name_with_the_mark_of_a_way_is_told_from_a_way(tmp_path: Path) -> None:
    """Else two documents would have one id, and one of them would hide the other."""
    path = make_zip(
        tmp_path / "a.zip", {"in.zip!a.txt": b"1", "in.zip": zip_bytes({"a.txt": b"2"})}
    )
    items = read_all(path)
    assert texts(items) == ["1", "2"]
    assert members(items) == ["in.zip%21a.txt", "in.zip!a.txt"]


def test_the_ids_of_what_was_always_read_stay(tmp_path: Path) -> None:
    """They are hashes of source, member and record: a way of one step is the member's name."""
    path = make_zip(
        tmp_path / "a.zip", {"b/z.txt": b"1", "b\\ü#.jsonl": b'{"text": "2"}\n{"text": "3"}'}
    )
    ids = [document.id for document in documents(read_all(path, source_name="archive"))]
    assert ids == [
        document_id(Locator("archive", "b/z.txt")),
        document_id(Locator("archive", "b\\ü#.jsonl", 0)),
        document_id(Locator("archive", "b\\ü#.jsonl", 1)),
    ]
    assert ids == [
        "64b1a3eb9fdaf5fa5bcf126e862a5be8",
        "f8483e98df6216a3dd4b01e57aacd000",
        "64633099461851ae9e1e4cb2571b7035",
    ]


def test_a_record_on_the_way_is_a_step_of_its_own() -> None:
    """Counted from 1, as people do; it is found again."""
    box = Locator("a.zip", "mail/box.mbox")
    part = inside(box, "report.docx", 2)
    assert part.member == "mail/box.mbox!#3!report.docx"
    assert inside(Locator("box.mbox"), "report.docx", 0).member == "#1!report.docx"
    assert record_on_way(box, part.member) == 2
    assert record_on_way(Locator("box.mbox"), "#1!in.zip!a.txt") == 0
    assert record_on_way(box, "mail/box.mbox!in.zip!a.txt") is None
    assert record_on_way(box, "mail/box.mbox!#3") is None
    assert record_on_way(box, "mail/box.mbox!#x!a") is None
    assert ways_to("a.zip!b.zip!c") == ["", "a.zip", "a.zip!b.zip", "a.zip!b.zip!c"]


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_archives_are_opened_to_a_depth(depth: int, tmp_path: Path) -> None:
    """What is in one more is left out, and counted."""
    path = tmp_path / "a.zip"
    path.write_bytes(nested_zip(depth))
    assert texts(read_all(path, limits=small_limits(max_depth=depth))) == ["text"]
    path.write_bytes(nested_zip(depth + 1))
    items = read_all(path, limits=small_limits(max_depth=depth))
    assert filtered(items) == ["nested"]
    assert members(items) == ["!".join(["in.zip"] * depth)]


def test_an_archive_is_told_by_its_content_in_a_nest_too(tmp_path: Path) -> None:
    """Files lose their suffixes, and get wrong ones."""
    path = make_zip(
        tmp_path / "a.zip", {"one": zip_bytes({"a": b"1"}), "two.bin": tar_bytes({"b": b"2"})}
    )
    assert texts(read_all(path)) == ["1", "2"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd])
def test_compressions_in_a_nest(pack: Any, tmp_path: Path) -> None:
    """Each, and twice; the suffix need not say so."""
    path = make_zip(
        tmp_path / "a.zip", {"a.txt": pack(b"1"), "in.zip": zip_bytes({"b": pack(pack(b"2"))})}
    )
    assert texts(read_all(path)) == ["1", "2"]


def test_patterns_apply_to_the_path_in_a_nest(tmp_path: Path) -> None:
    """What was not asked for gives no item; an archive that is excluded is not opened."""
    path = make_zip(
        tmp_path / "a.zip",
        {
            "in/b.zip": zip_bytes(
                {"x.txt": b"1", "y.html": b"2", "c.zip": zip_bytes({"x.txt": b"3"})}
            )
        },
    )
    assert texts(read_all(path, include=("*.txt",))) == ["1", "3"]
    assert texts(read_all(path, include=("in/b.zip/x.txt",))) == ["1"]
    assert texts(read_all(path, exclude=("in/b.zip/c.zip",))) == ["1", "2"]
    assert texts(read_all(tmp_path, exclude=("a.zip/in/b.zip/y.html", "c.zip"))) == ["1"]
    assert read_all(path, exclude=("in/b.zip",)) == []


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    """The header of a link to a file outside."""
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, "../../etc/passwd"
    return header


def test_what_is_wrong_in_a_nest_is_told_at_its_place(tmp_path: Path) -> None:
    """Everything before and after it is read, at every level."""
    links = io.BytesIO()
    with tarfile.open(fileobj=links, mode="w") as archive:
        archive.addfile(link("soft", tarfile.SYMTYPE))
        archive.addfile(link("hard", tarfile.LNKTYPE))
        archive.addfile(tarfile.TarInfo("../out.txt"))
        archive.addfile(tarfile.TarInfo("good.txt"))
    whole = zip_bytes({"a.txt": b"a" * 500, "b.txt": b"b"})
    damaged = bytearray(whole)
    damaged[40] ^= 0xFF
    cut_tar = tar_bytes({"a.txt": b"1", "b.txt": b"b" * 2000})[:2000]
    secret = bytearray(zip_bytes({"s.txt": b"secret", "plain.txt": b"2"}))
    secret[6] |= 1
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    path = make_zip(
        tmp_path / "a.zip",
        {
            "links.tar": links.getvalue(),
            "cut.zip": whole[:-30],
            "damaged.zip": bytes(damaged),
            "cut.tar": cut_tar,
            "secret.zip": bytes(secret),
            "same.zip": zip_bytes({"x": b"3"}),
            "last.txt": b"last",
        },
    )
    items = read_all(path)
    assert texts(items) == ["", "a" * 500, "b", "b", "1", "2", "3", "last"]
    assert filtered(items) == ["symlink", "hardlink"]
    assert {
        item.locator.member: item.outcome.error
        for item in items
        if isinstance(item, Unread) and isinstance(item.outcome, Failed)
    } == {
        "links.tar!../out.txt": "UnsafeName",
        "cut.zip": "Corrupt",
        "damaged.zip!a.txt": "Corrupt",
        "cut.tar!b.txt": "Truncated",
        "secret.zip!s.txt": "Encrypted",
    }  # fmt: skip
    check_every_start(path)


def test_a_bomb_in_a_nest_fails_alone(tmp_path: Path) -> None:
    """Of a zip in a zip the inner one, whose members are each within the limits."""
    lines = {f"{number}.jsonl": b'{"text": "%s"}\n' % (b"x" * 800) * 10 for number in range(9)}
    members = {
        "a.txt": b"1",
        "in.zip": zip_bytes({"x.txt": b"2", "bomb.jsonl": bytes(3_000_000), "y.txt": b"3"}),
        "bomb.zip": zip_bytes({"b.zip": zip_bytes(lines)}),
        "gz.gz": gzip.compress(gzip.compress(bytes(3_000_000))),
        "z.txt": b"4",
    }
    path = tmp_path / "a.tar"
    path.write_bytes(tar_bytes(members))
    limits = small_limits(max_ratio=40)
    items = read_all(path, limits=limits)
    assert [text for text in texts(items) if text[0] != "x"] == ["1", "2", "3", "4"]
    assert {failed.error for failed in failures(items)} == {"DecompressionBomb"}
    told = [item.locator.member for item in items if isinstance(item, Unread)]
    assert told == ["in.zip!bomb.jsonl", "bomb.zip!b.zip", "gz.gz"]
    check_every_start(path, limits=limits)


def test_all_too_many_bombs_end_the_nest(tmp_path: Path) -> None:
    """Each would fail alone, and all together take for ever."""
    bomb = zip_bytes({"bomb.txt": bytes(100_000)})
    inner = zip_bytes({f"{number}.zip": bomb for number in range(100)})
    path = make_zip(tmp_path / "a.zip", {f"{number}.zip": inner for number in range(100)})
    items = read_all(path, limits=small_limits(max_document_bytes=1_000_000, max_ratio=10))
    assert len(items) < 200
    assert {failed.error for failed in failures(items)} == {"DecompressionBomb"}


def test_bombs_that_tell_their_size_cost_little(tmp_path: Path) -> None:
    """However many they are, what stands behind them is read; texts that pack well are, too."""
    bombs = zip_bytes({f"{number}.txt": bytes(2_000_000) for number in range(50)})
    members = {"in.zip": bombs, "good.txt": b"good", "even.txt": b"even\n" * 10_000}
    path = make_zip(tmp_path / "a.zip", members)
    limits = small_limits(max_document_bytes=3_000_000, max_ratio=300, ratio_from_bytes=1_000_000)
    items = read_all(path, limits=limits)
    assert [failed.error for failed in failures(items)] == ["DecompressionBomb"] * 50
    assert [text[:5].strip() for text in texts(items)] == ["good", "even"]


def test_the_members_of_a_nest_are_counted_together(tmp_path: Path) -> None:
    """Files without content take time, too."""
    inner = zip_bytes({f"{number}.txt": b"" for number in range(10)})
    path = make_zip(tmp_path / "a.zip", {"a.zip": inner, "b.zip": inner})
    limits = small_limits(max_members=15)
    items = read_all(path, limits=limits)
    assert len(documents(items)) == 13
    assert [failed.error for failed in failures(items)] == ["DecompressionBomb"]
    assert "DOCMILL_MAX_MEMBERS" in failures(items)[0].message
    check_every_start(path, limits=limits)


def test_an_archive_that_holds_itself_ends_at_the_depth(tmp_path: Path) -> None:
    """As a quine does: here a gzip in a tar of the same, again and again."""
    data = b"end"
    for _ in range(20):
        data = gzip.compress(tar_bytes({"self.tar.gz": data, "a.txt": b"text"}))
    path = tmp_path / "a.tar.gz"
    path.write_bytes(data)
    items = read_all(path)
    assert texts(items) == ["text"] * 5
    assert filtered(items) == ["nested"]


def test_a_large_zip_in_a_stream_lies_in_a_file_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no name, is closed, and memory holds none of it."""
    monkeypatch.setattr("pipeline.sources.spooled.MEMORY_BYTES", 100)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = make_zip(
        tmp_path / "a.zip", {"in.zip": zip_bytes({f"{n}.txt": b"%d" % n for n in range(12)})}
    )
    items = iter(read_all(path))
    next(items)
    assert list((tmp_path / "temporary").iterdir()) == []
    check_every_start(path)


def test_only_what_leads_to_a_document_is_opened_again(tmp_path: Path) -> None:
    """Of the members on the way, not of their neighbours."""
    inner = {
        "a.zip": zip_bytes({"x.txt": b"1", "y.txt": b"2"}),
        "b.zip": zip_bytes({"x.txt": b"3"}),
    }
    path = make_zip(tmp_path / "n.zip", inner)
    items = read_all(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"b.zip") + 8] ^= 0xFF  # which would be told
    path.write_bytes(data)
    again = read_again([str(path)], SourceOptions(), {items[1].locator})
    assert list(again) == items[1:2]


def test_a_reading_begins_at_the_member_on_disk(tmp_path: Path) -> None:
    """Those before are not unpacked; what they counted is."""
    inner = zip_bytes({"a.txt": b"a" * 100, "b.txt": b"b"})
    path = make_zip(tmp_path / "n.zip", {"1.zip": inner, "2.zip": inner})
    positions = read_with_positions(path)[1]
    assert [position.member for position in positions][-1] == "2.zip!b.txt"
    assert positions[0].unpacked == positions[1].unpacked == 0
    assert positions[2].unpacked == positions[3].unpacked == 101 + len(inner)
    assert [position.members for position in positions] == [1, 1, 4, 4]
