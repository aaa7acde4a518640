"""7z and RAR, whose readers are extras; rows of Parquet."""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import py7zr
import pyarrow
import pyarrow.parquet
import pytest
import rars

from pipeline.records import Document, Unread
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, filtered, read_all, small_limits, texts

MEMBERS = {"a.txt": b"one", "b/c.txt": b"two" * 200, "empty.txt": b"", "d.jsonl": b'{"text": "x"}'}


def seven_zip(members: dict[str, bytes], **options: object) -> bytes:
    """A 7z of the members, in one block."""
    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w", **options) as archive:  # type: ignore[arg-type]
        for name, data in members.items():
            archive.writestr(data, name)
    return packed.getvalue()


def rar(members: dict[str, bytes]) -> bytes:
    """A RAR of the members."""
    archive = rars.RarBuilder()
    for name, data in members.items():
        archive.add_bytes(data, name)
    return bytes(archive.to_bytes())


def read(data: bytes, tmp_path: Path, name: str, **options: object) -> list[Document | Unread]:
    """The items of a file of these bytes, from any start of which they are the same."""
    path = tmp_path / name
    path.write_bytes(data)
    check_every_start(path, **options)
    return read_all(path, **options)


@pytest.mark.parametrize(("name", "pack"), [("a.7z", seven_zip), ("a.rar", rar)])
def test_members_are_read_and_numbered_as_everywhere(
    name: str, pack: object, tmp_path: Path
) -> None:
    """Whatever the order in which they are unpacked; the archive is told by its content, too."""
    for called in (name, "a.bin"):
        items = read(pack(MEMBERS), tmp_path, called)  # type: ignore[operator]
        assert {item.locator.member: item.raw for item in documents(items)} == {
            "a.txt": b"one", "b/c.txt": b"two" * 200, "empty.txt": b"", "d.jsonl": "x",
        }  # fmt: skip


@pytest.mark.parametrize(("name", "pack"), [("a.7z", seven_zip), ("a.rar", rar)])
def test_an_archive_of_nothing_is_empty(name: str, pack: object, tmp_path: Path) -> None:
    """As every other one."""
    assert filtered(read(pack({}), tmp_path, name)) == ["empty"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "extra"), [("a.7z", "py7zr"), ("a.rar", "rars"), ("a.parquet", "pyarrow")]
)
def test_without_its_extra_a_format_is_left_out(
    name: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And counted; nothing fails."""
    (tmp_path / name).write_bytes(b"some bytes")
    for module in [one for one in sys.modules if one.partition(".")[0] == extra]:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, extra, None)
    assert filtered(read_all(tmp_path / name)) == ["needs-extra"]


def test_a_7z_with_a_password_is_told(tmp_path: Path) -> None:
    """Nobody is asked for it."""
    for hidden in (False, True):
        packed = io.BytesIO()
        with py7zr.SevenZipFile(
            packed, "w", password="secret", header_encryption=hidden
        ) as archive:
            archive.writestr(b"text", "a.txt")
        [failed] = failures(read(packed.getvalue(), tmp_path, "a.7z"))
        assert failed.error == "Encrypted"


def test_a_7z_that_unpacks_too_far_is_left(tmp_path: Path) -> None:
    """By the limits of the nest that it stands in."""
    packed = seven_zip({"a.txt": b"one", "bomb.txt": bytes(500_000), "z.txt": b"two"})
    items = read(packed, tmp_path, "a.7z", limits=small_limits())
    assert {failed.error for failed in failures(items)} == {"DecompressionBomb"}


def test_in_a_damaged_7z_every_member_is_told(tmp_path: Path) -> None:
    """Those before the damage are read, those behind it fail."""
    members = {f"{number}.txt": bytes([65 + number]) * 50 for number in range(5)}
    packed = bytearray(seven_zip(members, filters=[{"id": py7zr.FILTER_COPY}]))
    packed[packed.index(b"C" * 50) + 7] ^= 0xFF
    items = read(bytes(packed), tmp_path, "a.7z")
    assert texts(items) == ["A" * 50, "B" * 50]
    assert [failed.error for failed in failures(items)] == ["Corrupt"] * 3
    assert [item.locator.member for item in items] == list(members)


def test_names_that_point_outside_are_told(tmp_path: Path) -> None:
    """The others are read, and nothing is written anywhere."""
    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w") as archive:
        archive.writestr(b"evil", "xx/out.txt")
        archive.writestr(b"good", "good.txt")
        archive.header.files_info.files[0]["filename"] = "../out.txt"
    items = read(packed.getvalue(), tmp_path, "a.7z")
    assert texts(items) == ["good"]
    assert [failed.error for failed in failures(items)] == ["UnsafeName"]


def test_rows_of_parquet_are_records(tmp_path: Path) -> None:
    """Their columns are named as fields of JSON are; times are told in ISO 8601."""
    table = pyarrow.table(
        {
            "text": ["one", None, "two"],
            "title": ["a", None, "d"],
            "published": [datetime(2024, 1, 2, tzinfo=UTC)] * 3,
            "tags": [["x", "y"]] * 3,
        }
    )
    packed = io.BytesIO()
    pyarrow.parquet.write_table(table, packed, row_group_size=2)
    items = read(packed.getvalue(), tmp_path, "a.parquet")
    first = documents(items)[0]
    assert [item.locator.record for item in items] == [0, 1, 2]
    assert str(first.metadata.published).startswith("2024-01-02")
    assert first.metadata.other["tags"] == ("x", "y")
    assert texts(items) == ["one", "", "two"]


@pytest.mark.parametrize(
    ("column", "named", "found"),
    [
        ({"text": "One.", "n": 1}, {}, "One."),
        ({"t": "One.", "n": 1}, {"text": "doc.t"}, "One."),
        ([{"role": "a", "content": "One."}, {"role": "b", "content": "Two."}], {}, "One.\n\nTwo."),
    ],
    ids=["object", "named", "talk"],
)
def test_a_text_may_stand_in_a_column_of_objects(
    column: object, named: dict[str, str], found: str, tmp_path: Path
) -> None:
    """As in objects of JSON, named by the user or not."""
    packed = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"doc": [column], "n": [1]}), packed)
    path = tmp_path / "a.parquet"
    path.write_bytes(packed.getvalue())
    assert texts(read_all(path, fields=named)) == [found]


def test_a_table_without_a_text_fails_once(tmp_path: Path) -> None:
    """With the names of its columns."""
    packed = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"n": [1, 2]}), packed)
    [failed] = failures(read(packed.getvalue(), tmp_path, "a.parquet"))
    assert failed.error == "NoText"
    assert "'n'" in failed.message
