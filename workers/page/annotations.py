"""Stars, tags and notes: what a reader adds to documents, and the list of all such documents."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.index import Index, SearchRequest
from pipeline.records import Locator
from workers.page.action import Form
from workers.page.asked import LAST_PAGE, Asked, number
from workers.page.document import file_name
from workers.page.rendering import screen
from workers.page.requested import index_of, settings_of, user_of
from workers.reading.annotations import documents
from workers.reading.annotations.file import reading, writing
from workers.reading.annotations.records import (
    LONGEST_ID,
    LONGEST_NOTE,
    LONGEST_TAG,
    Annotation,
    checked_note,
    checked_tag,
    tag_names,
)

MARKED_A_PAGE = 50
MOST_TAGGED = 10_000  # documents of a result that are tagged at once
MOST_SHOWN_TAGS = 1_000


class Own(msgspec.Struct, frozen=True):
    """What a document's page shows of what was added to it.

    `seen`: by which the note is known again when it is written; `known`: tags to choose from.
    """

    given: Annotation
    seen: str
    known: tuple[str, ...]
    longest_tag: int = LONGEST_TAG
    longest_note: int = LONGEST_NOTE


def of_document(request: Request, id: str) -> Own:
    """What is added to one document."""
    with reading(settings_of(request)) as file:
        given = documents.annotation(file, id)
        known = tuple(documents.known_tags(file, MOST_SHOWN_TAGS))
    return Own(given, documents.digest(given.note), known)


def of_documents(request: Request, ids: Sequence[str]) -> dict[str, Annotation]:
    """What is added to each of some documents."""
    with reading(settings_of(request)) as file:
        return documents.annotations(file, ids)


def marked(request: Request) -> Response:
    """The documents with a star, a tag or a note, the latest changed first.

    A search in the address is the one from whose hits the reader comes.
    """
    given = dict(request.query_params)
    asked = Asked.of(request.query_params.multi_items()).first_page()
    page, tag = number(given, "page", LAST_PAGE), given.get("tag", "")[:LONGEST_TAG]
    starred, noted = bool(given.get("starred")), bool(given.get("noted"))
    with reading(settings_of(request)) as file:
        total, found = documents.listed(
            file, tag, starred, noted, (page - 1) * MARKED_A_PAGE, MARKED_A_PAGE
        )
        tags = documents.tag_counts(file)
    there, away = _in_index(request, found)
    chosen = {"tag": tag, "starred": "1" if starred else "", "noted": "1" if noted else ""}

    def link(**changes: Any) -> str:
        told = [(name, value) for name, value in {**chosen, **changes}.items() if value]
        told += asked.parameters()
        return f"/marked?{urlencode(told)}" if told else "/marked"

    return screen(
        request,
        "marked.html",
        asked=asked,
        found=list(zip(found, there, strict=True)),
        away=away,
        total=total,
        tags=tags[:MOST_SHOWN_TAGS],
        tag=tag,
        starred=starred,
        noted=noted,
        page=page,
        last=max(1, -(-total // MARKED_A_PAGE)),
        link=link,
    )


def star(request: Request, form: Form) -> Response:
    """Give a document a star, or take it."""
    document = document_of(request)
    with writing(settings_of(request)) as file:
        documents.set_star(file, document, form.get("starred") == "1", user_of(request))
    return _back(request)


def tag(request: Request, form: Form) -> Response:
    """Give a document tags."""
    names = tag_names(form.get("tags", ""))
    document = document_of(request)
    with writing(settings_of(request)) as file:
        documents.add_tags(file, [document], names, user_of(request))
    return _back(request)


def untag(request: Request, form: Form) -> Response:
    """Take a tag from a document."""
    with writing(settings_of(request)) as file:
        documents.remove_tag(file, request.path_params["id"], form.get("tag", ""))
    return _back(request)


def note(request: Request, form: Form) -> Response:
    """Write a document's note; one that somebody changed meanwhile is shown, not overwritten."""
    text = checked_note(form.get("note", ""))
    document = document_of(request)
    try:
        with writing(settings_of(request)) as file:
            documents.set_note(file, document, text, form.get("seen", ""), user_of(request))
    except documents.NoteChanged as changed:
        return screen(
            request,
            "note-changed.html",
            409,
            document=document,
            back=_address(request),
            now=changed.now,
            by=changed.by,
            seen=documents.digest(changed.now),
            written=text,
            longest=LONGEST_NOTE,
        )
    return _back(request)


def forget(request: Request, form: Form) -> Response:
    """Take all from a document, which may have been removed from the index."""
    del form
    with writing(settings_of(request)) as file:
        documents.forget(file, request.path_params["id"])
    return RedirectResponse("/marked", 303)


def tag_hits(request: Request, form: Form) -> Response:
    """Give all documents of a search a tag, every copy too, and go on to all that have it."""
    asked = Asked.of(request.query_params.multi_items()).first_page()
    name = checked_tag(form.get("tag", ""))
    tag_all(request, asked, name)
    return RedirectResponse(f"/marked?{urlencode([('tag', name), *asked.parameters()])}", 303)


def tag_all(
    request: Request, asked: Asked, name: str, expected: int | None = None
) -> tuple[int, int]:
    """Give all documents of a search a tag; how many there are, and how many did not have it.

    Raises:
        ConfigurationError: there are none, or more than `MOST_TAGGED`.
        HTTPException: 409, there are not as many as `expected`; none was tagged.
    """
    found = _hits(index_of(request), asked)
    if expected is not None and len(found) != expected:
        raise HTTPException(
            409, f"{len(found):,} documents are found and not {expected:,}, so none was tagged"
        )
    if not found:
        raise ConfigurationError("no document is found, so none was tagged")
    with writing(settings_of(request)) as file:
        added = documents.add_tags(file, found, [name], user_of(request))
    return len(found), added


def untag_all(request: Request, form: Form) -> Response:
    """Take a tag from all documents."""
    with writing(settings_of(request)) as file:
        documents.remove_tag_everywhere(file, form.get("tag", ""))
    return RedirectResponse("/marked", 303)


def _in_index(request: Request, found: Sequence[Annotation]) -> tuple[list[bool], str]:
    """Whether the index has each document; where it cannot be asked, all of them, and why."""
    try:
        known = index_of(request).lookup([one.id for one in found])
    except DocmillError as error:
        return [True] * len(found), str(error)
    return [record is not None for record in known], ""


def _hits(index: Index, asked: Asked) -> list[Annotation]:
    """All documents that a search finds.

    Raises:
        ConfigurationError: there are more than `MOST_TAGGED`.
    """
    query = asked.node()
    total = index.search(SearchRequest(query, size=1)).total
    found: list[Annotation] = []
    if total <= MOST_TAGGED:
        for hit in index.scan(SearchRequest(query, collapse=False)):
            found.append(Annotation(hit.id, hit.title or hit.id, hit.place))
            if len(found) > MOST_TAGGED:  # a run goes on
                break
    if max(total, len(found)) > MOST_TAGGED:
        raise ConfigurationError(
            f"{total:,} documents are found, of which none was tagged: at most {MOST_TAGGED:,} "
            "are tagged at once, so narrow the search down first"
        )
    return found


def document_of(request: Request) -> Annotation:
    """A document of the index, as it is kept with what is added to it."""
    id = request.path_params["id"]
    record = index_of(request).get(id) if len(id) <= LONGEST_ID else None
    if record is None:
        raise HTTPException(404, "no document has this id; it may have been removed since")
    return Annotation(id, record.get("title") or file_name(record), str(Locator.of_stored(record)))


def _address(request: Request) -> str:
    """The document's page, in the search from which it was opened."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/document/{quote(request.path_params['id'], safe='')}{query}"


def _back(request: Request) -> Response:
    return RedirectResponse(f"{_address(request)}#own", 303)
