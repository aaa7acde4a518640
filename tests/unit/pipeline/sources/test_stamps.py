"""Stamps: what of a source tells that it is another one now."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pipeline.sources import SourceOptions, Stamp, changed, stamp
from pipeline.sources.stamps import HEAD_BYTES


def stamps(*paths: Path | str, **options: object) -> tuple[Stamp, ...]:
    """The stamps of the sources, as they come back from where they were kept."""
    taken = stamp([str(path) for path in paths], SourceOptions(**options))  # type: ignore[arg-type]
    return msgspec.json.decode(msgspec.json.encode(taken), type=tuple[Stamp, ...])


def rewritten(path: Path, data: bytes) -> None:
    """The file with other content and its old times."""
    times = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_sources_that_stay_as_they_are_have_not_changed(tmp_path: Path) -> None:
    """Files, folders, standard input; reading changes nothing."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("abc")
    (tmp_path / "b.txt").write_text("b")
    named = (tmp_path / "in", tmp_path / "b.txt", "-", tmp_path / "none")
    before = stamps(*named)
    (tmp_path / "in/a.txt").read_text()
    assert before == stamps(*named)
    assert changed(before, stamps(*named)) == []
    assert [(one.kind, one.size, one.files) for one in before] == [
        ("directory", 3, 1),
        ("file", 1, 1),
        ("stream", 0, 0),
        ("missing", 0, 0),
    ]


def make_directory(path: Path) -> None:
    """In the place of the file."""
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: path.write_bytes(b"x" * 2001), "has grown from 1,204 to 2,001 bytes"),
        (lambda path: path.write_bytes(b"x"), "has shrunk from 1,204 to 1 bytes"),
        (lambda path: rewritten(path, b"y" * 1204), "begins with other bytes than before"),
        (
            lambda path: os.utime(path, (0, 1_700_000_000)),
            "was modified on 2023-11-14 at 22:13:20 UTC",
        ),
        (lambda path: path.unlink(), "is gone, or cannot be opened"),
        (make_directory, "is a directory now and was a file before"),
    ],
)
def test_a_file_that_changed_is_named_with_what_changed(
    change: Callable[[Path], object], told: str, tmp_path: Path
) -> None:
    """One sentence, with the plainest sign; the source beside it is not named."""
    (tmp_path / "a.txt").write_text("a")
    path = tmp_path / "leak.zip"
    path.write_bytes(b"x" * 1204)
    before = stamps(tmp_path / "a.txt", path)
    change(path)
    assert changed(before, stamps(tmp_path / "a.txt", path)) == [f"{path.resolve()} {told}"]


def test_a_source_that_appears_or_cannot_be_opened_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no file and no folder is not opened: a pipe would keep everybody waiting."""
    path = tmp_path / "a.txt"
    before = stamps(path)
    path.write_text("a")
    after = stamps(path)
    assert changed(before, after) == [f"{path.resolve()} is a file now and was missing before"]
    path.unlink()
    os.mkfifo(path)
    assert stamps(path) == before

    def refuse(path: str) -> list[str]:
        raise PermissionError(13, "Permission denied", path)

    folder = stamps(tmp_path)
    monkeypatch.setattr(os.path, "isdir", refuse)
    assert changed(folder, stamps(tmp_path)) == [
        f"{tmp_path.resolve()} is gone, or cannot be opened"
    ]


def test_only_the_beginning_of_a_file_is_read(tmp_path: Path) -> None:
    """A file of any size is stamped at once; its time tells of changes behind."""
    path = tmp_path / "a.zip"
    path.write_bytes(b"x" * (HEAD_BYTES + 1))
    before = stamps(path)
    rewritten(path, b"x" * HEAD_BYTES + b"y")
    assert stamps(path) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: (path / "b.txt").write_text(""), "holds 2 files; it held 1"),
        (lambda path: (path / "a.txt").write_text("abcd"), "has grown from 3 to 4 bytes"),
        (lambda path: os.utime(path / "a.txt", (0, 0)), "holds files that were modified or rena"),
        (lambda path: (path / "a.txt").rename(path / "b.txt"), "holds files that were modified"),
    ],
)
def test_a_folder_that_changed_is_named_with_what_changed(
    change: Callable[[Path], object], told: str, tmp_path: Path
) -> None:
    """By the names, sizes and times of its files."""
    (tmp_path / "a.txt").write_text("abc")
    before = stamps(tmp_path)
    change(tmp_path)
    [sentence] = changed(before, stamps(tmp_path))
    assert f"{tmp_path.resolve()} {told}" in sentence


def test_what_is_left_out_does_not_change_a_folder(tmp_path: Path) -> None:
    """Files that nobody asked for may come and go."""
    (tmp_path / "a.txt").write_text("abc")
    before = stamps(tmp_path, exclude=("*.log",))
    (tmp_path / "b.log").write_text("x")
    assert stamps(tmp_path, exclude=("*.log",)) == before


def test_a_name_that_leads_elsewhere_has_changed(tmp_path: Path) -> None:
    """A link is stamped as what it leads to; under a source name too."""
    for name in ("a", "b"):
        (tmp_path / name).write_text("same")
        os.utime(tmp_path / name, (0, 0))
    link = tmp_path / "link"
    link.symlink_to("a")
    before, named = stamps(link), stamps(link, source_name="s")
    link.unlink()
    link.symlink_to("b")
    a, b = (tmp_path / "a").resolve(), (tmp_path / "b").resolve()
    assert changed(named, stamps(link, source_name="s")) == [f"{b} stands where {a} was"]
    assert changed(before, stamps(link)) == [
        f"{a} is not among the sources any more",
        f"{b} is new among the sources",
    ]
