"""Asks the index for what an address describes."""

import msgspec

from pipeline.index import Counted, Facets, Hit, Index, PublishedWhen, SearchRequest
from pipeline.query.filters import Filter
from pipeline.terms.folders import FOLDERS
from workers.page import nearly_equal
from workers.page.asked import FACETS, PAGE_SIZE, Asked
from workers.page.copies import Listed, with_equal
from workers.page.nearly_equal import Grouped, Groupings
from workers.page.source_tree import MOST_COUNTED, SourceTree, source_tree
from workers.reading.advice import Unknown, in_the_way, unknown_words

FACET_SIZE = 8
LONGEST_LIST = 1_000


class Results(msgspec.Struct, frozen=True):
    """One page of hits, and what goes with it.

    `total`: documents found, every copy counted; `texts`: how many different texts they have, None
    where they are too many to tell. `listed`: the hits with what says the same; `grouped`: those of
    the whole result, where nearly equal ones are put together. `facets`: values with their numbers
    by name of the facet. `sources`: folders and archives. `dates`: how many were published when.
    `note`: what in the query is not searched as it was written.

    When nothing is found: `unknown` has the words that no document has, `in_the_way` the filters
    without which something is found, and how much; `is_empty_index`: there is no document at all.
    """

    total: int
    texts: int | None
    listed: tuple[Listed, ...]
    facets: dict[str, Counted]
    dates: PublishedWhen | None
    sources: SourceTree
    grouped: Grouped | None = None
    note: str | None = None
    unknown: tuple[Unknown, ...] = ()
    in_the_way: tuple[tuple[Filter, int], ...] = ()
    is_empty_index: bool = False

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits of this page."""
        return tuple(one.hit for one in self.listed)

    @property
    def length(self) -> int:
        """How many hits all pages have together."""
        fewer = self.grouped.fewer if self.grouped else 0
        return (self.total if self.texts is None else self.texts) - fewer


def results(index: Index, asked: Asked, groupings: Groupings) -> Results:
    """The hits of one page, the facets, and advice where nothing is found.

    Raises:
        ConfigurationError: a date is none, or the index cannot give so many hits.
        Unavailable: the index does not answer.
    """
    parsed, filters = asked.parsed(), asked.filters()
    request = SearchRequest(
        asked.node(),
        size=0 if asked.near else PAGE_SIZE,
        offset=0 if asked.near else asked.offset,
        sort=asked.order(),
        facets=Facets(
            tuple(FACETS.values()), FACET_SIZE, texts=True, sizes=((FOLDERS, MOST_COUNTED),)
        ),
    )
    found = index.search(request)
    nothing = not found.total
    grouped = groupings.of(index, asked, found.total) if asked.near else None
    listed = (
        nearly_equal.listed(index, asked, grouped)
        if grouped
        else [Listed(hit, number) for number, hit in enumerate(found.hits, asked.offset + 1)]
    )
    if found.texts is None or found.texts < found.total:
        listed = with_equal(index, request.query, listed)
    return Results(
        total=found.total,
        texts=found.texts,
        listed=tuple(listed),
        grouped=grouped,
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
    found = index.search(SearchRequest(asked.node(), size=0, facets=facets))
    return found.facets.get(FACETS[name], ())


def id_of_hit(index: Index, asked: Asked, number: int, groupings: Groupings) -> str | None:
    """The id of a hit, counted from 1 over all pages; None behind the last."""
    if asked.near:
        total = index.search(SearchRequest(asked.node(), size=0)).total
        grouped = groupings.of(index, asked, total)
        if number <= len(grouped.firsts):
            return grouped.firsts[number - 1].id
        number += grouped.fewer
    request = SearchRequest(asked.node(), size=1, offset=number - 1, sort=asked.order())
    found = index.search(request)
    return found.hits[0].id if found.hits else None
