"""How an index in Elasticsearch is made, and what is not taken for one."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from elasticsearch import Elasticsearch

from pipeline.errors import ConfigurationError
from pipeline.index import Facets, RunEntry, SearchRequest
from pipeline.query.tree import All, Word
from tests.contract.index_elasticsearch.entries import entry, found
from workers.indexes.elasticsearch import mapping
from workers.indexes.elasticsearch.index import ElasticsearchIndex

pytestmark = pytest.mark.once

RUN = RunEntry("r", "done", ("a",), "2026-03-01", "2026-03-01", 1.0, 1, {}, 0, {}, {})


def test_a_versioned_index_stands_behind_the_alias(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """A later mapping can be filled beside the first one; failures lie in an index of theirs."""
    assert list(raw.indices.get_alias(name=name)) == [f"{name}-v3"]
    assert list(raw.indices.get_alias(name=f"{name}-failures")) == [f"{name}-failures-v3"]
    mappings = raw.indices.get_mapping(index=name)[f"{name}-v3"]["mappings"]
    assert mappings["dynamic"] == "strict"
    settings = raw.indices.get_settings(index=name)[f"{name}-v3"]["settings"]["index"]
    assert (settings["number_of_replicas"], settings["codec"]) == ("0", "best_compression")


def test_processes_may_prepare_at_the_same_moment(
    elasticsearch_url: str, name: str, raw: Elasticsearch
) -> None:
    """Workers start together: all find one index, none fails."""
    indexes = [ElasticsearchIndex(elasticsearch_url, name=name) for _ in range(6)]
    start = threading.Barrier(len(indexes))

    def prepare(one: ElasticsearchIndex) -> None:
        start.wait()
        one.prepare()
        one.close()

    with ThreadPoolExecutor(len(indexes)) as pool:
        list(pool.map(prepare, indexes))
    assert list(raw.indices.get_alias(name=name)) == [f"{name}-v3"]


def test_an_older_index_is_given_new_fields(
    elasticsearch_url: str, name: str, raw: Elasticsearch
) -> None:
    """An index made before a field existed takes it after the next start."""
    raw.indices.create(
        index=f"{name}-v3",
        aliases={name: {}},
        mappings={
            "dynamic": "strict",
            "_meta": mapping.META,
            "properties": {"version": {"type": "long"}},
        },
    )
    index = ElasticsearchIndex(elasticsearch_url, name=name)
    index.prepare()
    assert index.write([entry("a", laws=["Act"])]) == [None]
    index.close()


def test_an_index_that_does_not_fit_is_left_alone(
    index: ElasticsearchIndex, elasticsearch_url: str, name: str
) -> None:
    """The analyzer of an existing index cannot change: that is said, with what to do."""
    other = ElasticsearchIndex(elasticsearch_url, name=name, analyzer="whitespace")
    with pytest.raises(ConfigurationError, match=r"does not fit.*analyzer.*another index name"):
        other.prepare()
    other.close()


def test_an_unknown_analyzer_is_a_wrong_setting(elasticsearch_url: str, name: str) -> None:
    """The server's reason names the analyzer."""
    index = ElasticsearchIndex(elasticsearch_url, name=name, analyzer="klingon")
    with pytest.raises(ConfigurationError, match="klingon"):
        index.prepare()
    index.close()


def test_an_index_in_place_of_the_alias_is_a_wrong_setting(
    elasticsearch_url: str, name: str, raw: Elasticsearch
) -> None:
    """Somebody's index of that name is not written to."""
    raw.indices.create(index=name)
    index = ElasticsearchIndex(elasticsearch_url, name=name)
    with pytest.raises(ConfigurationError, match=name):
        index.prepare()
    with pytest.raises(ConfigurationError, match="is not an alias"):
        index.write([entry("a")])
    index.close()


def test_before_it_is_prepared_it_is_empty(elasticsearch_url: str, name: str) -> None:
    """A search or a look-up before the first run finds nothing and makes nothing."""
    index = ElasticsearchIndex(elasticsearch_url, name=name)
    request = SearchRequest(All(), facets=Facets())
    assert index.lookup(["a"]) == [None]
    assert index.holders(["a"]) == {}
    assert index.get("a") is None
    assert index.count() == 0
    assert index.search(request).total == 0
    assert list(index.scan(request)) == []
    assert index.describe()["documents"] == 0
    index.refresh()
    index.close()


def test_a_removed_alias_is_not_made_up_for(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """Writing never makes an index with guessed fields."""
    raw.indices.delete(index=f"{name}-v3")
    with pytest.raises(ConfigurationError, match="is not an alias"):
        index.write([entry("a")])
    assert not raw.indices.exists(index=name)


def test_a_note_of_a_run_does_not_take_the_place_of_a_removed_alias(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """Else no run could make the alias again: all of the index was removed under one."""
    for removed in list(raw.indices.get(index=f"{name}*")):
        raw.indices.delete(index=removed)
    with pytest.raises(ConfigurationError, match="is not an alias"):
        index.note_run(RUN)
    assert not raw.indices.exists(index=f"{name}-runs")
    index.prepare()
    index.note_run(RUN)


@pytest.mark.parametrize("meta", [{}, {"docmill_terms": 1}])
def test_an_index_with_other_terms_is_not_searched(
    elasticsearch_url: str, name: str, raw: Elasticsearch, meta: dict[str, int]
) -> None:
    """One that an earlier docmill made would find nothing: that is said, with what to do."""
    properties = {"text": {"type": "text"}, "content_hash": {"type": "keyword"}}
    raw.indices.create(
        index=f"{name}-v1",
        aliases={name: {}},
        mappings={"_meta": meta, "properties": properties},
    )
    raw.index(index=name, id="a", document={"text": "deal"}, refresh=True)
    index = ElasticsearchIndex(elasticsearch_url, name=name)
    for use in (index.prepare, lambda: found(index, Word("deal"))):
        with pytest.raises(ConfigurationError, match=r"earlier docmill.*DOCMILL_INDEX_NAME"):
            use()
    index.close()


def test_a_description_tells_where_and_how_much(index: ElasticsearchIndex, name: str) -> None:
    """`doctor` shows engine, version, health and size."""
    index.write([entry("a")])
    index.refresh()
    described = index.describe()
    assert described["engine"] == "elasticsearch"
    assert described["version"].split(".")[0] == "9"
    assert described["alias"] == name
    assert described["documents"] == 1
    assert described["bytes"] > 0
    assert described["health"] in ("green", "yellow")
