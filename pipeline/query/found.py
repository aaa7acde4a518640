"""A found document as its record tells it, and the hit made of it: the same on every index."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pipeline.fields import page_at
from pipeline.index import Hit
from pipeline.query.matcher import Matcher
from pipeline.query.snippet import Snippet, snippet

NONE = Snippet("")
# What of a record texts are compared by, a snippet is made of and its page is told by.
SNIPPET_FIELDS = ("title", "text", "language", "page_starts")


class Found(msgspec.Struct):
    """The fields of a stored record that a hit needs."""

    id: str
    title: str = ""
    text: str = ""
    language: str | None = None
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    published: str | None = None
    author: str | None = None
    source: str = ""
    member: str = ""
    record: int | None = None
    source_id: str | None = None
    content_hash: str = ""
    pages: int = 0
    page_starts: tuple[int, ...] = ()


def hit(found: Found, score: float, matcher: Matcher | None) -> Hit:
    """The hit for a document, with a snippet that shows the matches if there is a matcher."""
    shown = NONE if matcher is None else snippet(found.title, found.text, found.language, matcher)
    return Hit(
        id=found.id,
        score=score,
        title=found.title,
        snippet=shown.text,
        people=found.people,
        organizations=found.organizations,
        places=found.places,
        topics=found.topics,
        published=found.published,
        source=found.source,
        pages=found.pages,
        page=_page(shown, found.page_starts),
        member=found.member,
        record=found.record,
        source_id=found.source_id,
        author=found.author,
        language=found.language,
        matches=shown.matches,
        content_hash=found.content_hash,
    )


def with_snippet(hit: Hit, record: Mapping[str, Any], matcher: Matcher) -> Hit:
    """A hit found without a snippet, with it; `record`: `SNIPPET_FIELDS` of its document."""
    title, text = record.get("title") or "", record.get("text") or ""
    shown = snippet(title, text, record.get("language"), matcher)
    page = _page(shown, record.get("page_starts") or ())
    return msgspec.structs.replace(hit, snippet=shown.text, matches=shown.matches, page=page)


def _page(shown: Snippet, starts: Sequence[int]) -> int | None:
    """The page on which the first match of a snippet begins."""
    return None if shown.at is None else page_at(shown.at, starts)
