"""Counts over all documents of a search: values of fields, and dates of publication."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from tantivy import Query, Searcher

from pipeline.index import MOST_TEXTS, Counted, Facets, PublishedWhen
from pipeline.query.bars import Bar, bars
from pipeline.query.facet_values import Like
from workers.indexes.embedded.broad import Broad, most_frequent
from workers.indexes.embedded.schema import SLOT, content_of

DATE = "published"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# tantivy gives equally frequent values in no order, so more of them are asked for, and sorted here.
MORE_VALUES = 100


class Counts(NamedTuple):
    """How many documents match, values of their fields, when they were published, their texts."""

    total: int
    facets: dict[str, Counted]
    dates: PublishedWhen | None
    texts: int | None


def counts(searcher: Searcher, commit: bytes, query: Query, wanted: Facets, broad: Broad) -> Counts:
    """All counts over what matches; of values that are equally frequent, by their characters.

    Args:
        searcher: is asked.
        commit: that it reads.
        query: what is counted over, without scores.
        wanted: what is counted.
        broad: knows counts over all documents.
    """
    like = Like(wanted.like) if wanted.like else None
    about = searcher.aggregate(
        query,
        {"total": {"value_count": {"field": SLOT}}, "ends": {"stats": {"field": DATE}}},
    )
    total, ends = int(about["total"]["value"]), about["ends"]
    facets = None
    if not like:
        facets = broad.values(searcher, commit, query, total, wanted.fields, wanted.size)
    told = wanted.fields if facets is None else ()
    period = None
    if wanted.dates and ends["count"]:
        period = bars(_moment(ends["min"]), _moment(ends["max"]))
    # All in one pass over what matches.
    counted = {f"of {name}": _values(name, wanted.size, like) for name in told}
    if period:
        counted["bars"] = {"range": {"field": DATE, "ranges": list(map(_range, period[1]))}}
    found = searcher.aggregate(query, counted) if counted else {}
    if facets is None:
        facets = {
            name: _first(
                (
                    (bucket["key"], bucket["doc_count"])
                    for bucket in found[f"of {name}"]["buckets"]
                    if like is None or like.fits(bucket["key"])
                ),
                wanted.size,
            )
            for name in wanted.fields
        }
    dates = None
    if period:
        dates = _published(*period, found["bars"]["buckets"], total - int(ends["count"]))
    return Counts(total, facets, dates, _texts(searcher, query, total) if wanted.texts else None)


def _values(field: str, size: int, like: Like | None) -> dict[str, Any]:
    terms = most_frequent(field, size + MORE_VALUES)
    return {"terms": terms if like is None else {**terms, "include": like.expression()}}


def _published(
    unit: str, wanted: Sequence[Bar], buckets: Sequence[dict[str, Any]], undated: int
) -> PublishedWhen:
    # tantivy adds what lies before the first bar, where nothing is.
    known = {bucket.get("from"): bucket["doc_count"] for bucket in buckets}
    counted = tuple((bar.name, known[_seconds(bar.begin)]) for bar in wanted)
    return PublishedWhen(unit, counted, undated)


def _texts(searcher: Searcher, query: Query, total: int) -> int | None:
    """How many different texts there are: their slots tell, of which equal texts share a part."""
    if not 0 < total <= MOST_TEXTS:
        return None if total else 0
    found = searcher.search(query, total, count=False, order_by_field=SLOT).hits
    return len(set(map(content_of, map(itemgetter(0), found))))


def _first(values: Iterator[tuple[str, int]], size: int) -> Counted:
    return tuple(sorted(values, key=lambda one: (-one[1], one[0]))[:size])


def _range(bar: Bar) -> dict[str, float]:
    end = {} if bar.end is None else {"to": _seconds(bar.end)}
    return {"from": _seconds(bar.begin), **end}


def _seconds(moment: datetime) -> float:
    return (moment - EPOCH).total_seconds()


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
