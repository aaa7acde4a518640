"""Counts over all documents of a search: values of fields, and dates of publication."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from tantivy import Query, Searcher

from pipeline.index import MOST_TEXTS, Counted, Facets, PublishedWhen
from pipeline.query.bars import Bar, bars
from pipeline.query.facet_values import Like
from workers.indexes.embedded.columns import DATE, KnownColumns
from workers.indexes.embedded.order import total as found_by
from workers.indexes.embedded.reader import Opened
from workers.indexes.embedded.schema import SLOT, content_of

if TYPE_CHECKING:
    from workers.indexes.embedded.columns import Numbers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# tantivy gives equally frequent values in no order, so more of them are asked for, and sorted here.
MORE_VALUES = 100
# tantivy counts by segment and keeps this many values of each; beyond that, counts of rare values
# would be too low.
VALUES_PER_SEGMENT = 1_000_000
# Of that many documents one, at least, must match that columns are quicker than tantivy.
FEW = 20


class Counts(NamedTuple):
    """How many documents match, values of their fields, when they were published, their texts."""

    total: int
    facets: dict[str, Counted]
    dates: PublishedWhen | None
    texts: int | None


def counts(current: Opened, query: Query, wanted: Facets, known: KnownColumns) -> Counts:
    """All counts over what matches; of values that are equally frequent, by their characters.

    Args:
        current: is asked.
        query: what is counted over, without scores.
        wanted: what is counted.
        known: has columns of what is asked for often.
    """
    searcher = current.searcher
    total = found_by(searcher.search(query, 1))
    # Few documents are counted as quickly by tantivy.
    is_many = FEW * total > searcher.num_docs and not wanted.like
    columns = known.of(current, wanted.fields) if is_many else None
    if columns is None:
        dates = _dates(searcher, query, total) if wanted.dates else None
        texts = _texts(searcher, query, total) if wanted.texts else None
        return Counts(total, _facets(searcher, query, wanted.fields, wanted), dates, texts)
    marks = columns.matching(searcher, query, total)
    told = {name: columns.first(name, marks, wanted.size) for name in wanted.fields}
    facets = {name: values for name, values in told.items() if values is not None}
    untold = tuple(name for name in wanted.fields if name not in facets)
    facets |= _facets(searcher, query, untold, wanted)
    return Counts(
        total,
        facets,
        _published(columns.dates(marks), total) if wanted.dates else None,
        columns.texts(marks) if wanted.texts and total <= MOST_TEXTS else None,
    )


def _facets(
    searcher: Searcher, query: Query, fields: tuple[str, ...], wanted: Facets
) -> dict[str, Counted]:
    """Values of some fields, in one pass over what matches."""
    if not fields:
        return {}
    like = Like(wanted.like) if wanted.like else None
    found = searcher.aggregate(query, {name: _values(name, wanted.size, like) for name in fields})
    return {
        name: _first(
            (
                (bucket["key"], bucket["doc_count"])
                for bucket in found[name]["buckets"]
                if like is None or like.fits(bucket["key"])
            ),
            wanted.size,
        )
        for name in fields
    }


def _values(field: str, size: int, like: Like | None) -> dict[str, Any]:
    terms = {"field": field, "size": size + MORE_VALUES, "segment_size": VALUES_PER_SEGMENT}
    return {"terms": terms if like is None else {**terms, "include": like.expression()}}


def _dates(searcher: Searcher, query: Query, total: int) -> PublishedWhen | None:
    """How many of the `total` documents were published when; None where none has a date."""
    ends = searcher.aggregate(query, {"ends": {"stats": {"field": DATE}}})["ends"]
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


def _published(dates: "Numbers", total: int) -> PublishedWhen | None:
    """The same of `total` documents of which these are the dates that there are."""
    import numpy as np

    if not len(dates):
        return None
    unit, wanted = bars(_moment(int(dates.min())), _moment(int(dates.max())))
    begins = [int(_seconds(bar.begin)) for bar in wanted]
    places = np.searchsorted(begins, dates, side="right") - 1
    counted = np.bincount(places, minlength=len(wanted)).tolist()
    names = (bar.name for bar in wanted)
    return PublishedWhen(unit, tuple(zip(names, counted, strict=True)), total - len(dates))


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
