"""Stars, tags and notes of documents, in the file where they are kept."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from pipeline.errors import ConfigurationError
from pipeline.folding import fold
from workers.reading.annotations.records import MOST_TAGS, Annotation

_AT_ONCE = 500  # SQLite takes that many parameters of a statement everywhere


class NoteChanged(Exception):
    """A note is not what it was when its writer saw it; `now`: what it is, `by`: who wrote that."""

    def __init__(self, now: str, by: str) -> None:
        super().__init__("the note was changed meanwhile")
        self.now = now
        self.by = by


def annotations(file: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Annotation]:
    """What is added to each of some documents; those without are left out."""
    found: dict[str, Annotation] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = list(ids[first : first + _AT_ONCE])
        marks = ",".join("?" * len(some))
        tags: dict[str, dict[str, str]] = {}
        for row in file.execute(
            f"SELECT id, name, tagged_by FROM tags WHERE id IN ({marks}) ORDER BY key", some
        ):
            tags.setdefault(row["id"], {})[row["name"]] = row["tagged_by"]
        for row in file.execute(f"SELECT * FROM documents WHERE id IN ({marks})", some):
            own = tags.get(row["id"], {})
            found[row["id"]] = Annotation(
                row["id"], row["title"], row["place"], bool(row["starred"]), tuple(own),
                row["note"], row["changed_ms"], row["starred_by"], row["noted_by"],
                {name: by for name, by in own.items() if by},
            )  # fmt: skip
    return found


def annotation(file: sqlite3.Connection, id: str) -> Annotation:
    """What is added to a document; nothing where it is not annotated."""
    return annotations(file, [id]).get(id, Annotation(id))


def listed(
    file: sqlite3.Connection, tag: str, starred: bool, noted: bool, first: int, size: int
) -> tuple[int, list[Annotation]]:
    """How many annotated documents there are, and some of them, the latest changed first.

    Args:
        file: where they are kept.
        tag: only those with this tag; "" for all.
        starred: only those with a star.
        noted: only those with a note.
        first: how many before them are left out.
        size: how many at most.
    """
    conditions, values = ["1"], []
    if tag:
        conditions.append("id IN (SELECT id FROM tags WHERE key = ?)")
        values.append(fold(tag))
    if starred:
        conditions.append("starred")
    if noted:
        conditions.append("note != ''")
    where = " AND ".join(conditions)
    (total,) = file.execute(f"SELECT count(*) FROM documents WHERE {where}", values).fetchone()
    rows = file.execute(
        f"SELECT id FROM documents WHERE {where} ORDER BY changed_ms DESC, id LIMIT ? OFFSET ?",
        [*values, size, first],
    )
    ids = [row["id"] for row in rows]
    found = annotations(file, ids)
    return total, [found[id] for id in ids]


def every(file: sqlite3.Connection) -> Iterator[Annotation]:
    """All annotated documents, by id."""
    ids = [row["id"] for row in file.execute("SELECT id FROM documents ORDER BY id")]
    for first in range(0, len(ids), _AT_ONCE):
        yield from annotations(file, ids[first : first + _AT_ONCE]).values()


def tag_counts(file: sqlite3.Connection) -> list[tuple[str, int]]:
    """Every tag with the number of its documents, by name."""
    return [
        (row["name"], row["documents"])
        for row in file.execute(
            "SELECT min(name) AS name, count(*) AS documents FROM tags GROUP BY key ORDER BY key"
        )
    ]


def known_tags(file: sqlite3.Connection, most: int) -> list[str]:
    """The names of tags, without their numbers: from one to the next, past all its documents."""
    rows = file.execute(
        "WITH RECURSIVE known (key) AS (SELECT min(key) FROM tags UNION ALL SELECT "
        "(SELECT min(key) FROM tags WHERE key > known.key) FROM known WHERE key IS NOT NULL) "
        "SELECT (SELECT name FROM tags WHERE tags.key = known.key LIMIT 1) AS name "
        "FROM known WHERE key IS NOT NULL LIMIT ?",
        (most,),
    )
    return [row["name"] for row in rows]


def set_star(file: sqlite3.Connection, document: Annotation, starred: bool, by: str = "") -> None:
    """Give a document a star or take it; of `document` id, title and place are used.

    `by`: who does it, "" where nobody had to say who it was; so it is everywhere here.
    """
    _touch(file, [document])
    file.execute(
        "UPDATE documents SET starred = ?, starred_by = ? WHERE id = ?",
        (starred, by if starred else "", document.id),
    )
    _drop_empty(file, document.id)


def add_tags(
    file: sqlite3.Connection,
    documents: Sequence[Annotation],
    names: Sequence[str],
    by: str = "",
) -> int:
    """Give documents tags; returns how many tags were new to their documents.

    A tag that some document has already keeps its spelling.

    Raises:
        ConfigurationError: a document would have too many.
    """
    _touch(file, documents)
    added = 0
    for name in names:
        key = fold(name)
        known = file.execute("SELECT name FROM tags WHERE key = ? LIMIT 1", (key,)).fetchone()
        spelt = known["name"] if known else name
        added += file.executemany(
            "INSERT OR IGNORE INTO tags VALUES (?, ?, ?, ?)",
            [(key, document.id, spelt, by) for document in documents],
        ).rowcount
    for first in range(0, len(documents), _AT_ONCE):
        ids = [document.id for document in documents[first : first + _AT_ONCE]]
        if file.execute(
            f"SELECT 1 FROM tags WHERE id IN ({','.join('?' * len(ids))}) "
            "GROUP BY id HAVING count(*) > ?",
            [*ids, MOST_TAGS],
        ).fetchone():
            raise ConfigurationError(f"a document would have more than {MOST_TAGS} tags")
    return added


def remove_tag(file: sqlite3.Connection, id: str, name: str) -> None:
    """Take a tag from a document."""
    file.execute("DELETE FROM tags WHERE key = ? AND id = ?", (fold(name), id))
    file.execute("UPDATE documents SET changed_ms = ? WHERE id = ?", (_now(), id))
    _drop_empty(file, id)


def remove_tag_everywhere(file: sqlite3.Connection, name: str) -> int:
    """Take a tag from all documents; returns from how many."""
    key = fold(name)
    ids = [row["id"] for row in file.execute("SELECT id FROM tags WHERE key = ?", (key,))]
    file.execute("DELETE FROM tags WHERE key = ?", (key,))
    for id in ids:
        _drop_empty(file, id)
    return len(ids)


def set_note(
    file: sqlite3.Connection, document: Annotation, note: str, seen: str, by: str = ""
) -> None:
    """Write the note of a document.

    Args:
        file: where it is kept.
        document: its id, title and place are used.
        note: the text; "" takes the note away.
        seen: the `digest` of the note that the writer saw.
        by: who writes it.

    Raises:
        NoteChanged: the note is another one by now; nothing is written.
    """
    known = annotation(file, document.id)
    now = known.note
    if seen != digest(now) and now != note:
        raise NoteChanged(now, known.noted_by)
    writer = known.noted_by if now == note else by
    _touch(file, [document])
    file.execute(
        "UPDATE documents SET note = ?, noted_by = ? WHERE id = ?",
        (note, writer if note else "", document.id),
    )
    _drop_empty(file, document.id)


def forget(file: sqlite3.Connection, id: str) -> None:
    """Take star, tags and note from a document."""
    file.execute("DELETE FROM tags WHERE id = ?", (id,))
    file.execute("DELETE FROM documents WHERE id = ?", (id,))


def digest(note: str) -> str:
    """A short digest, by which a note is known again."""
    return blake2b(note.encode(), digest_size=8).hexdigest()


def _touch(file: sqlite3.Connection, documents: Iterable[Annotation]) -> None:
    now = _now()
    file.executemany(
        "INSERT INTO documents (id, title, place, changed_ms) VALUES (?, ?, ?, ?) ON CONFLICT (id) "
        "DO UPDATE SET title = excluded.title, place = excluded.place, "
        "changed_ms = excluded.changed_ms",
        [(one.id, _storable(one.title), _storable(one.place), now) for one in documents],
    )


def _drop_empty(file: sqlite3.Connection, id: str) -> None:
    file.execute(
        "DELETE FROM documents WHERE id = ? AND NOT starred AND note = '' "
        "AND NOT EXISTS (SELECT 1 FROM tags WHERE tags.id = documents.id)",
        (id,),
    )


def _storable(text: str) -> str:
    """Without halves of surrogate pairs, which no database takes."""
    return text.encode("utf-8", "replace").decode()


def _now() -> int:
    return time.time_ns() // 1_000_000
