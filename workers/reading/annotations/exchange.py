"""All that readers added as one JSON document, to keep a copy of or to bring elsewhere."""

import sqlite3
from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from pipeline.errors import ConfigurationError
from workers.reading.annotations import documents, searches
from workers.reading.annotations.records import (
    LONGEST_ID,
    Annotation,
    SavedSearch,
    checked_note,
    checked_tag,
)

MOST_DOCUMENTS = 100_000

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID)]
User = Annotated[str, msgspec.Meta(max_length=200)]
Told = Annotated[str, msgspec.Meta(max_length=10_000)]


class ExchangedDocument(msgspec.Struct, frozen=True):
    """What was added to one document; `title` and `place` say which that is.

    By whom, where readers log in: "" and left out where they need not.
    """

    id: Id
    title: Told = ""
    place: Told = ""
    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    starred_by: User = ""
    noted_by: User = ""
    tagged_by: dict[str, User] = {}


class ExchangedSearch(msgspec.Struct, frozen=True):
    """A saved search; `query`: as its address has it."""

    name: str
    query: str


class Exchange(msgspec.Struct, frozen=True):
    """All of it. Documents are known again by their ids, which are the same in every index."""

    format: Literal["docmill annotations 1"]
    documents: Annotated[tuple[ExchangedDocument, ...], msgspec.Meta(max_length=MOST_DOCUMENTS)]
    searches: tuple[ExchangedSearch, ...]


def exported(file: sqlite3.Connection) -> Exchange:
    """All that is kept."""
    return Exchange(
        "docmill annotations 1",
        tuple(
            ExchangedDocument(
                one.id,
                one.title[:10_000],
                one.place[:10_000],
                one.starred,
                one.tags,
                one.note,
                one.starred_by,
                one.noted_by,
                dict(one.tagged_by),
            )
            for one in documents.every(file)
        ),
        tuple(ExchangedSearch(one.name, one.query) for one in searches.all_saved(file)),
    )


def read(raw: bytes) -> Exchange:
    """What a file holds.

    Raises:
        ConfigurationError: it is no export; the message says where it differs from one.
    """
    try:
        return msgspec.json.decode(raw, type=Exchange)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"this is no file that docmill exported: {error}") from None


def bring_in(
    file: sqlite3.Connection, given: Exchange, canonical: Callable[[str], str], now_ms: int
) -> None:
    """Add all of an export to what is there; nothing that is there is lost, twice is as once.

    Who added something is taken over as the export says it.

    A note that differs is put behind the one that is there; a search whose name another one has
    gets a number.

    Args:
        file: where it is kept.
        given: what to add.
        canonical: makes of the address of a search the one in which it is kept.
        now_ms: milliseconds since 1970; what is indexed later is new to the searches.

    Raises:
        ConfigurationError: a part of it could not have been exported.
    """
    for one in given.documents:
        document = Annotation(one.id, one.title, one.place)
        there = documents.annotation(file, one.id)
        if one.starred and not there.starred:
            documents.set_star(file, document, True, one.starred_by)
        for tag in one.tags:
            by = one.tagged_by.get(tag, "")
            documents.add_tags(file, [document], [checked_tag(tag)], by)
        note = checked_note(one.note)
        if note and note not in there.note:
            joined = checked_note(f"{there.note}\n\n{note}")
            by = one.noted_by or there.noted_by
            documents.set_note(file, document, joined, documents.digest(there.note), by)
    for search in given.searches:
        query, name = canonical(search.query), searches.checked_name(search.name)
        free, number = name, 1
        while (known := searches.saved(file, free)) and known.query != query:
            number += 1
            free = searches.checked_name(f"{name} ({number})")
        searches.save(file, SavedSearch(free, query, now_ms))
