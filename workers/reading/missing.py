"""Why a part of a query finds nothing by itself: fields without values, other values, phrases."""

from collections.abc import Iterator

from pipeline.fields import FACET_FIELDS, NAME_FIELDS, TEXT_FIELDS
from pipeline.index import Facets, Index, SearchRequest
from pipeline.query.leaves import literal
from pipeline.query.names import query_name
from pipeline.query.tree import (
    All,
    And,
    Boost,
    Exists,
    Node,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
)
from pipeline.terms.words import terms

MOST_PARTS = 5  # that are looked into
MOST_VALUES = 5
PUBLISHED = "published"


def missing(index: Index, query: Node) -> list[str]:
    """A sentence for each part of a query that alone finds nothing, where more is known of it.

    Words and names that no document has are told by `advice.unknown_words`.
    """
    found = []
    for part in list(dict.fromkeys(_parts(query)))[:MOST_PARTS]:
        if not _total(index, part) and (told := _reason(index, part)):
            found.append(told)
    return found


def _parts(node: Node) -> Iterator[Node]:
    """The parts that have to hold, each of which may be what finds nothing."""
    match node:
        case And(parts):
            for part in parts:
                yield from _parts(part)
        case Boost(part):
            yield from _parts(part)
        case Word() | Phrase() | Prefix() | Wildcard() | Range() | Exists():
            yield node


def _reason(index: Index, part: Node) -> str | None:
    match part:
        case Phrase(text, None):
            together = _total(index, And(tuple(Word(word) for word in terms(text))))
            return f'the words of "{text}" are in {together:,}, not so' if together else None
        case Phrase(text, str(field)) if field in NAME_FIELDS:
            parts = _total(index, And(tuple(Word(word, field) for word in terms(text))))
            name = query_name(field)
            return f'no {name} is just "{text}"; its words are in {parts:,}' if parts else None
        case Exists(field) | Range(field):
            pass
        case Word(_, field) | Phrase(_, field) | Prefix(_, field) | Wildcard(_, field) if (
            field is not None and field not in (*TEXT_FIELDS, *NAME_FIELDS)
        ):
            pass
        case _:
            return None
    name = query_name(field)
    if not _total(index, Exists(field)):
        return f"no document has a value in {name}"
    match part:
        case Range():
            return _span(index) if field == PUBLISHED else f"no {name} is in that range"
        case Word(text) | Phrase(text):
            contained = Wildcard(f"*{literal(text)}*", field)
            if text and (total := _total(index, contained)):
                return f"{name} is matched whole: {name}:*{text}* finds {total:,}"
    return _others(index, field)


def _span(index: Index) -> str | None:
    """From when to when documents were published."""
    dates = index.search(SearchRequest(All(), size=0, facets=Facets(()))).dates
    if dates is None:
        return None
    return f"dates of publication go from {dates.bars[0][0]} to {dates.bars[-1][0]}"


def _others(index: Index, field: str) -> str | None:
    """The most frequent values of a field that has few of them."""
    if field not in FACET_FIELDS:
        return f"no {query_name(field)} is like that"
    wanted = Facets((field,), MOST_VALUES, dates=False)
    values = index.search(SearchRequest(All(), size=0, facets=wanted)).facets[field]
    return f"{field} has {', '.join(f'{value} ({count:,})' for value, count in values)}"


def _total(index: Index, node: Node) -> int:
    return index.search(SearchRequest(node, size=0, collapse=False)).total
