"""An index of one's own in a real Elasticsearch, and what looks behind it."""

import secrets
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from workers.indexes.elasticsearch.index import ElasticsearchIndex


@pytest.fixture
def raw(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """The bare client, to look behind the index."""
    with Elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.fixture
def name(raw: Elasticsearch) -> Iterator[str]:
    """An alias of one's own; what was made under it goes with the test."""
    alias = f"docmill-test-{secrets.token_hex(4)}"
    yield alias
    for index in raw.indices.get(index=f"{alias}*", allow_no_indices=True):
        raw.indices.delete(index=index)
    raw.options(ignore_status=404).indices.delete_index_template(name=f"{alias}*")


@pytest.fixture
def index(elasticsearch_url: str, name: str) -> Iterator[ElasticsearchIndex]:
    """A prepared index that loses patience soon."""
    made = ElasticsearchIndex(elasticsearch_url, name=name, timeout_seconds=10)
    made.prepare()
    yield made
    made.close()
