"""Counts over all documents of a search: values of fields, and dates of publication."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tantivy import Query, Searcher

from pipeline.index import MOST_TEXTS, Counted, Facets, PublishedWhen
from pipeline.query.bars import Bar, bars
from pipeline.query.facet_values import Like
from workers.indexes.embedded.broad import Broad, most_frequent
from workers.indexes.embedded.order import total as found_by
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
    total = found_by(searcher.search(query, 1))
    facets = None
    if not like:
        facets = broad.values(searcher, commit, query, total, wanted.fields, wanted.size)
    told = wanted.fields if facets is None else ()
    # All in one pass over what matches.
    found = searcher.aggregate(
        query,
        {
            "ends": {"stats": {"field": DATE}},
            **{f"of {name}": _values(name, wanted.size, like) for name in told},
        },
    )
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
    dates = _dates(searcher, query, total, found["ends"]) if wanted.dates else None
    texts = _texts(searcher, query, total) if wanted.texts else None
    return Counts(total, facets, dates, texts)


def _values(field: str, size: int, like: Like | None) -> dict[str, Any]:
    terms = most_frequent(field, size + MORE_VALUES)
    return {"terms": terms if like is None else {**terms, "include": like.expression()}}


def _dates(
    searcher: Searcher, query: Query, total: int, ends: dict[str, Any]
) -> PublishedWhen | None:
    """How many of the `total` documents were published when; None where none has a date."""
    if not ends["count"]:
        return None
    unit, wanted = bars(_moment(ends["min"]), _moment(ends["max"]))
    found = searcher.aggregate(
        query, {"bars": {"range": {"field": DATE, "ranges": list(map(_range, wanted))}}}
    )
    # tantivy adds what lies before the first bar, where nothing is.
    known = {bucket.get("from"): bucket["doc_count"] for bucket in found["bars"]["buckets"]}
    counted = tuple((bar.name, known[_seconds(bar.begin)]) for bar in wanted)
    return PublishedWhen(unit, counted, total - int(ends["count"]))


def _texts(searcher: Searcher, query: Query, total: int) -> int | None:
    """How many different texts there are: their slots tell, of which equal texts share a part."""
    if not 0 < total <= MOST_TEXTS:
        return None if total else 0
    found = searcher.search(query, total, count=False, order_by_field=SLOT).hits
    return len({content_of(slot) for slot, _ in found})


def _first(values: Iterator[tuple[str, int]], size: int) -> Counted:
    return tuple(sorted(values, key=lambda one: (-one[1], one[0]))[:size])


def _range(bar: Bar) -> dict[str, float]:
    end = {} if bar.end is None else {"to": _seconds(bar.end)}
    return {"from": _seconds(bar.begin), **end}


def _seconds(moment: datetime) -> float:
    return (moment - EPOCH).total_seconds()


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
