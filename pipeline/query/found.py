"""A found document as its record tells it, and the hit made of it: the same on every index."""

import msgspec

from pipeline.index import Hit
from pipeline.query.matcher import Matcher
from pipeline.query.snippet import Snippet, snippet

NONE = Snippet("")


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
        member=found.member,
        record=found.record,
        source_id=found.source_id,
        author=found.author,
        language=found.language,
        matches=shown.matches,
        content_hash=found.content_hash,
    )
