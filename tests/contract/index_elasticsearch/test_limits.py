"""Documents above the limits of a real Elasticsearch fail alone; their neighbours are stored."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.index import IndexEntry
from testbed.elasticsearch import start_elasticsearch, why_not
from tests.harness.fixtures import cannot
from workers.indexes.elasticsearch.bulk import probe
from workers.indexes.elasticsearch.index import ElasticsearchIndex

# Its server has limits of its own, and takes long to start.
pytestmark = pytest.mark.once

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def small_server() -> Iterator[str]:
    """An Elasticsearch that takes little at once."""
    if reason := why_not():
        cannot(reason)
    settings = {"indexing_pressure.memory.limit": "4mb", "http.max_content_length": "6mb"}
    with start_elasticsearch(settings=settings) as server:
        yield server.url


@pytest.fixture
def index(small_server: str) -> Iterator[ElasticsearchIndex]:
    """A prepared index of its own."""
    made = ElasticsearchIndex(small_server, name=f"docmill-{secrets.token_hex(4)}")
    made.prepare()
    yield made
    made.close()


def entry(id: str, characters: int) -> IndexEntry:
    """A document of so many characters; its terms make it twice as long."""
    return IndexEntry(id, 1, {"title": id, "text": "word " * (characters // 5), "version": 1})


@pytest.mark.parametrize(
    ("characters", "setting"),
    [
        # Counted five times on its way to the shard, it is above 4 MB there.
        (MEGABYTE // 2, "indexing_pressure.memory.limit"),
        (5 * MEGABYTE // 2, "indexing_pressure.memory.limit"),
        (8 * MEGABYTE // 2, "http.max_content_length"),
    ],
    ids=["at the shard", "at the node", "in the request"],
)
def test_a_document_above_a_limit_fails_alone(
    index: ElasticsearchIndex, characters: int, setting: str
) -> None:
    """Whatever refuses it; the message has its size and the settings of both sides."""
    before = [entry(f"before {n}", 16_000) for n in range(20)]
    after = [entry(f"after {n}", 16_000) for n in range(20)]
    answers = index.write([*before, entry("large", characters), *after])
    refused = answers.pop(20)
    assert answers == [None] * 40
    assert refused is not None
    assert refused.error == "content_too_long"
    size = re.search(r"its ([\d,]+) bytes", refused.message)
    assert size is not None
    assert abs(int(size[1].replace(",", "")) - 2 * characters) < 1_000
    assert setting in refused.message
    assert "DOCMILL_MAX_DOCUMENT_BYTES" in refused.message
    assert index.lookup(["large"]) == [None]
    index.refresh()
    assert index.count() == 40


def test_two_large_documents_that_fit_one_by_one_are_both_stored(
    index: ElasticsearchIndex,
) -> None:
    """What is too much only together is sent apart."""
    answers = index.write([entry("one", 230_000), entry("two", 230_000)])
    assert answers == [None, None]


def test_the_probe_leaves_nothing_behind(index: ElasticsearchIndex, small_server: str) -> None:
    """What asks whether a server takes work at all is answered and stores nothing."""
    asked = probe(index.describe()["alias"])
    with Elasticsearch(small_server) as client:
        lines: Any = [asked.action, asked.source]
        (item,) = client.bulk(operations=lines, require_alias=True)["items"]
    assert item["update"]["status"] == 404
    index.refresh()
    assert index.count() == 0
