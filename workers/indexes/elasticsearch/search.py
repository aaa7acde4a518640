"""Builds the bodies of searches for hits and reads their answers."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pipeline.index import Hit, SearchRequest, Sort
from pipeline.query.found import Found, hit
from pipeline.query.matcher import Matcher
from workers.indexes.elasticsearch.mapping import ID_FIELD
from workers.indexes.elasticsearch.query import render

TEXT = "text"
# What only a snippet needs, which is read for a few hits at a time.
SNIPPET_ONLY = [TEXT, "page_starts"]
HIT_FIELDS = [field for field in Found.__struct_fields__ if field not in ("id", *SNIPPET_ONLY)]
ORDERS: dict[Sort, list[dict[str, Any]]] = {
    Sort.RELEVANCE: [{"_score": "desc"}],
    Sort.OLDEST: [{"published": {"order": "asc", "missing": "_last"}}],
    Sort.NEWEST: [{"published": {"order": "desc", "missing": "_last"}}],
    Sort.SOURCE: [{"source": "asc"}],
}

# The sort value of a document without a date is the largest or smallest number.
MISSING_DATE = 2**63 - 1


def hits_body(request: SearchRequest) -> dict[str, Any]:
    """The body of a search for hits, in an order that is the same in every index."""
    # An index of an earlier docmill has no such field, which is reported elsewhere.
    order = [*ORDERS[request.sort], {ID_FIELD: {"order": "asc", "unmapped_type": "keyword"}}]
    return {
        "query": render(request.query),
        "_source": HIT_FIELDS,
        "sort": order,
        "track_scores": True,
    }


def shown(answer: Mapping[str, Any], matcher: Matcher | None) -> Hit:
    """One hit of an answer."""
    fields_ = {**answer["_source"], "id": answer["_id"]}
    return hit(msgspec.convert(fields_, Found), answer.get("_score") or 0.0, matcher)


def place_in_order(sort: Sort, answer: dict[str, Any]) -> tuple[Any, ...]:
    """The place of a hit in an order, to put two searches together."""
    key, id = answer["sort"]
    if sort is Sort.SOURCE:
        return (key or "", id)
    missing = key is None or (sort is not Sort.RELEVANCE and abs(key) >= MISSING_DATE)
    return (missing, key if sort is Sort.OLDEST else -(key or 0), id)
