"""The file of what readers add: its format and its transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from pipeline.errors import ConfigurationError, Unavailable
from workers.files.private_files import FILE_MODE, make_folder, unusable
from workers.settings import Settings

SCHEMA_VERSION = 2
BUSY_SECONDS = 10.0
_making = threading.Lock()  # SQLite does not wait where two make a file's log at the same time
# `key`: a tag folded, so that Fraud and fraud are one. `query`: a search as its address has it.
# `looked_ms`, `seen`: as in `records.SavedSearch`. `…by`: the user's name, "" where there are none.
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, place TEXT NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', changed_ms INTEGER NOT NULL,
    starred_by TEXT NOT NULL DEFAULT '', noted_by TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS latest ON documents (changed_ms);
CREATE TABLE IF NOT EXISTS tags (
    key TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, tagged_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (key, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_of ON tags (id);
CREATE TABLE IF NOT EXISTS searches (
    name TEXT PRIMARY KEY, query TEXT NOT NULL, looked_ms INTEGER NOT NULL,
    seen INTEGER NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""
# What a file of version 1 lacks: it did not know who added something.
_SINCE_1 = (
    "ALTER TABLE documents ADD COLUMN starred_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE documents ADD COLUMN noted_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE tags ADD COLUMN tagged_by TEXT NOT NULL DEFAULT ''",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


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
            connection.deserialize(_empty())
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


@cache
def _empty() -> bytes:
    """A file of nothing: every page reads one as long as nobody has added anything."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(_SCHEMA)
        return connection.serialize()


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
    version = _version(connection)
    if version == 0:
        connection.executescript(_SCHEMA)
    elif version == 1:
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection) == 1:  # nobody else has done it meanwhile
            for statement in _SINCE_1:
                connection.execute(statement)
        connection.execute("COMMIT")
    elif version != SCHEMA_VERSION:
        raise ConfigurationError(
            f"{path} has format {version}, this docmill knows {SCHEMA_VERSION}; use the docmill "
            "that made it"
        )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
