"""Asks the index for what an address describes."""

import msgspec

from pipeline.index import Counted, Facets, Hit, Index, PublishedWhen, SearchRequest
from pipeline.query.filters import Filter
from pipeline.terms.folders import FOLDERS
from workers.page.asked import FACETS, PAGE_SIZE, Asked
from workers.page.copies import Listed, nearly_equal_together, with_equal
from workers.page.source_tree import MOST_COUNTED, SourceTree, source_tree
from workers.reading.advice import Unknown, in_the_way, unknown_words
from workers.reading.match_page import with_page

FACET_SIZE = 8
LONGEST_LIST = 1_000


class Results(msgspec.Struct, frozen=True):
    """One page of hits, and what goes with it.

    `total`: documents found, every copy counted; `texts`: how many different texts they have, None
    where they are too many to tell. `listed`: the hits with what says the same. `facets`: values
    with their numbers by name of the facet. `sources`: folders and archives. `dates`: how many were
    published when. `note`: what in the query is not searched as it was written.

    When nothing is found: `unknown` has the words that no document has, `in_the_way` the filters
    without which something is found, and how much; `is_empty_index`: there is no document at all.
    """

    total: int
    texts: int | None
    hits: tuple[Hit, ...]
    listed: tuple[Listed, ...]
    facets: dict[str, Counted]
    dates: PublishedWhen | None
    sources: SourceTree
    note: str | None = None
    unknown: tuple[Unknown, ...] = ()
    in_the_way: tuple[tuple[Filter, int], ...] = ()
    is_empty_index: bool = False


def results(index: Index, asked: Asked) -> Results:
    """The hits of one page, the facets, and advice where nothing is found.

    Raises:
        ConfigurationError: a date is none, or the index cannot give so many hits.
        Unavailable: the index does not answer.
    """
    parsed, filters = asked.parsed(), asked.filters()
    request = SearchRequest(
        asked.node(),
        size=PAGE_SIZE,
        offset=asked.offset,
        sort=asked.order(),
        facets=Facets(tuple(FACETS.values()), size=MOST_COUNTED, texts=True),
    )
    found = index.search(request)
    nothing = not found.total
    hits = tuple(with_page(index, hit) for hit in found.hits)
    listed = [Listed(hit, number) for number, hit in enumerate(hits, asked.offset + 1)]
    if found.texts is None or found.texts < found.total:
        listed = with_equal(index, request.query, listed)
    if asked.near:
        listed = nearly_equal_together(index, listed)
    return Results(
        total=found.total,
        texts=found.texts,
        hits=hits,
        listed=tuple(listed),
        facets={name: found.facets.get(field, ())[:FACET_SIZE] for name, field in FACETS.items()},
        sources=source_tree(found.facets.get(FOLDERS, ()), found.total, FACET_SIZE),
        dates=found.dates,
        note=parsed.note,
        unknown=tuple(unknown_words(index, parsed.node)) if nothing else (),
        in_the_way=tuple(in_the_way(index, parsed.node, filters)) if nothing else (),
        is_empty_index=nothing and not index.count(),
    )


def facet_values(index: Index, asked: Asked, name: str, like: str) -> Counted:
    """The values of one facet, the most frequent first, `LONGEST_LIST` at most.

    `like`: only those in which a word begins so, or has this pattern; "" for all.
    """
    facets = Facets((FACETS[name],), size=LONGEST_LIST, like=like, dates=False)
    return index.search(SearchRequest(asked.node(), size=0, facets=facets)).facets[FACETS[name]]


def id_of_hit(index: Index, asked: Asked, number: int) -> str | None:
    """The id of a hit, counted from 1 over all pages; None behind the last."""
    request = SearchRequest(asked.node(), size=1, offset=number - 1, sort=asked.order())
    found = index.search(request)
    return found.hits[0].id if found.hits else None
