"""Positions: where a reading stopped, and how little is read to come back there."""

import csv
import gzip
import io
import json
import mailbox
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.records import Document
from pipeline.sources import (
    END,
    Cursor,
    Position,
    SourceOptions,
    read_again,
    read_sources,
    zip_member,
)
from tests.harness.reopening import check_every_start, read_with_positions
from tests.harness.sources import make_zip, small_limits, tar_bytes

LINES = [b'{"text": "%d"}' % number for number in range(5)]


def rest(path: Path, start: Position | None, **options: object) -> list[str]:
    """The raw texts from a position on."""
    items = read_sources([str(path)], SourceOptions(**options), start=start)  # type: ignore[arg-type]
    return [str(item.raw) for item in items if isinstance(item, Document)]


@settings(max_examples=30)
@given(
    lines=st.lists(
        st.sampled_from([b"", b"  ", b"{", b"\xef\xbb\xbf" + LINES[0], b"x" * 1500, *LINES])
    ),
    newline=st.sampled_from([b"\n", b"\r\n"]),
)
def test_json_lines_go_on_at_any_record(
    lines: list[bytes], newline: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With blank, bad and overlong lines between, and with none but these."""
    path = tmp_path_factory.getbasetemp() / "position.jsonl"
    path.write_bytes(newline.join(lines))
    check_every_start(path, limits=small_limits())


ROWS = st.lists(
    st.one_of(
        st.tuples(st.text('ab\n\r",é', max_size=6), st.just("1")),
        st.just(()),
        st.just(("only one",)),
        st.just(("x" * 1500, "2")),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
def test_csv_goes_on_at_any_row(
    rows: list[tuple[str, ...]], encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In any encoding, with blank, bad and overlong rows, and newlines in quotes."""
    table = io.StringIO()
    csv.writer(table).writerows([("text", "n"), *rows])
    path = tmp_path_factory.getbasetemp() / "position.csv"
    path.write_bytes(table.getvalue().encode(encoding))
    check_every_start(path, limits=small_limits())


@pytest.mark.parametrize("bad", [b'"open', b'a"b"c,1', b'"\xff\xfe', b"\xff\xfe,1", b'"a"x\n\nb,1'])
def test_csv_goes_on_behind_a_bad_row(bad: bytes, tmp_path: Path) -> None:
    """Whatever state it leaves its reader in."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,n\nfirst,1\n" + bad + b"\n\xff\xfelater\xe9,2\nlast,3\n")
    check_every_start(path)


def test_a_jsonl_file_is_entered_at_its_byte(tmp_path: Path) -> None:
    """What stands before is not read: here it has become something else of the same length."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(LINES))
    positions = read_with_positions(path)[1]
    assert [position.offset for position in positions] == [0, 14, 28, 42, 56]
    path.write_bytes(b"\n" * 28 + b"\n".join(LINES[2:]))
    assert rest(path, positions[2]) == ["2", "3", "4"]


def test_a_csv_file_is_entered_at_its_byte_behind_the_header(tmp_path: Path) -> None:
    """Unless an earlier row has shown an encoding that the later ones need."""
    path = tmp_path / "a.csv"
    path.write_bytes(b'text\n"a\r\nb"\nc\nd\xe9\ne\n')
    positions = read_with_positions(path)[1]
    assert [position.offset for position in positions] == [5, 12, 14, 17]
    path.write_bytes(b"text\n\n\n\n\n\n\n\nc\nd\xe9\ne\n")
    assert rest(path, positions[1]) == ["c", "dé", "e"]
    lines = (b"x" * 1_999 + b"\n") * 100
    path.write_bytes(b"text\n" + lines + b"d\xe9\ne\n")  # far from the beginning
    assert [position.offset for position in read_with_positions(path)[1]][-2:] == [200_005, None]


def test_the_files_before_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are only gone through by name."""
    for name in ("a.txt", "b.zip", "c/d.txt", "e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    positions = read_with_positions(tmp_path)[1]
    opened = []
    plain_open = io.FileIO

    def recorded(path: str) -> io.FileIO:
        opened.append(path)
        return plain_open(path)

    monkeypatch.setattr(io, "FileIO", recorded)
    steps: list[int] = []
    list(read_sources([str(tmp_path)], SourceOptions(), steps.append, start=positions[2]))
    assert opened == [str(tmp_path / "c/d.txt"), str(tmp_path / "e.txt")]
    # Progress goes on behind the bytes that were left out.
    assert steps[-1] == len("a.txtb.zipc/d.txte.txt")
    assert len("a.txtb.zip") in steps


def test_the_members_of_a_zip_before_are_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive's directory leads to the member; names that repeat keep their numbers."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "first")
        archive.writestr("folder/", "")
        for text in ("second", "third"):
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("a.txt", text)
        archive.writestr("b.jsonl", b"\n".join(LINES))
    check_every_start(path)
    opened = []
    plain_open = zip_member.open_member

    def recorded(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> object:
        opened.append(info.filename)
        return plain_open(archive, info)

    monkeypatch.setattr("pipeline.sources.archive_zip.open_member", recorded)
    position = read_with_positions(path)[1][2]
    assert position.member == "a.txt#3"
    opened.clear()
    rest(path, position)
    assert opened == ["a.txt", "b.jsonl"]


def test_what_was_unpacked_from_a_zip_still_counts_against_its_limit(tmp_path: Path) -> None:
    """An archive that unpacks too far is left at the same member."""
    path = make_zip(tmp_path / "a.zip", {f"{number}.txt": b"x" * 900 for number in range(9)})
    check_every_start(path, limits=small_limits(max_archive_bytes=5000))
    positions = read_with_positions(path, limits=small_limits(max_archive_bytes=5000))[1]
    assert [position.unpacked for position in positions[:3]] == [0, 900, 1800]
    assert len(positions) < 9


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_a_tar_goes_on_at_any_member(
    pack: Callable[[bytes], bytes], name: str, tmp_path: Path
) -> None:
    """With damaged headers, links and a missing end too, and when it is none at all."""
    one = tar_bytes({"a.txt": b"one", "b.jsonl": b"\n".join(LINES), ".hidden": b""})
    two = tar_bytes({"a.txt": b"again", "../c.txt": b"", "d.txt": b"x" * 2000})
    damaged = bytearray(one)
    damaged[1024 + 3] ^= 0xFF
    path = tmp_path / name
    path.write_bytes(pack(one[:3072] + bytes(damaged) + two[:-9000]))
    check_every_start(path, limits=small_limits())


def test_a_reading_goes_on_amid_the_records_of_an_attached_table(tmp_path: Path) -> None:
    """Where the message begins in the mailbox says nothing about the file that is attached."""
    box = mailbox.mbox(str(tmp_path / "a.mbox"))
    for number in range(2):
        letter = EmailMessage()
        letter["From"], letter["Subject"] = "ann@example.org", f"Letter {number}"
        letter.set_content("Two tables.")
        for suffix, table in (("jsonl", b"\n".join(LINES)), ("csv", b"text\none\ntwo\n")):
            letter.add_attachment(table, "application", "any", filename=f"a.{suffix}")
        box.add(letter)
    box.close()
    check_every_start(tmp_path / "a.mbox")


def test_sources_of_all_kinds_are_one_reading(tmp_path: Path) -> None:
    """Across arguments, folders and archives, with what is left out among them."""
    (tmp_path / "in").mkdir()
    make_zip(tmp_path / "in/b.zip", {})
    (tmp_path / "in/.hidden").write_text("x")
    (tmp_path / "in/a.jsonl.gz").write_bytes(gzip.compress(b"\n".join(LINES)))
    make_zip(tmp_path / "in/c.zip", {"x.csv": b"text\na\nb\n", ".y": b"", "z.jsonl": LINES[0]})
    (tmp_path / "d.txt").write_text("d")
    check_every_start(tmp_path / "d.txt", tmp_path / "in", source_name="")
    check_every_start(tmp_path / "in", tmp_path / "d.txt", exclude=("*.csv",))


def test_at_the_end_nothing_is_left(tmp_path: Path) -> None:
    """The last position that a cursor tells stands for that; all is counted as gone through."""
    (tmp_path / "a.txt").write_text("abc")
    steps: list[int] = []
    assert not list(read_sources([str(tmp_path)], SourceOptions(), steps.append, start=END))
    assert steps == [3]


def test_a_cursor_tells_the_start_before_the_first_item(tmp_path: Path) -> None:
    """A reading that is left at once has come no further."""
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(LINES))
    start = read_with_positions(tmp_path)[1][3]
    cursor = Cursor()
    items = read_sources([str(tmp_path)], SourceOptions(), cursor=cursor, start=start)
    next(items)
    assert cursor.position == start
    next(items)
    assert cursor.position.record == 4


@pytest.mark.parametrize("now", [None, b"", json.dumps({"text": "x"}).encode()])
def test_a_position_that_is_no_more_stops_the_reading(now: bytes | None, tmp_path: Path) -> None:
    """Rather than to pass over documents in silence."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(LINES))
    (tmp_path / "b.txt").write_text("b")
    start = read_with_positions(tmp_path)[1][3]
    if now is None:
        path.unlink()
    else:
        path.write_bytes(now)
    with pytest.raises(ConfigurationError, match=r"nothing to read at .*a\.jsonl#4 any more"):
        list(read_sources([str(tmp_path)], SourceOptions(), start=start))


def test_what_is_not_wanted_again_is_not_opened(tmp_path: Path) -> None:
    """Of a folder only the files, and of a zip only the members, that are asked for are read."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    archive = make_zip(folder / "c.zip", {"one.txt": b"one", "two.txt": b"two"})
    items = list(read_sources([str(folder)], SourceOptions()))
    wanted = [item.locator for item in items if item.locator.member == "two.txt"]
    (folder / "a.txt").write_text("changed meanwhile", encoding="utf-8")
    content = archive.read_bytes().replace(b"one", b"\0\0\0", 1)
    archive.write_bytes(content)
    again = list(read_again([str(folder)], SourceOptions(), wanted))
    assert again == [item for item in items if item.locator in wanted]
