"""Counts over all documents of a search: values of fields, and dates of publication."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tantivy import Query, Searcher

from pipeline.index import MOST_TEXTS, Counted, Facets, PublishedWhen
from pipeline.query.bars import Bar, bars
from pipeline.query.facet_values import Like
from workers.indexes.embedded.broad import Broad, most_frequent
from workers.indexes.embedded.schema import SLOT, content_of

DATE, BARS = "published", "bars"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# tantivy gives equally frequent values in no order, so more of them are asked for, and sorted here.
MORE_VALUES = 100
# Documents beyond which fewer more will do, as their first values are hardly equally frequent.
FEW = 2_000


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
    sizes = {name: wanted.size_of(name) for name in wanted.fields}
    facets = {} if like else broad.values(searcher, commit, query, total, sizes)
    spec = {name: _values(name, sizes[name], total, like) for name in sizes if name not in facets}
    period = None
    if wanted.dates and ends["count"]:
        period = bars(_moment(ends["min"]), _moment(ends["max"]))
        spec[BARS] = {"range": {"field": DATE, "ranges": list(map(_range, period[1]))}}
    # All in one pass over what matches.
    found = searcher.aggregate(query, spec) if spec else {}
    dates = None
    if period:
        dates = _published(*period, found.pop(BARS)["buckets"], total - int(ends["count"]))
    for name, answer in found.items():
        values = ((bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])
        fitting = (one for one in values if like is None or like.fits(one[0]))
        facets[name] = _first(fitting, sizes[name])
    texts = _texts(searcher, query, total) if wanted.texts else None
    return Counts(total, {name: facets[name] for name in wanted.fields}, dates, texts)


def _values(field: str, size: int, total: int, like: Like | None) -> dict[str, Any]:
    more = MORE_VALUES if like or total <= FEW else min(MORE_VALUES, 2 * size)
    terms = most_frequent(field, size + more)
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
    return len({content_of(slot) for slot, _ in found})


def _first(values: Iterable[tuple[str, int]], size: int) -> Counted:
    return tuple(sorted(values, key=lambda one: (-one[1], one[0]))[:size])


def _range(bar: Bar) -> dict[str, float]:
    end = {} if bar.end is None else {"to": _seconds(bar.end)}
    return {"from": _seconds(bar.begin), **end}


def _seconds(moment: datetime) -> float:
    return (moment - EPOCH).total_seconds()


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
