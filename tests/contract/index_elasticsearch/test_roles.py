"""The requests that docmill makes of a real Elasticsearch, against the roles that it prints."""

import secrets
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from elasticsearch import Elasticsearch

from pipeline.index import Facets, FailureEntry, RunEntry, SearchRequest
from pipeline.query.tree import All, Word
from tests.contract.indexes import entry
from tests.harness.privileges import may, needed
from workers.indexes.elasticsearch.index import ElasticsearchIndex

FAILURE = FailureEntry("e", "r", "b", 1, "a", "", 0, "extract", "E", "m", "w", "2026-03-01")
RUN = RunEntry("r", "done", ("a",), "2026-03-01", "2026-03-01", 1.0, 1, {}, 0, {}, {})


pytestmark = pytest.mark.once


class Watched(NamedTuple):
    """An index, and what was done since it was last asked."""

    adapter: ElasticsearchIndex
    done: set[str]

    def role_may(self, role: str) -> bool:
        """Whether a role allows all that was done; forgets it."""
        done = set(self.done)
        self.done.clear()
        assert done
        return all(may(role, what) for what in done)


@pytest.fixture
def watched(elasticsearch_url: str) -> Iterator[Watched]:
    """An index of the test's own whose requests are noted."""
    name = f"docmill-test-{secrets.token_hex(4)}"
    index = ElasticsearchIndex(elasticsearch_url, name=name)
    done: set[str] = set()
    transport = index._client.transport
    perform = transport.perform_request

    def noted(method: str, target: str, **others: Any) -> Any:
        done.add(needed(method, target))
        return perform(method, target, **others)

    transport.perform_request = noted  # type: ignore[method-assign]
    yield Watched(index, done)
    index.close()
    with Elasticsearch(elasticsearch_url) as client:
        for one in client.indices.get(index=f"{name}*", allow_no_indices=True):
            client.indices.delete(index=one)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{name}*")


def test_each_role_allows_what_is_done_in_it(watched: Watched) -> None:
    """A producer makes indices and notes runs, a worker writes, an analyst searches."""
    index = watched.adapter
    index.prepare()
    index.prepare()
    assert not all(may("docmill_worker", what) for what in watched.done)
    assert watched.role_may("docmill_producer")
    index.note_run(RUN)
    index.refresh()
    index.count()
    index.lookup(["a"])
    index.describe()
    assert watched.role_may("docmill_producer")

    index.write([entry("a", title="Word", content_hash="h")], [FAILURE])
    index.forget_failures("r", ["e"])
    index.lookup(["a"])
    index.holders(["h"])
    index.delete(["no"])
    index.refresh()
    assert not all(may("docmill_analyst", what) for what in watched.done)
    assert watched.role_may("docmill_worker")

    index.search(SearchRequest(All(), facets=Facets()))
    index.search(SearchRequest(Word("nothing")))
    index.near("title_terms", "wodr")
    index.get("a")
    list(index.scan(SearchRequest(All())))
    list(index.held(All()))
    index.count()
    assert watched.role_may("docmill_analyst")
