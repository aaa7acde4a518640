"""Adapters, documents and searches for the contract of the index."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.fields import FOLDED_FIELDS, folded
from pipeline.folding import fold
from pipeline.index import Index, IndexEntry, SearchRequest, SearchResult
from pipeline.query.parse import parse
from pipeline.query.tree import Node
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.embedded.index import EmbeddedIndex

MakeIndex = Callable[[], Index]
# The server is the same under every Python, and takes half a minute to start.
ENGINES = ("embedded", pytest.param("elasticsearch", marks=pytest.mark.once))


@contextlib.contextmanager
def opened(request: pytest.FixtureRequest, directory: Path) -> Iterator[MakeIndex]:
    """What makes adapters to one new index of the engine that `request` names."""
    made: list[Index] = []
    if request.param == "embedded":

        def make() -> Index:
            made.append(EmbeddedIndex(directory / "index"))
            return made[-1]

        yield make
        for index in made:
            index.close()
        return
    url = request.getfixturevalue("elasticsearch_url")
    name = f"docmill-test-{secrets.token_hex(4)}"

    def connect() -> Index:
        made.append(ElasticsearchIndex(url, name=name))
        return made[-1]

    yield connect
    for index in made:
        index.close()
    with Elasticsearch(url) as client:
        for index_name in client.indices.get(index=f"{name}*", allow_no_indices=True):
            client.indices.delete(index=index_name)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{name}*")


def entry(id: str, version: int = 1, **fields: Any) -> IndexEntry:
    """A document; its folded twins are made as `pipeline.fields` makes them."""
    for name in FOLDED_FIELDS:
        if name in fields:
            values = [fields[name]] if isinstance(fields[name], str) else fields[name]
            fields[folded(name)] = [fold(value) for value in values]
    return IndexEntry(id, version, {"version": version, **fields})


def written(index: Index, *entries: IndexEntry) -> Index:
    """The index, with entries that can be searched."""
    assert index.write(entries) == [None] * len(entries)
    index.refresh()
    return index


def ask(index: Index, query: Node | str, **options: Any) -> SearchResult:
    """A search by tree or by text that must be understood."""
    if isinstance(query, str):
        parsed = parse(query)
        assert parsed.note is None
        query = parsed.node
    return index.search(SearchRequest(query, **options))


def ids(index: Index, query: Node | str, **options: Any) -> set[str]:
    """The ids of what is found."""
    return {hit.id for hit in ask(index, query, **options).hits}
