"""The file of the ledger: its format and its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pipeline.errors import ConfigurationError, StopRun
from workers.files.private_files import FILE_MODE, make_folder, unusable
from workers.ledger.records import COUNTERS

SCHEMA_VERSION = 5
_ASSETS = """TABLE assets (
    run TEXT NOT NULL, stage TEXT NOT NULL, option TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (run, stage, option)
) WITHOUT ROWID;
"""
# Counts of a run: by the name of the count (those of `pipeline.counts`, and `LEFT_OUT`, whose parts
# are reasons) and its part.
_COUNTS = """TABLE counts (
    run TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (run, name, part)
) WITHOUT ROWID;
"""
LEFT_OUT = "filtered"
# Reasons are in the order of the places that were left out; empty in batches of an older docmill,
# which did not keep reasons.
_REASONS = "CREATE INDEX left_out ON batches (run, batch) WHERE reasons IS NOT NULL;"


def _column(outcome: str) -> str:
    return f"{outcome} INTEGER NOT NULL DEFAULT 0"


_OUTCOMES = ", ".join(map(_column, COUNTERS.values()))
_SCHEMA = f"""
CREATE TABLE runs (
    run TEXT PRIMARY KEY, started_ms INTEGER NOT NULL, finished_ms INTEGER,
    state TEXT NOT NULL, request TEXT NOT NULL, stamps BLOB NOT NULL,
    position BLOB,
    worked_ms INTEGER NOT NULL DEFAULT 0, session_ms INTEGER NOT NULL, touched_ms INTEGER NOT NULL,
    expected INTEGER NOT NULL DEFAULT 0, {_OUTCOMES}
) WITHOUT ROWID;
CREATE TABLE batches (
    run TEXT NOT NULL, batch INTEGER NOT NULL, attempt INTEGER NOT NULL, done INTEGER NOT NULL,
    documents INTEGER NOT NULL, locators BLOB NOT NULL, ids BLOB NOT NULL,
    outcomes BLOB, content_hashes BLOB, reasons BLOB,
    PRIMARY KEY (run, batch)
) WITHOUT ROWID;
CREATE INDEX open_batches ON batches (run, batch) WHERE done = 0;
{_REASONS}
CREATE TABLE failures (
    run TEXT NOT NULL, batch INTEGER NOT NULL, place INTEGER NOT NULL,
    id TEXT NOT NULL, source TEXT NOT NULL, member TEXT NOT NULL, record INTEGER NOT NULL,
    stage TEXT NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL,
    attempt INTEGER NOT NULL, worker TEXT NOT NULL, failed_ms INTEGER NOT NULL,
    PRIMARY KEY (run, batch, place)
) WITHOUT ROWID;
CREATE {_ASSETS}
CREATE {_COUNTS}
"""
# Formats 3 and 4 had two tables in place of `counts`; here as rows of that.
_WORDS = """TABLE words (
    run TEXT NOT NULL, repair TEXT NOT NULL, words INTEGER NOT NULL,
    PRIMARY KEY (run, repair)
) WITHOUT ROWID;
"""
_OLD_COUNTS = f"""
    SELECT run, '{LEFT_OUT}' AS name, reason AS part, documents AS number FROM filtered UNION ALL
    SELECT run, iif(repair = '', 'words', 'repair_words'), iif(repair = '', 'words', repair), words
    FROM words
"""
_OLD_REASONS = "iif(instr(outcomes, x'04'), x'', NULL)"  # 4: `records.CODES[Filtered]`
# What makes a ledger of a format one of the next.
_UPGRADES = {
    2: f"CREATE {_ASSETS}",
    3: f"CREATE {_WORDS}",
    4: f"""
        CREATE {_COUNTS}
        INSERT INTO counts {_OLD_COUNTS};
        DROP TABLE filtered;
        DROP TABLE words;
        ALTER TABLE batches ADD COLUMN reasons BLOB;
        UPDATE batches SET reasons = x'' WHERE {_OLD_REASONS} IS NOT NULL;
        {_REASONS}
    """,
}
# What shows a ledger of a format as one of the next, to a reader, who changes nothing.
_VIEWS = {
    2: f"CREATE TEMP {_ASSETS}",
    3: f"CREATE TEMP {_WORDS}",
    4: f"""
        CREATE TEMP VIEW counts AS {_OLD_COUNTS};
        CREATE TEMP VIEW batches AS SELECT *, {_OLD_REASONS} AS reasons FROM main.batches;
    """,
}


def damaged(path: Path, error: sqlite3.Error) -> StopRun:
    """The error for a ledger that SQLite cannot read."""
    return StopRun(
        f"the ledger {path} cannot be read: {error}; restore a copy, or move it away: then its "
        "runs are forgotten, what is indexed stays, and `docmill run` begins a new ledger"
    )


class LedgerFile:
    """Opens the ledger file; `writable` is for the producer, all others use `reading`."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._path = path
        if writable:
            make_folder(path.parent)
            try:
                # SQLite gives its log files the same permissions as the ledger.
                path.touch(FILE_MODE)
            except OSError as error:
                raise unusable(path, error) from error
        with self._opened():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._connection.row_factory = sqlite3.Row
        if writable:
            with self._closed_on_error():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._check_version(create=True)
                self._add_outcomes()

    @classmethod
    def reading(cls, path: Path) -> Self | None:
        """A reader of an existing ledger; None when there has been no run yet."""
        try:
            path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unusable(path, error) from error
        ledger = cls(path)
        with ledger._closed_on_error():
            if ledger._connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                # A first run that is just beginning has made the file, but not yet the tables.
                ledger.close()
                return None
            ledger._check_version(create=False)
        return ledger

    @contextmanager
    def _opened(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:  # its path or permissions
            raise ConfigurationError(
                f"the ledger {self._path} cannot be opened: {error}; mend its permissions and "
                "those of its folder, or set DOCMILL_DATA_DIR to a folder that you may write to"
            ) from error
        except sqlite3.DatabaseError as error:  # its content
            raise damaged(self._path, error) from error

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        """Close the file when the first access to it fails."""
        try:
            with self._opened():
                yield
        except BaseException:
            self.close()
            raise

    def _check_version(self, create: bool) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if create and version == 0:
            self._write_format(_SCHEMA)
        elif version in _UPGRADES:
            older = range(version, SCHEMA_VERSION)
            if create:
                self._write_format("".join(_UPGRADES[one] for one in older))
            else:
                self._connection.executescript("".join(_VIEWS[one] for one in older))
        elif version != SCHEMA_VERSION:
            raise ConfigurationError(
                f"the ledger {self._path} has format {version}, this docmill writes "
                f"{SCHEMA_VERSION}; use the docmill that made it or another DOCMILL_DATA_DIR"
            )

    def _add_outcomes(self) -> None:
        """Add to `runs` a column for each outcome that is newer than the table."""
        known = {row["name"] for row in self._connection.execute("PRAGMA table_info(runs)")}
        for name in COUNTERS.values():
            if name not in known:
                self._connection.execute(f"ALTER TABLE runs ADD COLUMN {_column(name)}")

    def _write_format(self, script: str) -> None:
        self._connection.executescript(
            f"BEGIN; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
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
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one state of the ledger, while the producer may write."""
        self._connection.execute("BEGIN")
        try:
            yield self._connection
        finally:
            self._connection.execute("ROLLBACK")
