"""Saved searches, each with the moment when its reader last looked at it."""

import sqlite3
from collections.abc import Sequence

from pipeline.errors import ConfigurationError
from workers.reading.annotations.records import (
    LONGEST_NAME,
    LONGEST_QUERY,
    MOST_SEARCHES,
    SavedSearch,
)
from workers.reading.plain_text import harmless


def checked_name(text: str) -> str:
    """The name of a search in the form in which it is kept: single blanks.

    Raises:
        ConfigurationError: it is empty or too long, or has characters that cannot be seen.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or harmless(name) != name:
        raise ConfigurationError(
            f"give the search a name of at most {LONGEST_NAME} characters that can be seen"
        )
    return name


def save(file: sqlite3.Connection, search: SavedSearch) -> None:
    """Keep a search; one that is kept already stays as it is.

    Raises:
        ConfigurationError: another one has its name, or there are too many.
    """
    if len(search.query) > LONGEST_QUERY:
        raise ConfigurationError("the search is too long to be saved")
    known = saved(file, search.name)
    if known is not None:
        if known.query != search.query:
            raise ConfigurationError(
                f"another search is saved as {search.name}; choose another name, or remove that one"
            )
        return
    (count,) = file.execute("SELECT count(*) FROM searches").fetchone()
    if count >= MOST_SEARCHES:
        raise ConfigurationError(f"{count} searches are saved, and no more can be; remove some")
    file.execute(
        "INSERT INTO searches VALUES (?, ?, ?, ?)",
        (search.name, search.query, search.looked_ms, search.seen),
    )


def saved(file: sqlite3.Connection, name: str) -> SavedSearch | None:
    """The search of a name."""
    row = file.execute("SELECT * FROM searches WHERE name = ?", (name,)).fetchone()
    return SavedSearch(*row) if row else None


def all_saved(file: sqlite3.Connection) -> Sequence[SavedSearch]:
    """Every saved search, by name."""
    return [SavedSearch(*row) for row in file.execute("SELECT * FROM searches ORDER BY name")]


def looked(file: sqlite3.Connection, name: str, looked_ms: int, seen: int) -> None:
    """Note that a search was looked at; see `SavedSearch`."""
    file.execute(
        "UPDATE searches SET looked_ms = ?, seen = ? WHERE name = ?", (looked_ms, seen, name)
    )


def remove(file: sqlite3.Connection, name: str) -> None:
    """Forget a search."""
    file.execute("DELETE FROM searches WHERE name = ?", (name,))
