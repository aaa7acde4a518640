"""Hits that say the same as another: opened below it, and not listed as hits of their own."""

from collections.abc import Sequence
from itertools import islice

import msgspec

from pipeline.index import Hit, Index
from pipeline.query.tree import And, Node, Or, Word
from pipeline.records import Locator

MOST_COPIES = 200  # of all hits of a page
_PLACE = ("title", "source", "member", "record")


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
    """The hits with the others that match and have the same text."""
    ids = {one.hit.id for one in listed}
    shown = {one.hit.content_hash: one.hit.id for one in listed if one.hit.content_hash}
    equal: dict[str, list[str]] = {}
    if shown:
        same = Or(tuple(Word(content, "content_hash") for content in shown))
        for one in islice(index.held(And((query, same))), MOST_COPIES):
            if one.id not in ids:
                equal.setdefault(shown[one.content_hash], []).append(one.id)
    found_copies = _copies(index, [id for copies in equal.values() for id in copies])
    return [
        msgspec.structs.replace(
            one,
            equal=tuple(found_copies[id] for id in equal.get(one.hit.id, ()) if id in found_copies),
        )
        for one in listed
    ]


def _copies(index: Index, ids: Sequence[str]) -> dict[str, Copy]:
    found = zip(ids, index.records(ids, _PLACE), strict=True)
    return {
        id: Copy(id, record.get("title") or "", str(Locator.of_stored(record)))
        for id, record in found
        if record
    }
