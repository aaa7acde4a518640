"""Matches in an order that is the same in every index: by score, date or source, then by id."""

from collections.abc import Iterator
from typing import TypeVar, cast

import msgspec
import tantivy
from tantivy import DocAddress, FieldType, Occur, Order, Query

from pipeline.index import Sort
from pipeline.query.found import Found
from workers.indexes.embedded.schema import ID, RECORD, SLOT, SLOTS, content_of

PAGE = 16
LARGEST_PAGE = 4_096
MOST_ADDRESSES = 1 << 16  # of a page of which no record is read
# Matches of one score whose records are all read to put them in order.
MOST_READ = 256

T = TypeVar("T")


class _Content(msgspec.Struct):
    """What tells documents of equal texts."""

    content_hash: str = ""


class Match:
    """A document in its place of an order; its record is read when that is asked for.

    `content`: a number that documents of equal texts share, and hardly any others.
    """

    __slots__ = ("_found", "_searcher", "address", "content", "score")

    def __init__(
        self, searcher: tantivy.Searcher, address: DocAddress, content: int, score: float = 0.0
    ) -> None:
        self._searcher = searcher
        self._found: Found | None = None
        self.address = address
        self.content = content
        self.score = score

    @property
    def found(self) -> Found:
        """What its record says."""
        if self._found is None:
            self._found = record(self._searcher, self.address, Found)
        return self._found


Ranked = Iterator[Match]


class Ordered:
    """The matches of a query; each method streams them in one order, page after page.

    `ranked`: the query that scores them. `matches`: one that only finds them. `wanted`: how many
    will be asked for, about; so many are found at once. Records are read of few but those that are
    asked for, because to read one takes longer than to find it.
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

    def by(self, sort: Sort, *, by_score: bool, collapse: bool) -> Ranked:
        """The matches with their scores; `by_score`: whether the query gives different ones.

        `collapse`: of documents with equal texts the first one only.
        """
        found = self._by(sort, by_score)
        return self._each_content_once(found) if collapse else found

    def _by(self, sort: Sort, by_score: bool) -> Ranked:
        if sort is Sort.SOURCE:
            return self._by_field("source", Order.Asc)
        if sort in (Sort.OLDEST, Sort.NEWEST):
            return self._by_date(Order.Asc if sort is Sort.OLDEST else Order.Desc)
        return self._by_score() if by_score else self._by_id(self._matches)

    def _by_score(self) -> Ranked:
        """Best first. tantivy breaks ties by its own numbers, so equal scores are put in order."""
        for group in self._groups():
            if len(group) <= MOST_READ:
                yield from _by_their_ids(group)
                continue
            # A pattern or a misspelt word may give thousands the same score: their records are read
            # as they are asked for.
            scores = {(one.address.segment_ord, one.address.doc): one.score for one in group}
            # So many by their ids that a page of the group is among them.
            size = 1 + PAGE * total(self._searcher.search(self._matches, 1)) // len(group)
            left = len(group)
            for one in self._by_id(self._matches, size):
                score = scores.get((one.address.segment_ord, one.address.doc))
                if score is not None:
                    one.score = score
                    yield one
                    left -= 1
                if not left:
                    break

    def _groups(self) -> Iterator[list[Match]]:
        """The matches that have one score, then those that have the next, the best first."""
        size, offset = self._page, 0
        group = list[Match]()
        while True:
            page = self._searcher.search(self._ranked, size, count=False, offset=offset).hits
            found = self._at([address for _, address in page])
            for one, (score, _) in zip(found, page, strict=True):
                one.score = score
                if group and group[0].score != score:
                    yield group
                    group = []
                group.append(one)
            if len(page) < size:
                break
            offset += size
            size = min(8 * size, MOST_ADDRESSES)
        if group:
            yield group

    def _by_id(self, query: Query, least: int = 0) -> Ranked:
        size, offset = max(least, self._page), 0
        while True:
            page = self._searcher.search(
                query, size, count=False, order_by_field=ID, order=Order.Asc, offset=offset
            ).hits
            yield from self._at([address for _, address in page])
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
                yield from _by_their_ids(self._at(addresses))
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

    def _at(self, addresses: list[DocAddress]) -> list[Match]:
        slots = cast("list[int]", self._searcher.fast_field_values(SLOT, addresses))
        return [
            Match(self._searcher, address, content_of(slot))
            for address, slot in zip(addresses, slots, strict=True)
        ]

    def _each_content_once(self, found: Ranked) -> Ranked:
        """Records are read only of those that share the number of their content with another."""
        seen: dict[int, DocAddress] = {}
        for one in found:
            number = one.content
            while number in seen and not self._is_copy(one, seen[number]):
                number += SLOTS
            if number not in seen:
                seen[number] = one.address
                yield one

    def _is_copy(self, one: Match, other: DocAddress) -> bool:
        content = one.found.content_hash
        return content != "" and content == record(self._searcher, other, _Content).content_hash


def _by_their_ids(matches: list[Match]) -> list[Match]:
    return sorted(matches, key=lambda one: one.found.id) if len(matches) > 1 else matches


def record(searcher: tantivy.Searcher, address: DocAddress, kind: type[T]) -> T:
    """The stored record of a document."""
    return msgspec.json.decode(searcher.doc(address)[RECORD][0], type=kind)


def total(page: tantivy.SearchResult) -> int:
    """How many documents match a search."""
    count: int = page.count  # type: ignore[attr-defined]  # missing from tantivy's stub
    return count


def _both(one: Query, other: Query) -> Query:
    return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])
