"""Counts over all documents of a search: values of fields, and dates of publication."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.index import MOST_TEXTS, Counted, Facets, PublishedWhen
from pipeline.query.bars import Bar
from pipeline.query.facet_values import Like

DATE, BARS = "published", "bars"
HASH, TEXTS, UNHASHED = "content_hash", "texts", "unhashed"
MOST_PRECISE = 40_000  # the largest threshold below which the server counts (nearly) exactly
FORMAT = "strict_date_optional_time"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The server's limit for one answer (search.max_buckets).
MOST_VALUES = 65_536
# Some of those that the server finds like a pattern are none, and are left out here. Each shard
# tells so many more, so that what is rare in one of several is counted there too.
MORE_VALUES = 100


def facets_body(wanted: Facets) -> dict[str, Any]:
    """The aggregations that count values, and find the first and the last date."""
    like = {"include": Like(wanted.like).expression()} if wanted.like else {}
    most = MOST_VALUES // max(1, len(wanted.fields))
    body: dict[str, Any] = {}
    for name in wanted.fields:
        size = wanted.size_of(name)
        of_shard = min(size + MORE_VALUES, most)
        size = of_shard if wanted.like else min(size, most)
        terms = {"field": name, "size": size, "shard_size": of_shard, **like}
        body[name] = {"terms": terms}
    if wanted.texts:
        body[TEXTS] = {"cardinality": {"field": HASH, "precision_threshold": MOST_PRECISE}}
        body[UNHASHED] = {"missing": {"field": HASH}}
    if wanted.dates:
        body |= {
            "first": {"min": {"field": DATE}}, "last": {"max": {"field": DATE}},
            "undated": {"missing": {"field": DATE}},
        }  # fmt: skip
    return body


def facets(answer: Mapping[str, Any], wanted: Facets) -> dict[str, Counted]:
    """The values that an answer has counted."""
    found = answer.get("aggregations", {})
    like = Like(wanted.like) if wanted.like else None
    return {
        name: tuple(
            (str(bucket["key"]), int(bucket["doc_count"]))
            for bucket in found.get(name, {}).get("buckets", ())
            if like is None or like.fits(str(bucket["key"]))
        )[: wanted.size_of(name)]
        for name in wanted.fields
    }


def texts(answer: Mapping[str, Any], wanted: Facets) -> int | None:
    """How many different texts an answer has counted, exact up to `MOST_TEXTS` documents."""
    total = int(answer["hits"]["total"]["value"])
    if not wanted.texts or total > MOST_TEXTS:
        return None
    found = answer.get("aggregations", {})
    different = int(found[TEXTS]["value"]) + int(found[UNHASHED]["doc_count"]) if found else 0
    return min(total, different)


def between(answer: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """The first and the last date of an answer; None where no document has one."""
    found = answer.get("aggregations", {})
    ends = [found.get(name, {}).get("value") for name in ("first", "last")]
    if None in ends:
        return None
    first, last = (EPOCH + timedelta(milliseconds=end) for end in ends)
    return first, last


def dates_body(wanted: Sequence[Bar]) -> dict[str, Any]:
    """The aggregation that counts the documents of each bar."""
    ranges = [
        {"key": bar.name, "from": _iso(bar.begin)} | ({"to": _iso(bar.end)} if bar.end else {})
        for bar in wanted
    ]
    return {BARS: {"date_range": {"field": DATE, "ranges": ranges, "format": FORMAT}}}


def dates(answer: Mapping[str, Any], unit: str, undated: int) -> PublishedWhen:
    """The bars that an answer has counted."""
    buckets = answer["aggregations"][BARS]["buckets"]
    return PublishedWhen(unit, tuple((b["key"], int(b["doc_count"])) for b in buckets), undated)


def undated(answer: Mapping[str, Any]) -> int:
    """How many documents of an answer have no date."""
    return int(answer["aggregations"]["undated"]["doc_count"])


def _iso(moment: datetime) -> str:
    return moment.date().isoformat()
