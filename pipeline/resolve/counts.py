"""Counts over all documents of an archive, kept in a file: constant memory, whatever its size."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pipeline.resolve.names import Named

# Counts that wait in memory, about 100 bytes each.
WAITING = 200_000
REMEMBERED = 1 << 16  # answers
_PERSON = "person"
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32000;
CREATE TABLE names (label, key, docs INTEGER, PRIMARY KEY (label, key)) WITHOUT ROWID;
CREATE TABLE spelled (label, key, name, docs INTEGER, PRIMARY KEY (label, key, name))
    WITHOUT ROWID;
CREATE TABLE forms (label, form, key, docs INTEGER, PRIMARY KEY (label, form, key)) WITHOUT ROWID;
CREATE TABLE near (label, key, other, docs INTEGER, PRIMARY KEY (label, key, other)) WITHOUT ROWID;
"""
_TABLES = ("spelled", "forms", "near")


class Counts:
    """How many documents have a name (`names`), a spelling of it (`spelled`), a form that stands
    for it there (`forms`), and another name beside it (`near`).

    Of the full names of people their last words count as forms as well.
    """

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.executescript(_SCHEMA)
        self._waiting: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in _TABLES}
        self.documents = 0
        self.documents_with = lru_cache(REMEMBERED)(self._documents_with)
        self.beside = lru_cache(REMEMBERED)(self._beside)
        self.best_name = lru_cache(REMEMBERED)(self._best_name)

    def add(self, document: Named) -> None:
        """Count the names of a document."""
        self.documents += 1
        waiting = self._waiting
        names = {(one.label, one.key): one for one in document.names}
        waiting["spelled"].update((n.label, n.key, n.name) for n in names.values())
        last_words = (
            (label, key.rpartition(" ")[2], key)
            for label, key in names
            if label == _PERSON and " " in key
        )
        waiting["forms"].update({*document.forms, *last_words})
        self._spill_if_full()

    def add_near(self, document: Named, wanted: Iterable[tuple[str, str]]) -> None:
        """Count what stands beside the wanted names (label, key) of a document."""
        others = {f"{one.label}:{one.key}" for one in document.names}
        for label, key in wanted:
            own = f"{label}:{key}"
            self._waiting["near"].update((label, key, o) for o in others if o != own)
        self._spill_if_full()

    def settle(self) -> None:
        """Write what waits, before the counts are asked for."""
        for name in _TABLES:
            self._spill(name)
        # A document has one spelling of a name.
        self._file.execute(
            "INSERT OR REPLACE INTO names "
            "SELECT label, key, sum(docs) FROM spelled GROUP BY label, key"
        )
        for answer in (self.documents_with, self.beside, self.best_name):
            answer.cache_clear()

    def keys_of_several_labels(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Keys with the documents of each of their labels, the most frequent first."""
        rows = self._file.execute(
            "SELECT key, label, docs FROM names WHERE key IN "
            "(SELECT key FROM names GROUP BY key HAVING count(*) > 1) "
            "ORDER BY key, docs DESC, label"
        )
        for key, group in groupby(rows, key=itemgetter(0)):
            yield key, [(label, docs) for _, label, docs in group]

    def short_forms(self) -> Iterator[tuple[str, str, list[tuple[str, int]]]]:
        """Forms that are entities of their own elsewhere, with the names they stand for."""
        rows = self._file.execute(
            "SELECT f.label, f.form, f.key, n.docs FROM forms f "
            "JOIN names own ON own.label = f.label AND own.key = f.form "
            "JOIN names n ON n.label = f.label AND n.key = f.key "
            "ORDER BY f.label, f.form, n.docs DESC, f.key"
        )
        for (label, form), group in groupby(rows, key=itemgetter(0, 1)):
            yield label, form, [(key, docs) for _, _, key, docs in group]

    def names(self) -> Iterator[tuple[str, str, int]]:
        """Label, key and number of documents of every name."""
        yield from self._file.execute("SELECT label, key, docs FROM names ORDER BY label, key")

    def by_sound(
        self, rows: Iterable[tuple[str, str, str, int]]
    ) -> Iterator[tuple[str, str, str, int]]:
        """Label, sound, key and documents of names, those that sound alike behind each other."""
        self._file.execute("CREATE TEMP TABLE sounds (label, sound, key, docs INTEGER)")
        self._file.execute("BEGIN")
        self._file.executemany("INSERT INTO sounds VALUES (?, ?, ?, ?)", rows)
        self._file.execute("COMMIT")
        yield from self._file.execute(
            "SELECT label, sound, key, docs FROM sounds ORDER BY label, sound, docs DESC, key"
        )
        self._file.execute("DROP TABLE sounds")

    def near(self, label: str, key: str) -> dict[str, int]:
        """What stands beside a name, with the number of documents."""
        return dict(
            self._file.execute(
                "SELECT other, docs FROM near WHERE label = ? AND key = ?", (label, key)
            )
        )

    def is_last_word(self, key: str) -> bool:
        """Whether a full name of a person ends with it, or a person is called so in short."""
        asked = "SELECT docs FROM forms WHERE label = ? AND form = ? LIMIT 1"
        return self._one(asked, (_PERSON, key)) > 0

    def _documents_with(self, label: str, key: str) -> int:
        return self._one("SELECT docs FROM names WHERE label = ? AND key = ?", (label, key))

    def _beside(self, label: str, key: str, other: str) -> int:
        return self._one(
            "SELECT docs FROM near WHERE label = ? AND key = ? AND other = ?", (label, key, other)
        )

    def _best_name(self, label: str, key: str) -> str:
        row = self._file.execute(
            "SELECT name FROM spelled WHERE label = ? AND key = ? "
            "ORDER BY docs DESC, name = upper(name), name LIMIT 1",
            (label, key),
        ).fetchone()
        return row[0] if row else ""

    def _one(self, question: str, values: tuple[str, ...]) -> int:
        row = self._file.execute(question, values).fetchone()
        return row[0] if row else 0

    def _spill_if_full(self) -> None:
        for name, counter in self._waiting.items():
            if len(counter) > WAITING:
                self._spill(name)

    def _spill(self, name: str) -> None:
        self._file.execute("BEGIN")
        self._file.executemany(
            f"INSERT INTO {name} VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET docs = docs + excluded.docs",
            sorted((*row, count) for row, count in self._waiting[name].items()),
        )
        self._file.execute("COMMIT")
        self._waiting[name].clear()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
