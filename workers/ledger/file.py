"""The file of the ledger: its format, its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pipeline.errors import ConfigurationError, StopRun
from workers.files.private_files import FILE_MODE, make_folder, unusable

SCHEMA_VERSION = 4
_ASSETS = """
CREATE TABLE assets (
    run TEXT NOT NULL, stage TEXT NOT NULL, option TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (run, stage, option)
) WITHOUT ROWID;
"""
# How many words of a run's texts each repair took away or altered.
_WORDS = """
CREATE TABLE words (
    run TEXT NOT NULL, repair TEXT NOT NULL, words INTEGER NOT NULL,
    PRIMARY KEY (run, repair)
) WITHOUT ROWID;
"""
WORDS_SINCE = 4  # the format
ALL_WORDS = ""  # in place of a repair's name: how many words the texts have
_SCHEMA = f"""
CREATE TABLE runs (
    run TEXT PRIMARY KEY, started_ms INTEGER NOT NULL, finished_ms INTEGER,
    state TEXT NOT NULL, request TEXT NOT NULL, stamps BLOB NOT NULL,
    position BLOB,
    worked_ms INTEGER NOT NULL DEFAULT 0, session_ms INTEGER NOT NULL, touched_ms INTEGER NOT NULL,
    expected INTEGER NOT NULL DEFAULT 0, indexed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0, duplicate INTEGER NOT NULL DEFAULT 0,
    filtered INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE batches (
    run TEXT NOT NULL, batch INTEGER NOT NULL, attempt INTEGER NOT NULL, done INTEGER NOT NULL,
    documents INTEGER NOT NULL, locators BLOB NOT NULL, ids BLOB NOT NULL,
    outcomes BLOB, content_hashes BLOB,
    PRIMARY KEY (run, batch)
) WITHOUT ROWID;
CREATE INDEX open_batches ON batches (run, batch) WHERE done = 0;
CREATE TABLE failures (
    run TEXT NOT NULL, batch INTEGER NOT NULL, place INTEGER NOT NULL,
    id TEXT NOT NULL, source TEXT NOT NULL, member TEXT NOT NULL, record INTEGER NOT NULL,
    stage TEXT NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL,
    attempt INTEGER NOT NULL, worker TEXT NOT NULL, failed_ms INTEGER NOT NULL,
    PRIMARY KEY (run, batch, place)
) WITHOUT ROWID;
CREATE TABLE filtered (
    run TEXT NOT NULL, reason TEXT NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY (run, reason)
) WITHOUT ROWID;
{_ASSETS}
{_WORDS}
"""
# What makes a ledger of an older format one of this.
_UPGRADES = {2: _ASSETS + _WORDS, 3: _WORDS}


def damaged(path: Path, error: sqlite3.Error) -> StopRun:
    """What is told when SQLite cannot make sense of the ledger."""
    return StopRun(
        f"the ledger {path} cannot be read: {error}; put a copy in its place, or move it away: "
        "then its runs are forgotten, what is indexed stays, and `docmill run` begins a new one"
    )


class LedgerFile:
    """Opens the ledger file, `writable` for the producer alone; others ask for it by `reading`."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._path = path
        if writable:
            make_folder(path.parent)
            try:
                # SQLite gives its log the rights of the ledger.
                path.touch(FILE_MODE)
            except OSError as error:
                raise unusable(path, error) from error
        with self._opened():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._connection.row_factory = sqlite3.Row
            if writable:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._check_version(create=True)

    @classmethod
    def reading(cls, path: Path) -> Self | None:
        """A reader of an existing ledger, None when no run has been made yet."""
        try:
            path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unusable(path, error) from error
        ledger = cls(path)
        with ledger._opened():
            if ledger._connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                # A first run that begins at this moment has made the file, not yet the tables.
                ledger.close()
                return None
            ledger._check_version(create=False)
        return ledger

    @contextmanager
    def _opened(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:  # of the file's place and rights
            raise ConfigurationError(
                f"the ledger {self._path} cannot be opened: {error}; mend its permissions and "
                "those of its folder, or set DOCMILL_DATA_DIR to a folder that you may write to"
            ) from error
        except sqlite3.DatabaseError as error:  # of what stands in it
            raise damaged(self._path, error) from error

    def _check_version(self, create: bool) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        self._format = SCHEMA_VERSION if create else version
        script = _SCHEMA if version == 0 else _UPGRADES.get(version)
        if script and create:
            self._connection.executescript(
                f"BEGIN; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
        elif version != SCHEMA_VERSION and version not in _UPGRADES:
            raise ConfigurationError(
                f"the ledger {self._path} has format {version}, this docmill writes "
                f"{SCHEMA_VERSION}; use the docmill that made it or another DOCMILL_DATA_DIR"
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise StopRun(f"the ledger {self._path} cannot be written: {error}") from error
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _moment(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one moment, while the producer may write on."""
        self._connection.execute("BEGIN")
        try:
            yield self._connection
        finally:
            self._connection.execute("ROLLBACK")
