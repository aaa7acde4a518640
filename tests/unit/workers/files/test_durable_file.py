"""Files that a power cut leaves complete or absent."""

import os
from pathlib import Path

import pytest

from workers.files.durable_file import write_durably


def test_the_content_is_on_the_disk_before_it_has_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a file of that name has the old or the new content, never a part of one."""
    path = tmp_path / "0000001"
    write_durably(path, b"old")
    seen: list[tuple[str, bytes, bytes]] = []
    fsync, replace = os.fsync, os.replace

    def noting(name: str) -> None:
        seen.append((name, path.with_suffix(".part").read_bytes(), path.read_bytes()))

    def sync(file: int) -> None:
        noting("sync")
        fsync(file)

    def rename(old: Path, new: Path) -> None:
        noting("rename")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", rename)
    write_durably(path, b"new")
    assert seen == [("sync", b"new", b"old"), ("rename", b"new", b"old")]
    assert path.read_bytes() == b"new"


def test_a_disk_that_takes_no_more_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that is written again, with a document in quarantine, is not lost by that."""

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "0000001"
    write_durably(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
