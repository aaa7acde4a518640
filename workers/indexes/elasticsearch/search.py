"""Builds the bodies of searches and reads their answers."""

from collections.abc import Mapping
from typing import Any

from pipeline import fields
from pipeline.index import AFTER_MATCH, BEFORE_MATCH, SNIPPET_LENGTH, Hit, SearchResult
from workers.indexes.elasticsearch.query import Query

# Elasticsearch fails to highlight longer texts (index.highlight.max_analyzed_offset), unless a
# request sets this limit.
HIGHLIGHT_LENGTH = 1_000_000
HIT_FIELDS = [
    "title", "people", "organizations", "places", "topics", "published", "source", "content_hash",
    "pages",
]  # fmt: skip


def hits_body(query: Query) -> dict[str, Any]:
    """The body of every search for hits."""
    return {
        "query": query,
        "_source": HIT_FIELDS,
        "highlight": {
            # Of the two that need no offsets, this one fills a fragment up to its size. The other
            # ends it with the sentence, often after a few words.
            "type": "plain",
            "fragmenter": "simple",
            "pre_tags": [BEFORE_MATCH],
            "post_tags": [AFTER_MATCH],
            "number_of_fragments": 1,
            "fragment_size": SNIPPET_LENGTH,
            "max_analyzed_offset": HIGHLIGHT_LENGTH,
            "fields": {"text": {"no_match_size": SNIPPET_LENGTH}, "title": {}},
        },
    }


def facets_body(size: int) -> dict[str, Any]:
    """The aggregations that count facets."""
    return {name: {"terms": {"field": name, "size": size}} for name in fields.FACET_FIELDS}


def hit(answer: Mapping[str, Any]) -> Hit:
    """One hit of an answer."""
    source = answer.get("_source", {})
    return Hit(
        id=answer["_id"],
        score=answer.get("_score") or 0.0,
        title=source.get("title", ""),
        snippet=_snippet(answer.get("highlight", {})),
        people=tuple(source.get("people", ())),
        organizations=tuple(source.get("organizations", ())),
        places=tuple(source.get("places", ())),
        topics=tuple(source.get("topics", ())),
        published=source.get("published"),
        source=source.get("source", ""),
        pages=source.get("pages", 0),
    )


def found(answer: Mapping[str, Any]) -> SearchResult:
    """The whole answer."""
    return SearchResult(
        total=answer["hits"]["total"]["value"],
        hits=tuple(hit(one) for one in answer["hits"]["hits"]),
        facets={
            name: tuple((str(b["key"]), int(b["doc_count"])) for b in counted["buckets"])
            for name, counted in answer.get("aggregations", {}).items()
            if "buckets" in counted
        },
    )


def _snippet(highlight: Mapping[str, list[str]]) -> str:
    """The fragment with a match, from the text or else the title; else the text's beginning."""
    [text] = highlight.get("text", [""])
    [title] = highlight.get("title", [""])
    return " ".join((title if title and BEFORE_MATCH not in text else text).split())
