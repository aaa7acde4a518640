"""The file of what readers add: its format and its transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ConfigurationError, Unavailable
from workers.files.private_files import FILE_MODE, make_folder, unusable
from workers.settings import Settings

SCHEMA_VERSION = 1
BUSY_SECONDS = 10.0
_making = threading.Lock()  # SQLite does not wait where two make a file's log at the same time
# `key`: a tag folded, so that Fraud and fraud are one. `query`: a search as its address has it.
# `looked_ms`, `seen`: as in `records.SavedSearch`.
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, place TEXT NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', changed_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS latest ON documents (changed_ms);
CREATE TABLE IF NOT EXISTS tags (
    key TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_of ON tags (id);
CREATE TABLE IF NOT EXISTS searches (
    name TEXT PRIMARY KEY, query TEXT NOT NULL, looked_ms INTEGER NOT NULL,
    seen INTEGER NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""


def annotations_path(settings: Settings) -> Path:
    """Where the file lies: beside the ledger."""
    return settings.data_dir / "annotations.sqlite"


@contextmanager
def reading(settings: Settings) -> Iterator[sqlite3.Connection]:
    """One state of the file; without a file, an empty one that is nowhere.

    Raises:
        ConfigurationError: the file cannot be opened, or a newer docmill made it.
        Unavailable: it cannot be read now.
    """
    path = annotations_path(settings)
    if not path.exists():
        with _connected(path, ":memory:") as connection:
            connection.executescript(_SCHEMA)
            yield connection
        return
    with _connected(path, str(path)) as connection:
        _check_version(path, connection)
        connection.execute("BEGIN")
        yield connection


@contextmanager
def writing(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A transaction, committed at its end and undone by an error; makes the file if it is missing.

    Raises:
        ConfigurationError, Unavailable: as `reading` does.
    """
    path = annotations_path(settings)
    make_folder(path.parent)
    try:
        # SQLite gives its log files the same permissions.
        path.touch(FILE_MODE)
    except OSError as error:
        raise unusable(path, error) from error
    with _connected(path, str(path)) as connection:
        with _making:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _check_version(path, connection)
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def _connected(path: Path, database: str) -> Iterator[sqlite3.Connection]:
    connection = None
    try:
        connection = sqlite3.connect(database, isolation_level=None, timeout=BUSY_SECONDS)
        connection.row_factory = sqlite3.Row
        yield connection
    except sqlite3.Error as error:
        raise Unavailable(
            f"{path}, where stars, tags, notes and saved searches are kept, cannot be used: {error}"
        ) from error
    finally:
        if connection is not None:
            connection.close()  # undoes what is not committed


def _check_version(path: Path, connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(_SCHEMA)
    elif version != SCHEMA_VERSION:
        raise ConfigurationError(
            f"{path} has format {version}, this docmill knows {SCHEMA_VERSION}; use the docmill "
            "that made it"
        )
