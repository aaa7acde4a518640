"""What to try when a search finds nothing: likely spellings, and filters that are in the way."""

from collections.abc import Iterator, Sequence

import msgspec

from pipeline.fields import FOLDED_FIELDS, NAME_FIELDS, TEXT_FIELDS
from pipeline.index import Index, SearchRequest
from pipeline.query.filters import Filter, narrowed
from pipeline.query.names import FIELD_NAMES
from pipeline.query.snippet import distance
from pipeline.query.tree import All, And, Boost, Fuzzy, Node, Or, Phrase, Prefix, Wildcard, Word
from pipeline.terms.twins import terms_of
from pipeline.terms.words import terms

MOST_WORDS = 5  # that are looked up
MOST_SPELLINGS = 3


class Unknown(msgspec.Struct, frozen=True):
    """A word of a query that no document has, and like words that some have, the likeliest first.

    `field`: the index field whose names have it not; None for title and text.
    """

    term: str
    field: str | None
    likely: tuple[str, ...]

    def __str__(self) -> str:
        where = "" if self.field is None else f" in {_option(self.field)}"
        meant = f": did you mean {' or '.join(self.likely)}?" if self.likely else ""
        return f"no document has {self.term!r}{where}{meant}"


def advice(index: Index, query: Node, chosen: Sequence[Filter]) -> list[str]:
    """Sentences on why nothing is found and what would be; none where nothing is known."""
    return [
        *map(str, unknown_words(index, And((query, *(one.node for one in chosen))))),
        *(f"without {one} there are {total:,}" for one, total in in_the_way(index, query, chosen)),
    ]


def in_the_way(index: Index, query: Node, chosen: Sequence[Filter]) -> Iterator[tuple[Filter, int]]:
    """The filters without which something is found, and how much."""
    for number, one in enumerate(chosen):
        others = [other for place, other in enumerate(chosen) if place != number]
        if query == All() and not others:
            continue
        if total := _total(index, narrowed(query, others)):
            yield one, total


def unknown_words(index: Index, query: Node) -> Iterator[Unknown]:
    """The words and names of a query that no document has."""
    looked_up = 0
    for text, field in dict.fromkeys(_words(query)):
        for term in dict.fromkeys(terms(text)):
            if looked_up == MOST_WORDS:
                return
            if _total(index, Phrase(term) if field is None else Word(term, field)):
                continue
            looked_up += 1
            near: dict[str, int] = {}
            for twin in map(terms_of, TEXT_FIELDS if field is None else (field,)):
                for one, count in index.near(twin, term):
                    near[one] = near.get(one, 0) + count
            likely = sorted(near, key=lambda one: (distance(one, term, 2), -near[one], one))
            yield Unknown(term, field, tuple(likely[:MOST_SPELLINGS]))


def _words(node: Node) -> Iterator[tuple[str, str | None]]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words(part)
        case Boost(part):
            yield from _words(part)
        case Word(text, field) | Phrase(text, field) | Fuzzy(text, field):
            if field is None or field in TEXT_FIELDS:
                yield text, None
            elif field in NAME_FIELDS:
                yield text, field
        case Prefix() | Wildcard():
            pass


def _total(index: Index, node: Node) -> int:
    return index.search(SearchRequest(node, size=0, collapse=False)).total


def _option(field: str) -> str:
    """The name of a field as people write it."""
    short = (name for name, known in FIELD_NAMES.items() if known == field and name != field)
    return next(short, field) if field in FOLDED_FIELDS else field
