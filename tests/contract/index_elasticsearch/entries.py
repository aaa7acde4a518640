"""Documents for tests of the index in Elasticsearch, and what a search finds of them."""

from typing import Any

from pipeline.index import IndexEntry, SearchRequest
from pipeline.query.tree import Node
from workers.indexes.elasticsearch.index import ElasticsearchIndex


def entry(id: str, version: int = 1, **fields: Any) -> IndexEntry:
    """A document with just these fields."""
    return IndexEntry(id, version, {"version": version, **fields})


def found(index: ElasticsearchIndex, query: Node, **options: Any) -> list[str]:
    """The ids of the best hits, in alphabetical order."""
    return sorted(one.id for one in index.search(SearchRequest(query, **options)).hits)
