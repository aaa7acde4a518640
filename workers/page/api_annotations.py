"""Stars, tags, notes and saved searches as JSON, and how programs change them."""

from types import NoneType
from typing import Annotated, Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from workers.page import saved_searches
from workers.page.action import LARGEST_FILE, by_method, json_action
from workers.page.annotations import document_of, tag_all
from workers.page.api import answered, asked_of
from workers.page.exchange import take
from workers.page.openapi import OF_TAGGING
from workers.page.requested import settings_of, token_of, user_of
from workers.reading.annotations import documents, searches
from workers.reading.annotations.exchange import Exchange, exported
from workers.reading.annotations.file import reading, writing
from workers.reading.annotations.records import (
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_TAGS,
    checked_note,
    checked_tag,
)

LONGEST_ADDRESS = 20_000  # characters of a search that a program saves

Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TAG)]
Tags = Annotated[list[Tag], msgspec.Meta(max_length=MOST_TAGS)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]


class SessionAnswer(msgspec.Struct, frozen=True):
    """Who asks, and the token that requests which change something bring as X-Docmill-Token."""

    user: str
    token: str


class AnnotationAnswer(msgspec.Struct, frozen=True):
    """What was added to a document; `seen`: by which its note is known when it is written.

    By whom, where the page has a login: "" and left out where it has none.
    """

    id: str
    title: str
    place: str
    starred: bool
    tags: tuple[str, ...]
    note: str
    seen: str
    starred_by: str
    noted_by: str
    tagged_by: dict[str, str]


class AnnotationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change; what is left out stays. A note comes with the `seen` of the one it replaces.

    Everything is done, or nothing.
    """

    starred: bool | None = None
    add_tags: Tags = []
    remove_tags: Tags = []
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] | None = None
    seen: Annotated[str, msgspec.Meta(max_length=100)] = ""


class TagAll(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tag for all documents of a search; `documents`: how many there are, to be sure."""

    tag: Tag
    documents: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]


class TagAllAnswer(msgspec.Struct, frozen=True):
    """How many documents have the tag now, and how many of them did not have it before."""

    documents: int
    added: int


class SearchSaved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search to keep; `query`: as its page's address has it behind the question mark."""

    name: Name
    query: Annotated[str, msgspec.Meta(max_length=LONGEST_ADDRESS)]


class SearchNamed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A saved search."""

    name: Name


class SavedSearchAnswer(msgspec.Struct, frozen=True):
    """A saved search; `new`: documents since its reader looked, None where `problem` says why."""

    name: str
    query: str
    documents: int
    new: int | None
    problem: str


class SavedSearchesAnswer(msgspec.Struct, frozen=True):
    """All saved searches, by name."""

    searches: tuple[SavedSearchAnswer, ...]


class Done(msgspec.Struct, frozen=True):
    """It is done."""

    done: bool = True


@answered
def session(request: Request) -> SessionAnswer:
    """Who asks, with the token."""
    return SessionAnswer(user_of(request), token_of(request))


@answered
def every(request: Request) -> Exchange:
    """All stars, tags, notes and saved searches."""
    with reading(settings_of(request)) as file:
        return exported(file)


def bring_in(request: Request, given: Exchange) -> Done:
    """Add an export to what is there."""
    take(request, given)
    return Done()


@answered
def of_document(request: Request) -> AnnotationAnswer:
    """What was added to a document of the index."""
    document = document_of(request)
    with reading(settings_of(request)) as file:
        return _answer(document.id, documents.annotation(file, document.id))


def change(request: Request, given: AnnotationChange) -> AnnotationAnswer:
    """Change what was added to a document."""
    document, by = document_of(request), user_of(request)
    added, removed = (
        [checked_tag(tag) for tag in tags] for tags in (given.add_tags, given.remove_tags)
    )
    with writing(settings_of(request)) as file:
        for tag in removed:
            documents.remove_tag(file, document.id, tag)
        if given.starred is not None:
            documents.set_star(file, document, given.starred, by)
        if added:
            documents.add_tags(file, [document], added, by)
        if given.note is not None:
            try:
                documents.set_note(file, document, checked_note(given.note), given.seen, by)
            except documents.NoteChanged:
                raise HTTPException(
                    409, "the note is not the one whose `seen` was given; nothing was changed"
                ) from None
        return _answer(document.id, documents.annotation(file, document.id))


def forget(request: Request, given: None) -> Done:
    """Take star, tags and note from a document, be it in the index or not."""
    del given
    id = request.path_params["id"]
    if len(id) > LONGEST_ID:
        raise HTTPException(404, "no document has so long an id")
    with writing(settings_of(request)) as file:
        documents.forget(file, id)
    return Done()


def tag_result(request: Request, given: TagAll) -> TagAllAnswer:
    """Give all documents of a search a tag."""
    asked = asked_of(request, OF_TAGGING)
    return TagAllAnswer(*tag_all(request, asked, checked_tag(given.tag), given.documents))


@answered
def saved(request: Request) -> SavedSearchesAnswer:
    """Every saved search, with how many documents are new."""
    found, away = saved_searches.listed(request)
    return SavedSearchesAnswer(
        tuple(
            SavedSearchAnswer(one.name, one.query, one.total, one.new, one.problem or away)
            for one in found
        )
    )


def save(request: Request, given: SearchSaved) -> Done:
    """Keep a search."""
    saved_searches.keep(request, given.name, saved_searches.of_query(given.query))
    return Done()


def look(request: Request, given: SearchNamed) -> Done:
    """What is new of a search is not new from now on."""
    saved_searches.note_look(request, given.name)
    return Done()


def remove(request: Request, given: SearchNamed) -> Done:
    """Forget a saved search."""
    with writing(settings_of(request)) as file:
        searches.remove(file, given.name)
    return Done()


def routes() -> list[Route]:
    """The routes of all this."""
    return [
        Route("/api/session", session),
        by_method(
            "/api/annotations", GET=every, POST=json_action(Exchange, bring_in, LARGEST_FILE)
        ),
        by_method(
            "/api/documents/{id}/annotation",
            GET=of_document,
            PATCH=json_action(AnnotationChange, change),
        ),
        by_method("/api/documents/{id}/forget", POST=json_action(NoneType, forget)),
        by_method("/api/tags", POST=json_action(TagAll, tag_result)),
        by_method("/api/searches", GET=saved, POST=json_action(SearchSaved, save)),
        by_method("/api/searches/look", POST=json_action(SearchNamed, look)),
        by_method("/api/searches/remove", POST=json_action(SearchNamed, remove)),
    ]


def _answer(id: str, given: Any) -> AnnotationAnswer:
    return AnnotationAnswer(
        id, given.title, given.place, given.starred, given.tags, given.note,
        documents.digest(given.note), given.starred_by, given.noted_by, given.tagged_by,
    )  # fmt: skip
