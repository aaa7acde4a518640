"""Matches in an order that is the same in every index: by score, date or source, then by id."""

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

import msgspec
import tantivy
from tantivy import DocAddress, FieldType, Occur, Order, Query

from pipeline.index import Sort
from pipeline.query.found import Found
from workers.indexes.embedded.schema import ID, RECORD

PAGE = 16  # of which not all may be wanted: to read a record takes longer than to find it
LARGEST_PAGE = 4_096
MOST_ADDRESSES = 1 << 16  # of a page of which no record is read
# Matches of one score whose records are all read to put them in order.
MOST_READ = 256

Ranked = Iterator[tuple[float, Found]]
T = TypeVar("T")


class Ordered:
    """The matches of a query; each method streams them in one order, page after page.

    `ranked`: the query that scores them. `matches`: one that only finds them. `wanted`: how many
    will be asked for, about; so many are found at once.
    """

    def __init__(
        self,
        schema: tantivy.Schema,
        searcher: tantivy.Searcher,
        ranked: Query,
        matches: Query,
        wanted: int = 0,
    ) -> None:
        self._schema = schema
        self._searcher = searcher
        self._ranked = ranked
        self._matches = matches
        # Some are copies of others, and what comes behind the last tells that its score ends.
        self._page = min(max(PAGE, wanted + wanted // 4 + 4), LARGEST_PAGE)

    def by(self, sort: Sort, *, by_score: bool) -> Ranked:
        """The matches with their scores; `by_score`: whether the query gives different ones."""
        if sort is Sort.SOURCE:
            return self._by_field("source", Order.Asc)
        if sort in (Sort.OLDEST, Sort.NEWEST):
            return self._by_date(Order.Asc if sort is Sort.OLDEST else Order.Desc)
        return self._by_score() if by_score else self._by_id(self._matches)

    def _by_score(self) -> Ranked:
        """Best first. tantivy breaks ties by its own numbers, so equal scores are put in order."""
        for score, group in self._groups():
            if len(group) <= MOST_READ:
                found = sorted(map(self._found, group), key=lambda one: one.id)
                yield from ((score, one) for one in found)
                continue
            # A pattern or a misspelt word may give thousands the same score: their records are read
            # as they are asked for.
            places = {(address.segment_ord, address.doc) for address in group}
            # So many by their ids that a page of the group is among them.
            size = 1 + PAGE * total(self._searcher.search(self._matches, 1)) // len(group)
            all_by_id = self._addresses_by_id(self._matches, size)
            here = (one for one in all_by_id if (one.segment_ord, one.doc) in places)
            yield from ((score, self._found(address)) for address in islice(here, len(group)))

    def _groups(self) -> Iterator[tuple[float, list[DocAddress]]]:
        """The scores that there are, the best first, each with the matches that have it."""
        size, offset = self._page, 0
        score, group = 0.0, list[DocAddress]()
        while True:
            page = self._searcher.search(self._ranked, size, count=False, offset=offset).hits
            for one, address in page:
                if one != score and group:
                    yield score, group
                    group = []
                score = one
                group.append(address)
            if len(page) < size:
                break
            offset += size
            size = min(8 * size, MOST_ADDRESSES)
        if group:
            yield score, group

    def _by_id(self, query: Query) -> Ranked:
        return ((0.0, self._found(address)) for address in self._addresses_by_id(query))

    def _addresses_by_id(self, query: Query, least: int = 0) -> Iterator[DocAddress]:
        size, offset = max(least, self._page), 0
        while True:
            page = self._searcher.search(
                query, size, count=False, order_by_field=ID, order=Order.Asc, offset=offset
            ).hits
            yield from (address for _, address in page)
            if len(page) < size:
                return
            offset += size
            size = max(size, min(2 * size, LARGEST_PAGE))

    def _by_date(self, order: Order) -> Ranked:
        dated = Query.exists_query("published")
        yield from self._by_field("published", order, dated)
        # A query of exclusions alone finds nothing in tantivy.
        undated = Query.boolean_query([(Occur.Must, self._matches), (Occur.MustNot, dated)])
        yield from self._by_id(undated)

    def _by_field(self, field: str, order: Order, also: Query | None = None) -> Ranked:
        """By a field that every match of both queries has once."""
        query = self._matches if also is None else _both(self._matches, also)
        size, offset = self._page, 0
        while True:
            page = self._searcher.search(
                query, size, count=False, order_by_field=field, order=order, offset=offset
            ).hits
            by_value: dict[int | str, list[DocAddress]] = {}
            for value, address in page:
                by_value.setdefault(value, []).append(address)
            is_last = len(page) < size
            if not is_last:
                # More with the last value may follow.
                offset += size - len(by_value.popitem()[1])
            for addresses in by_value.values():
                found = [self._found(address) for address in addresses]
                yield from ((0.0, one) for one in sorted(found, key=lambda one: one.id))
            if is_last:
                return
            if not by_value:  # a whole page has the same value
                value = page[0][0]
                same = _both(query, self._has(field, value))
                yield from self._by_id(same)
                offset += total(self._searcher.search(same, 1))
            size = min(2 * size, LARGEST_PAGE)

    def _has(self, field: str, value: int | str) -> Query:
        if isinstance(value, str):
            return Query.term_query(self._schema, field, value)
        return Query.range_query(
            self._schema, field, FieldType.Integer, value, value, include_upper=True
        )

    def _found(self, address: DocAddress) -> Found:
        return record(self._searcher, address, Found)


def record(searcher: tantivy.Searcher, address: DocAddress, kind: type[T]) -> T:
    """The stored record of a document."""
    return msgspec.json.decode(searcher.doc(address)[RECORD][0], type=kind)


def total(page: tantivy.SearchResult) -> int:
    """How many documents match a search."""
    count: int = page.count  # type: ignore[attr-defined]  # missing from tantivy's stub
    return count


def _both(one: Query, other: Query) -> Query:
    return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])
