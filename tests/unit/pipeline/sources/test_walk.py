"""Directories, and the arguments of a run."""

import errno
import io
import os
import socket
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigurationError
from pipeline.records import Locator
from pipeline.sources import SourceOptions, check_source, measure, read_sources
from pipeline.sources.location import file_uri
from tests.harness.sources import failures, filtered, make_zip, read_all, tar_bytes, texts

BEYOND_PATH_LIMIT = 20


def write(root: Path, *names: str) -> None:
    """Files that hold their own names."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_directory_is_gone_through_in_the_order_of_names(tmp_path: Path) -> None:
    """Folders stand among the files by their names; every file has its own URI as source."""
    write(tmp_path, "b/2.txt", "b/1.txt", "c.txt", "a.txt", "B.txt")
    items = read_all(tmp_path)
    expected = ["B.txt", "a.txt", "b/1.txt", "b/2.txt", "c.txt"]
    assert texts(items) == expected
    assert [i.locator.source for i in items] == [f"{file_uri(str(tmp_path))}/{n}" for n in expected]


def test_hidden_entries_links_and_special_files_are_counted(tmp_path: Path) -> None:
    """A hidden folder counts once; a link is not followed, and a pipe is not opened."""
    write(tmp_path, ".git/a", ".git/b", ".env", "a.txt")
    (tmp_path / "link.txt").symlink_to("a.txt")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    items = read_all(tmp_path)
    assert texts(items) == ["a.txt"]
    assert sorted(filtered(items)) == ["hidden"] * 2 + ["special"] + ["symlink"] * 3
    assert {i.locator for i in items} >= {Locator(f"{file_uri(str(tmp_path))}/.git")}


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    """A run of nothing has a reason; folders below it are not counted."""
    assert filtered(read_all(tmp_path)) == ["empty"]
    (tmp_path / "below").mkdir()
    assert read_all(tmp_path) == []


def test_the_readers_own_folder_is_left_out_below_an_argument(tmp_path: Path) -> None:
    """Else a run would read what it writes, and find its sources changed when it is resumed."""
    own = tmp_path / "data"
    own.mkdir()
    (own / "run.log").write_text("a", encoding="utf-8")
    (tmp_path / "b.txt").write_text("b", encoding="utf-8")
    items = read_all(tmp_path, own=str(own))
    assert texts(items) == ["b"]
    assert filtered(items) == ["system"]
    assert texts(read_all(own, own=str(own))) == ["a"]


def test_what_is_named_is_read_though_hidden_or_a_link(tmp_path: Path) -> None:
    """The rules are for what is found, not for what is asked for."""
    write(tmp_path, ".env", ".d/a.txt")
    (tmp_path / "link").symlink_to(".d")
    assert texts(read_all(tmp_path / ".env")) == [".env"]
    assert texts(read_all(tmp_path / ".d")) == [".d/a.txt"]
    assert texts(read_all(tmp_path / "link")) == [".d/a.txt"]


def test_names_may_hold_anything(tmp_path: Path) -> None:
    """Newlines, spaces and "#" are percent-encoded, so that a locator is one line of ASCII."""
    write(tmp_path, "new\nline #1 é.txt")
    [item] = read_all(tmp_path)
    assert item.locator.source.endswith("/new%0Aline%20%231%20%C3%A9.txt")


def test_names_that_are_no_utf_8_are_read(tmp_path: Path) -> None:
    """Where the file system takes them: macOS does not."""
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        write(tmp_path, "a.txt")
        (tmp_path / name).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    items = read_all(tmp_path)
    assert [item.locator.source.rpartition("/")[2] for item in items] == ["a.txt", "caf%E9.txt"]
    assert read_all(tmp_path / name, source_name="n" + name)[0].locator.source == "ncaf\\xe9.txt"


def test_an_entry_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    """Here a path too long for the system; the files beside it are read."""
    write(tmp_path, "a.txt", "z.txt")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(BEYOND_PATH_LIMIT):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    items = read_all(tmp_path)
    assert texts(items) == ["a.txt", "z.txt"]
    [failed] = failures(items)
    assert (failed.stage, failed.error) == ("source", "OSError")
    assert "name too long" in failed.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_fails_alone(tmp_path: Path) -> None:
    """The message says why, and where."""
    write(tmp_path, "a.txt", "b.txt")
    (tmp_path / "a.txt").chmod(0)
    items = read_all(tmp_path)
    assert texts(items) == ["b.txt"]
    [failed] = failures(items)
    assert failed.error == "PermissionError"
    assert "a.txt" in failed.message


def test_a_file_that_vanishes_while_reading_fails_alone(tmp_path: Path) -> None:
    """Between the listing of its folder and its turn."""
    write(tmp_path, "a.txt", "b.txt", "c.txt")
    items = read_sources([str(tmp_path)], SourceOptions())
    found = [next(items)]
    (tmp_path / "b.txt").unlink()
    found += items
    assert texts(found) == ["a.txt", "c.txt"]
    assert [failed.error for failed in failures(found)] == ["FileNotFoundError"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_file_that_becomes_shorter_while_it_is_read_says_so(name: str, tmp_path: Path) -> None:
    """What was read of it counts, and the files behind it are read."""
    path = tmp_path / name
    path.write_text("text\n" if name == "a.csv" else "")
    line = "x" * 1000 if name == "a.csv" else '{"text": "' + "x" * 1000 + '"}'
    with path.open("a") as file:
        file.writelines(f"{line}\n" for _ in range(1000))
    write(tmp_path, "b.txt")
    items = read_sources([str(tmp_path)], SourceOptions())
    found = [next(items)]
    os.truncate(path, 500_000)
    found += items
    assert texts(found)[-1] == "b.txt"
    failed = failures(found)[-1]
    assert failed.error == "Truncated"
    assert "became shorter while it was read, 500000 bytes" in failed.message
    assert len({item.locator for item in found}) == len(found)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.tar"])
def test_a_disk_that_cannot_be_read_in_the_middle_fails_that_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records before are there, and the files behind."""

    class Bad(io.FileIO):
        def readinto(self, buffer: Any) -> int:
            if self.tell() >= 300_000:
                raise OSError(errno.EIO, "Input/output error")
            return super().readinto(memoryview(buffer)[:65536])

    path = tmp_path / name
    line = ('{"text": "%s"}\n' if name == "a.jsonl" else "text,id\n%s,2\n") % ("one" * 100)
    path.write_bytes(
        tar_bytes({f"{number}.txt": b"one" for number in range(600)})
        if name == "a.tar"
        else line.encode() * 2_000
    )
    write(tmp_path, "b.txt")
    monkeypatch.setattr(io, "FileIO", lambda at: Bad(at) if at.endswith(name) else FileIO(at))
    items = read_all(tmp_path)
    assert texts(items)[-1] == "b.txt"
    assert len(texts(items)) > (1 if name == "a.txt" else 250) - (name == "a.txt")
    [failed] = failures(items)
    assert (failed.error, "Input/output error" in failed.message) == ("OSError", True)


def test_pipes_sockets_and_devices_are_left_out(tmp_path: Path) -> None:
    """Nothing is opened that would wait for somebody to write."""
    write(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(tmp_path / "socket.jsonl"))
    items = read_all(tmp_path)
    assert (texts(items), filtered(items)) == (["a.txt"], ["special", "special"])
    with pytest.raises(ConfigurationError, match="read by the name -"):
        check_source(str(tmp_path / "fifo.txt"))


def test_a_source_name_takes_the_place_of_the_argument(tmp_path: Path) -> None:
    """So that a moved archive keeps its ids."""
    write(tmp_path, "one/a b.txt", "one/c/d.txt")
    before = read_all(tmp_path / "one", source_name="store")
    (tmp_path / "one").rename(tmp_path / "two")
    after = read_all(tmp_path / "two", source_name="store")
    assert before == after
    assert [i.locator.source for i in after] == ["store/a%20b.txt", "store/c/d.txt"]
    assert read_all(tmp_path / "two", source_name="store/") == after


def test_an_argument_inside_another_is_read_once(tmp_path: Path) -> None:
    """As the argument that it is, so that no two documents share an id."""
    write(tmp_path, "a/b.txt", "a/c.txt", "d.txt")
    assert texts(read_all(tmp_path, tmp_path / "a", tmp_path)) == ["d.txt", "a/b.txt", "a/c.txt"]


def test_patterns_choose_among_what_is_found(tmp_path: Path) -> None:
    """What they leave out gives no item, and is not measured."""
    write(tmp_path, "a/b.txt", "a/c.md", ".hidden", "d.txt")
    assert texts(read_all(tmp_path, include=("*.txt",))) == ["a/b.txt", "d.txt"]
    assert texts(read_all(tmp_path, exclude=("a", ".*"))) == ["d.txt"]
    assert filtered(read_all(tmp_path, exclude=("a", ".*"))) == []
    assert measure([str(tmp_path)], SourceOptions(include=("d.*",))) == len("d.txt")


def test_clearly_binary_files_are_left_out_by_reason(tmp_path: Path) -> None:
    """Even those above the limit; empty files and zeros go on to cleaning, which decides."""
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
    (tmp_path / "b.txt").touch()
    (tmp_path / "c").write_bytes(bytes(5000))
    items = read_all(tmp_path)
    assert filtered(items) == ["not-text"]
    assert texts(items) == ["", "\0" * 5000]


def test_a_file_above_the_limit_fails_without_being_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte takes no time."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(10**12)
    write(tmp_path, "b.txt")
    items = read_all(tmp_path)
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert texts(items) == ["b.txt"]


def test_a_source_that_is_there_passes_the_check(tmp_path: Path) -> None:
    """A file of any content and a directory."""
    (tmp_path / "a.bin").write_bytes(bytes(100))
    check_source(str(tmp_path))
    check_source(str(tmp_path / "a.bin"))


def test_a_source_that_cannot_be_opened_is_told_before_anything_starts(tmp_path: Path) -> None:
    """Missing, neither file nor directory, or no name at all."""
    os.mkfifo(tmp_path / "pipe")
    for argument, message in {
        str(tmp_path / "missing\udce9"): r"missing\\\\xe9' does not exist",
        str(tmp_path / "pipe"): "neither a file nor a directory",
        "nul\0": "does not exist|cannot be opened",
        "": "does not exist",
    }.items():
        with pytest.raises(ConfigurationError, match=message):
            check_source(argument)


def test_the_check_reports_what_the_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is the system's own."""

    def refuse(path: str) -> list[str]:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(ConfigurationError, match="cannot be opened: Permission denied"):
        check_source(str(tmp_path))
    [failed] = failures(read_all(tmp_path))
    assert failed.error == "PermissionError"


def test_a_file_that_does_not_open_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the system's reason; progress still comes to its end."""

    def refuse(path: str) -> io.FileIO:
        raise OSError(5, "Input/output error", path)

    write(tmp_path, "a.txt")
    monkeypatch.setattr(io, "FileIO", refuse)
    steps: list[int] = []
    items = list(read_sources([str(tmp_path)], SourceOptions(), steps.append))
    [failed] = failures(items)
    assert failed.message.startswith("Input/output error: the disk, or the share, could not be")
    assert failed.message.endswith(f"[{file_uri(str(tmp_path))}/a.txt]")
    assert steps[-1] == 5


def test_an_archive_in_a_directory_is_opened(tmp_path: Path) -> None:
    """It is no nested one."""
    make_zip(tmp_path / "a.zip", {"x.txt": b"1"})
    write(tmp_path, "b.txt")
    assert texts(read_all(tmp_path)) == ["1", "b.txt"]
