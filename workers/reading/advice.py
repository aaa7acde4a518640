"""What to try when a search finds nothing: likely spellings, and filters that are in the way."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.fields import NAME_FIELDS, TEXT_FIELDS
from pipeline.index import Index, SearchRequest
from pipeline.query.distance import distance
from pipeline.query.filters import Filter, narrowed
from pipeline.query.names import query_name
from pipeline.query.tree import All, And, Boost, Fuzzy, Node, Or, Phrase, Prefix, Wildcard, Word
from pipeline.terms.twins import terms_of
from pipeline.terms.words import terms
from workers.reading.missing import missing

MOST_WORDS = 5  # that are looked up
MOST_SPELLINGS = 3
TWO_LETTERS_FROM = 6  # as Elasticsearch's AUTO
# A like word is told of beside one that is found where it is so many times as frequent.
MUCH_MORE = 20


class Unknown(msgspec.Struct, frozen=True):
    """A word of a query that no document has, and like words that some have, the likeliest first.

    `field`: the index field whose names have it not; None for title and text.
    """

    term: str
    field: str | None
    likely: tuple[str, ...]

    def __str__(self) -> str:
        where = "" if self.field is None else f" in {query_name(self.field)}"
        meant = f": did you mean {' or '.join(self.likely)}?" if self.likely else ""
        return f"no document has {self.term!r}{where}{meant}"


def advice(index: Index, query: Node, chosen: Sequence[Filter]) -> list[str]:
    """Sentences on why nothing is found and what would be; none where nothing is known."""
    whole = And((query, *(one.node for one in chosen)))
    return [
        *map(str, unknown_words(index, whole)),
        *missing(index, whole),
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
            yield Unknown(term, field, _likely(near, term))


def rarer_spellings(index: Index, query: Node) -> list[str]:
    """Sentences on words of a query that few documents have, where a like one is frequent."""
    found = []
    for text, field in list(dict.fromkeys(_words(query)))[:MOST_WORDS]:
        if field is not None:
            continue
        for term in terms(text)[:MOST_WORDS]:
            count = _total(index, Phrase(term))
            near = dict(index.near(terms_of("text"), term))
            frequent = {one: n for one, n in near.items() if n >= MUCH_MORE * max(1, count)}
            if likely := _likely(frequent, term):
                told = " or ".join(f"{one} ({near[one]:,})" for one in likely)
                found.append(f"{term!r} is in {count:,}: did you mean {told}?")
    return found


def _likely(near: Mapping[str, int], term: str) -> tuple[str, ...]:
    """Of like words those that differ least, the most frequent first; short ones in one letter."""
    apart = {one: distance(one, term, 2) for one in near}
    least = min(apart.values(), default=0)
    if least > (1 if len(term) < TWO_LETTERS_FROM else 2):
        return ()
    likely = sorted((one for one in near if apart[one] == least), key=lambda o: (-near[o], o))
    return tuple(likely[:MOST_SPELLINGS])


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
