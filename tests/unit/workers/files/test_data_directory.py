"""Data directories that cannot be used, and what others may see of one that can."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, StopRun
from tests.unit.conftest import CommandLine
from workers.files.assets import AssetStore
from workers.files.directory_lock import DirectoryLock
from workers.files.private_files import make_folder
from workers.ledger.writer import Ledger
from workers.producer.spool import Spool

READING = (["status"], ["runs"], ["verify"], ["failures"], ["retry"], ["resume"], ["cancel", "x"])


@pytest.mark.parametrize("arguments", [*READING, ["search", "x"], ["show", "x"], ["up"]])
def test_a_data_directory_that_is_a_file_is_told(
    docmill: CommandLine, data_dir: Path, arguments: list[str]
) -> None:
    """Every command says which setting is wrong, in one line, with exit code 2."""
    data_dir.write_text("no directory")
    answer = docmill(*arguments)
    assert answer.exit_code == 2
    assert answer.errors.startswith("docmill: DOCMILL_DATA_DIR: ")
    assert answer.errors.count("\n") == 1


@pytest.mark.parametrize("arguments", READING)
def test_a_ledger_that_is_none_is_told(
    docmill: CommandLine, data_dir: Path, arguments: list[str]
) -> None:
    """Every command that reads it names the file and says what to do, with exit code 3."""
    data_dir.mkdir()
    (data_dir / "ledger.sqlite").write_bytes(b"\xfe\x01garbage" * 500)
    answer = docmill(*arguments)
    assert answer.exit_code == 3
    assert "ledger.sqlite cannot be read" in answer.errors
    assert "move it away" in answer.errors
    assert answer.errors.count("\n") == 1


@pytest.mark.parametrize("arguments", [["status"], ["runs"], ["verify"], ["resume"]])
def test_a_ledger_that_is_cut_off_is_told(
    docmill: CommandLine, data_dir: Path, arguments: list[str]
) -> None:
    """Wherever SQLite notices it."""
    path = data_dir / "ledger.sqlite"
    Ledger(path, writable=True).close()
    with sqlite3.connect(path) as database:
        database.executemany(
            "INSERT INTO counts VALUES (?, ?, ?, 1)", [(f"{n}" * 50, "x", "y") for n in range(999)]
        )
    database.close()
    path.write_bytes(path.read_bytes()[:9000])
    answer = docmill(*arguments)
    assert answer.exit_code == 3
    assert "cannot be read" in answer.errors
    assert answer.errors.count("\n") == 1


def test_a_ledger_that_is_a_folder_cannot_be_opened(docmill: CommandLine, data_dir: Path) -> None:
    """That is a matter of the directory, not of damage: exit code 2."""
    (data_dir / "ledger.sqlite").mkdir(parents=True)
    answer = docmill("status")
    assert answer.exit_code == 2
    assert "DOCMILL_DATA_DIR" in answer.errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("arguments", [["run", __file__], ["up"], ["cancel", "x"]])
def test_a_data_directory_that_cannot_be_written_is_told(
    docmill: CommandLine, data_dir: Path, arguments: list[str]
) -> None:
    """Exit code 2 and the setting to change."""
    data_dir.mkdir(mode=0o500)
    answer = docmill(*arguments)
    assert answer.exit_code == 2
    assert "DOCMILL_DATA_DIR" in answer.errors
    assert answer.errors.count("\n") == 1


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    """The error names the path and the setting."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"file.*DOCMILL_DATA_DIR"):
        make_folder(tmp_path / "file" / "data")


def test_nobody_else_can_read_what_the_data_directory_holds(tmp_path: Path) -> None:
    """Folders are made with mode 0700 and files with 0600, whatever the umask allows."""
    before = os.umask(0)
    try:
        data = tmp_path / "share" / "docmill"
        lock = DirectoryLock(data / "producer.lock", "a test")
        lock.acquire()
        ledger = Ledger(data / "ledger.sqlite", writable=True)
        Spool(data / "spool", "run")
        AssetStore(data).keep(b"an asset")
        found = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path).rglob("*")}
        ledger.close()
        lock.release()
    finally:
        os.umask(before)
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
    assert {path.name for path in found} >= {"share", "ledger.sqlite", "ledger.sqlite-wal"}


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    """Who shares a directory on purpose goes on sharing it."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    make_folder(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_damage_that_shows_later_stops_the_run(tmp_path: Path) -> None:
    """A ledger with a header and nothing right behind it is no configuration."""
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(StopRun, match="cannot be read"):
        Ledger.reading(path)
