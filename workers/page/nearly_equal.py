"""Hits that say nearly the same as one, over a whole result: its pages and its count hold.

The texts of the first hits are compared when a result is first asked for; that is kept for a while,
so that a reader who goes from page to page sees one order.
"""

import threading
import time
from collections.abc import Callable

import msgspec

from pipeline.index import Hit, Index, SearchRequest
from pipeline.query.found import SNIPPET_FIELDS, with_snippet
from pipeline.query.matcher import Matcher
from pipeline.similar import Groups, Sequences
from workers.page.asked import PAGE_SIZE, Asked
from workers.page.copies import Copy, Listed

MOST_COMPARED = 2_000  # hits of a result: about a second of one core
TEXTS_AT_ONCE = 100
KEPT_SECONDS = 300.0
MOST_KEPT = 4  # results


class Grouped(msgspec.Struct, frozen=True):
    """The first hits of a result, `compared` of them, in groups.

    `firsts`: the best hit of each group; `others`: the others of each.
    """

    compared: int
    firsts: tuple[Hit, ...]
    others: tuple[tuple[Copy, ...], ...]

    @property
    def fewer(self) -> int:
        """By how many the result is shorter when each group is one."""
        return self.compared - len(self.firsts)

    @property
    def is_cut(self) -> bool:
        """Whether there may be hits that were not compared."""
        return self.compared == MOST_COMPARED


class Groupings:
    """The groups of results that somebody looked at within the last `KEPT_SECONDS`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()  # one is made at a time
        self._known: dict[tuple[str, int], tuple[float, Grouped]] = {}

    def of(self, index: Index, asked: Asked, total: int) -> Grouped:
        """The groups of a result that has `total` documents, which tells whether it has changed."""
        key = (asked.first_page().query, total)
        with self._lock:
            now = self._clock()
            fresh = {of: one for of, one in self._known.items() if now - one[0] < KEPT_SECONDS}
            kept = fresh[key] if key in fresh else (now, _grouped(index, asked))
            fresh.pop(key, None)
            fresh[key] = kept  # behind all others
            self._known = dict(list(fresh.items())[-MOST_KEPT:])
            return kept[1]


def listed(index: Index, asked: Asked, grouped: Grouped) -> list[Listed]:
    """The hits of a page, each with the others of its group."""
    first, last = asked.offset, asked.offset + PAGE_SIZE
    shown = grouped.firsts[first:last]
    found = [
        Listed(hit, number, nearly=others)
        for number, (hit, others) in enumerate(
            zip(_with_snippets(index, asked, shown), grouped.others[first:last], strict=True),
            first + 1,
        )
    ]
    # Behind those that were compared each hit stands for itself.
    size = PAGE_SIZE - len(found)
    if size and grouped.is_cut:
        offset = first + len(found) + grouped.fewer
        request = SearchRequest(asked.node(), size=size, offset=offset, sort=asked.order())
        start = first + len(found) + 1
        found += [Listed(hit, n) for n, hit in enumerate(index.search(request).hits, start)]
    return found


def _grouped(index: Index, asked: Asked) -> Grouped:
    request = SearchRequest(asked.node(), size=MOST_COMPARED, sort=asked.order(), snippets=False)
    hits = index.search(request).hits
    groups = Groups()
    firsts: list[Hit] = []
    others: list[list[Copy]] = []
    for start in range(0, len(hits), TEXTS_AT_ONCE):
        some = hits[start : start + TEXTS_AT_ONCE]
        records = index.records([hit.id for hit in some], SNIPPET_FIELDS)
        for hit, record in zip(some, records, strict=True):
            number = groups.group(Sequences(record or {"text": hit.id}))
            if number == len(firsts):
                firsts.append(hit)
                others.append([])
            else:
                others[number].append(Copy(hit.id, hit.title, hit.place))
    return Grouped(len(hits), tuple(firsts), tuple(map(tuple, others)))


def _with_snippets(index: Index, asked: Asked, hits: tuple[Hit, ...]) -> list[Hit]:
    matcher = Matcher(asked.node())
    records = index.records([hit.id for hit in hits], SNIPPET_FIELDS)
    return [
        hit if record is None else with_snippet(hit, record, matcher)
        for hit, record in zip(hits, records, strict=True)
    ]
