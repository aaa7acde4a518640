"""Values, dates and texts of the documents of one commit in memory: what a search finds is counted.

tantivy counts by segment and by document, which takes longest for common words. Here the documents
of each value lie beside one another, and a search is a mark for each document.
"""

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import tantivy
from tantivy import DocAddress, Occur, Query, Searcher

from pipeline.index import Counted
from workers.indexes.embedded.reader import Opened
from workers.indexes.embedded.schema import SLOT, content_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Marks = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int64]

DATE = "published"
# Values of a field that are held, the most frequent ones. A tenth of a millisecond for each.
KEPT = 4_000
# Documents of all values of a field together, at four bytes; of more it is left to tantivy.
MOST_ROWS = 5_000_000
# Times as long as columns took to read, a commit must have stood before they are read again.
PATIENCE = 10
PORTION = 1 << 14  # documents that are read at once
_UNDATED = -(1 << 62)


class Column(NamedTuple):
    """A field: `rows` has the documents of one value after the other, from its number in `starts`.

    `rest`: in so many documents, at most, is a value that is not among these.
    """

    values: list[str]
    rows: "npt.NDArray[np.uint32]"
    starts: "Numbers"
    rest: int


class Columns:
    """The documents of one commit, each with a number of its own, its row."""

    def __init__(self, current: Opened, schema: tantivy.Schema) -> None:
        import numpy as np  # here, because a search without facets does without it

        self.commit = current.commit
        self.fields: dict[str, Column | None] = {}
        self._schema = schema
        searcher, every = current.searcher, _unscored(Query.all_query())
        sizes = [0] * searcher.num_segments
        for some in _portions(searcher, every, searcher.num_docs):
            for segment, here in _by_segment(some, len(sizes)):
                sizes[segment] = here[-1].doc + 1 if here else sizes[segment]
        self._before = [0, *accumulate(sizes)]  # rows of the segments before
        self._every: Marks = np.zeros(self._before[-1], np.bool_)
        self._dates = np.full(len(self._every), _UNDATED, np.int64)
        self._contents = np.zeros(len(self._every), np.uint32)
        for some in _portions(searcher, every, searcher.num_docs):
            rows = self._rows(some)
            self._every[rows] = True
            dates: list[Any] = searcher.fast_field_values(DATE, some)
            self._dates[rows] = [_UNDATED if date is None else date for date in dates]
            slots: list[Any] = searcher.fast_field_values(SLOT, some)
            self._contents[rows] = [content_of(slot) for slot in slots]

    def read(self, searcher: Searcher, field: str) -> None:
        """Read a field; one with too many documents is known as None."""
        import numpy as np

        terms = sorted(searcher.terms_with_prefix(field, ""), key=lambda one: -one[1])
        rest = terms[KEPT][1] if len(terms) > KEPT else 0
        kept = sorted(terms[:KEPT])
        if sum(count for _, count in kept) > MOST_ROWS:
            self.fields[field] = None
            return
        having = {}
        for value, count in kept:
            query = _unscored(Query.term_query(self._schema, field, value))
            portions = _portions(searcher, query, count)
            if found := [self._rows(some).astype(np.uint32) for some in portions]:
                having[value] = np.concatenate(found)
        lengths = [len(rows) for rows in having.values()]
        rows = np.concatenate(list(having.values()) or [np.empty(0, np.uint32)])
        starts = np.cumsum([0, *lengths[:-1]]) if lengths else np.empty(0, np.int64)
        self.fields[field] = Column(list(having), rows, starts, rest)

    def matching(self, searcher: Searcher, query: Query, total: int) -> "Marks":
        """A mark for each row that one of `total` documents has; the fewer ones are asked for."""
        if 2 * total <= searcher.num_docs:
            marks = self._every & False
            marks[self._rows(_addresses(searcher, query, total))] = True
            return marks
        others = Query.boolean_query(
            [(Occur.Must, _unscored(Query.all_query())), (Occur.MustNot, query)]
        )
        marks = self._every.copy()
        marks[self._rows(_addresses(searcher, others, searcher.num_docs - total))] = False
        return marks

    def first(self, field: str, marks: "Marks", size: int) -> Counted | None:
        """The most frequent values; None if others may be among them.

        Equally frequent ones are in the order of their characters.
        """
        import numpy as np

        column = self.fields.get(field)
        if column is None:
            return None
        if not column.values:
            return ()
        here = marks.view(np.uint8).take(column.rows)
        counts = np.add.reduceat(here, column.starts, dtype=np.uint32).astype(np.int64)
        order = np.argsort(-counts, kind="stable")[:size]
        found = [(column.values[at], int(counts[at])) for at in order if counts[at]]
        least = found[-1][1] if len(found) == size else 0
        return tuple(found) if not column.rest or least > column.rest else None

    def dates(self, marks: "Marks") -> "Numbers":
        """When documents were published, in seconds since 1970; those without a date left out."""
        dates: Numbers = self._dates[marks & (self._dates != _UNDATED)]
        return dates

    def texts(self, marks: "Marks") -> int:
        """How many different texts documents have."""
        import numpy as np

        return len(np.unique(self._contents[marks]))

    def _rows(self, addresses: list[DocAddress]) -> "Numbers":
        import numpy as np

        rows: Numbers = np.array([one.doc for one in addresses], np.int64)
        at = 0
        for segment, some in _by_segment(addresses, len(self._before) - 1):
            rows[at : at + len(some)] += self._before[segment]
            at += len(some)
        return rows


class KnownColumns:
    """The columns of the last commit, if enough is asked of it; used by many threads.

    They are read beside the searches, when a second one of the same commit could use them. While a
    run goes on a commit does not last long enough.
    """

    def __init__(
        self,
        schema: tantivy.Schema,
        begin: Callable[[Callable[[], None]], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._schema = schema
        self._begin = begin
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Columns | None = None
        self._seen: tuple[bytes, float] = (b"", 0.0)  # the last commit, and since when
        self._cost = 0.0  # seconds that it took to read columns
        self._is_reading = False

    def of(self, current: Opened, fields: tuple[str, ...]) -> Columns | None:
        """Those of a commit, if they are known with all of some fields."""
        known = self._known
        if known and known.commit == current.commit and known.fields.keys() >= {*fields}:
            return known
        with self._lock:
            now = self._clock()
            if self._seen[0] != current.commit:
                self._seen, self._known = (current.commit, now), None
                return None
            if self._is_reading or now - self._seen[1] < PATIENCE * self._cost:
                return None
            self._is_reading = True
        self._begin(lambda: self._read(current, fields))
        return None

    def _read(self, current: Opened, fields: tuple[str, ...]) -> None:
        try:
            begun = self._clock()
            known = self._known
            if known is None:
                known = Columns(current, self._schema)
            for field in fields:
                if field not in known.fields:
                    known.read(current.searcher, field)
            with self._lock:
                self._cost = self._clock() - begun
                if self._seen[0] == current.commit:
                    self._known = known
        finally:
            self._is_reading = False


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _addresses(searcher: Searcher, query: Query, most: int, offset: int = 0) -> list[DocAddress]:
    """Where documents are that a query finds, at most `most` of them."""
    if not most:
        return []
    found = searcher.search(query, most, count=False, offset=offset)
    return [address for _, address in found.hits]


def _portions(searcher: Searcher, query: Query, most: int) -> Iterator[list[DocAddress]]:
    """The same, few at a time: a list of all would leave its memory with the process."""
    for offset in range(0, most, PORTION):
        if some := _addresses(searcher, query, min(PORTION, most - offset), offset):
            yield some


def _by_segment(
    addresses: list[DocAddress], segments: int
) -> Iterator[tuple[int, list[DocAddress]]]:
    """Addresses in their order, in which tantivy gives those of one score, by the segment."""
    at = 0
    for segment in range(segments):
        end = bisect_right(addresses, segment, at, key=lambda one: one.segment_ord)
        yield segment, addresses[at:end]
        at = end
