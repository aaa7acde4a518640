"""Counts over all documents of a search: values of fields, and dates of publication."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tantivy import Query, Searcher

from pipeline.index import Counted, Facets, PublishedWhen
from pipeline.query.bars import Bar, bars
from pipeline.query.facet_values import Like

DATE = "published"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# tantivy counts by segment and keeps this many values of each; beyond that, counts of rare values
# would be too low.
VALUES_PER_SEGMENT = 1_000_000
# It gives equally frequent values in no order, so more of them are asked for, and sorted here.
MORE_VALUES = 100


def facets(searcher: Searcher, query: Query, wanted: Facets) -> dict[str, Counted]:
    """The most frequent values of each field; equally frequent ones by their characters."""
    like = Like(wanted.like) if wanted.like else None
    terms: dict[str, int | str] = {
        "size": wanted.size + MORE_VALUES,
        "segment_size": VALUES_PER_SEGMENT,
    }
    if like:
        terms["include"] = like.expression()
    counted = searcher.aggregate(
        query, {name: {"terms": {"field": name, **terms}} for name in wanted.fields}
    )
    return {
        name: _first(
            (
                (bucket["key"], bucket["doc_count"])
                for bucket in counted[name]["buckets"]
                if like is None or like.fits(bucket["key"])
            ),
            wanted.size,
        )
        for name in wanted.fields
    }


def dates(searcher: Searcher, query: Query, matching: int) -> PublishedWhen | None:
    """How many of the `matching` documents were published when; None where none has a date."""
    ends = searcher.aggregate(query, {"all": {"stats": {"field": DATE}}})["all"]
    if not ends["count"]:
        return None
    unit, wanted = bars(_moment(ends["min"]), _moment(ends["max"]))
    found = searcher.aggregate(
        query, {"bars": {"range": {"field": DATE, "ranges": list(map(_range, wanted))}}}
    )
    # tantivy adds what lies before the first bar, where nothing is.
    counts = {bucket.get("from"): bucket["doc_count"] for bucket in found["bars"]["buckets"]}
    counted = tuple((bar.name, counts[_seconds(bar.begin)]) for bar in wanted)
    return PublishedWhen(unit, counted, matching - int(ends["count"]))


def _first(values: Iterator[tuple[str, int]], size: int) -> Counted:
    return tuple(sorted(values, key=lambda one: (-one[1], one[0]))[:size])


def _range(bar: Bar) -> dict[str, float]:
    end = {} if bar.end is None else {"to": _seconds(bar.end)}
    return {"from": _seconds(bar.begin), **end}


def _seconds(moment: datetime) -> float:
    return (moment - EPOCH).total_seconds()


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
