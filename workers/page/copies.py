"""Hits that say the same as another: opened below it, and not listed as hits of their own."""

from collections.abc import Sequence
from itertools import islice

import msgspec

from pipeline.index import Hit, Index
from pipeline.query.tree import And, Node, Or, Word
from pipeline.records import Locator
from pipeline.similar import COMPARED_FIELDS, Sequences

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
    ids = [one.hit.id for one in listed]
    found = zip(ids, index.records(ids, ("content_hash",)), strict=True)
    shown = {record["content_hash"]: id for id, record in found if record and len(record)}
    equal: dict[str, list[str]] = {}
    if shown:
        same = Or(tuple(Word(content, "content_hash") for content in shown))
        for one in islice(index.held(And((query, same))), MOST_COPIES):
            if one.id not in ids:
                equal.setdefault(shown[one.content_hash], []).append(one.id)
    return [
        msgspec.structs.replace(one, equal=_copies(index, equal.get(one.hit.id, ())))
        for one in listed
    ]


def nearly_equal_together(index: Index, listed: Sequence[Listed]) -> list[Listed]:
    """Of hits that share most of their words in their order the first, the others below it."""
    records = index.records([one.hit.id for one in listed], COMPARED_FIELDS)
    kept: list[tuple[Sequences, Listed]] = []
    for one, record in zip(listed, records, strict=True):
        sequences = Sequences(record or {})
        same = next((at for at, (own, _) in enumerate(kept) if own.are_nearly(sequences)), None)
        if same is None:
            kept.append((sequences, one))
            continue
        own, first = kept[same]
        hit = one.hit
        copy = Copy(hit.id, hit.title, hit.place)
        nearly = (*first.nearly, copy, *one.equal)
        kept[same] = own, msgspec.structs.replace(first, nearly=nearly)
    return [one for _, one in kept]


def _copies(index: Index, ids: Sequence[str]) -> tuple[Copy, ...]:
    found = zip(ids, index.records(ids, _PLACE), strict=True)
    return tuple(
        Copy(
            id,
            record.get("title") or "",
            str(Locator.of_stored(record)),
        )
        for id, record in found
        if record
    )
