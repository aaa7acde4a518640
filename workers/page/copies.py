"""Hits that say the same as another: opened below it, and not listed as hits of their own."""

from collections.abc import Sequence

import msgspec

from pipeline.index import Hit, Index, SearchRequest, Sort
from pipeline.query.tree import And, Node, Not, Or, Word

MOST_COPIES = 200  # of all hits of a page


class Copy(msgspec.Struct, frozen=True):
    """A document with the text of a hit, or nearly."""

    id: str
    title: str
    place: str


class Listed(msgspec.Struct, frozen=True):
    """A hit as it is listed: its number among all, those with its text, those nearly equal."""

    hit: Hit
    number: int
    equal: tuple[Copy, ...] = ()
    nearly: tuple[Copy, ...] = ()


def with_equal(index: Index, query: Node, listed: Sequence[Listed]) -> list[Listed]:
    """The hits with the others that match and have the same text, by their source."""
    shown = {one.hit.content_hash for one in listed} - {""}
    if not shown:
        return list(listed)
    same = Or(tuple(Word(content, "content_hash") for content in sorted(shown)))
    others = Not(Or(tuple(Word(one.hit.id, "id") for one in listed)))
    request = SearchRequest(
        And((query, same, others)),
        size=MOST_COPIES,
        sort=Sort.SOURCE,
        collapse=False,
        snippets=False,
    )
    equal: dict[str, list[Copy]] = {}
    for hit in index.search(request).hits:
        equal.setdefault(hit.content_hash, []).append(Copy(hit.id, hit.title, hit.place))
    return [
        msgspec.structs.replace(one, equal=tuple(equal.get(one.hit.content_hash, ())))
        for one in listed
    ]
