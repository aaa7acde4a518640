"""What Kibana and other programs find in Elasticsearch, who know nothing of docmill's terms."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.query.tree import Word
from tests.contract.indexes import entry, ids, written
from workers.indexes.elasticsearch.index import ElasticsearchIndex

pytestmark = pytest.mark.once

# What Kibana makes of words in its search bar, without a field: KQL, KQL in quotes, and Lucene.
KQL = {"type": "best_fields", "lenient": True}
PHRASE = {"type": "phrase", "lenient": True}
LUCENE = {"analyze_wildcard": True}


@pytest.fixture
def name(elasticsearch_url: str) -> Iterator[str]:
    """An alias with three documents behind it."""
    alias = f"docmill-test-{secrets.token_hex(4)}"
    index = ElasticsearchIndex(elasticsearch_url, name=alias)
    index.prepare()
    written(
        index,
        entry("a", title="Deals", text="Microsoft's bank rate, said José", language="en"),
        entry("b", text="The Bank, whose rate is well-known", language="en"),
        entry("c", title="José", text="Deal", people=["Ann Lee"], language="en"),
    )
    yield alias
    index.close()
    with Elasticsearch(elasticsearch_url) as client:
        for made in client.indices.get(index=f"{alias}*", allow_no_indices=True):
            client.indices.delete(index=made)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{alias}*")


@pytest.fixture
def raw(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """The bare client."""
    with Elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"multi_match": {**KQL, "query": "Microsoft"}}, "a"),
        ({"multi_match": {**KQL, "query": "BANK"}}, "ab"),
        ({"multi_match": {**KQL, "query": "jose"}}, "ac"),
        ({"multi_match": {**KQL, "query": "José"}}, "ac"),
        ({"multi_match": {**KQL, "query": "known"}}, "b"),
        ({"multi_match": {**PHRASE, "query": "bank rate"}}, "a"),
        ({"multi_match": {**PHRASE, "query": "Microsoft's Bank"}}, ""),
        ({"query_string": {**LUCENE, "query": '"bank rate"'}}, "a"),
        ({"query_string": {**LUCENE, "query": "bank AND rat*"}}, "ab"),
        ({"query_string": {**LUCENE, "query": '"bank rate"~3 AND NOT jose'}}, "b"),
        ({"query_string": {**LUCENE, "query": "people_terms:lee"}}, "c"),
        ({"query_string": {**LUCENE, "query": "people_terms:Lee"}}, "c"),
        ({"match": {"text": "Microsoft's"}}, "a"),
        ({"match_phrase": {"text_terms": "Bank rate"}}, "a"),
    ],
)
def test_words_without_a_field_are_found(
    raw: Elasticsearch, name: str, query: dict[str, Any], found: str
) -> None:
    """As people type them, in any case; phrases too, which need no field for that."""
    hits = raw.search(index=name, query=query)["hits"]["hits"]
    assert "".join(sorted(hit["_id"] for hit in hits)) == found


def test_matches_are_marked_where_they_are_read(raw: Elasticsearch, name: str) -> None:
    """As Kibana asks for it: the words in title and text."""
    marking = {"fields": {"*": {}}, "fragment_size": 2147483647}
    query = {"multi_match": {**KQL, "query": "bank"}}
    hits = raw.search(index=name, query=query, highlight=marking)["hits"]["hits"]
    marked = {hit["_id"]: hit["highlight"]["text"] for hit in hits}
    assert marked["b"] == ["The <em>Bank</em>, whose rate is well-known"]


def test_the_analyzer_is_for_other_programs(
    elasticsearch_url: str, name: str, raw: Elasticsearch
) -> None:
    """docmill's queries ask for terms of its own; what others ask of `text` is cut by it."""
    index = ElasticsearchIndex(elasticsearch_url, name=f"{name}-2", analyzer="whitespace")
    index.prepare()
    written(index, entry("a", text="Well-known deals"))
    for word in ("well-known", "known", "deal"):
        assert ids(index, Word(word)) == {"a"}

    def asked(words: str) -> int:
        answer = raw.search(index=f"{name}-2", query={"match": {"text": words}})
        return int(answer["hits"]["total"]["value"])

    assert [asked("Well-known"), asked("known")] == [1, 0]
    index.close()


def test_terms_are_no_part_of_a_document(
    elasticsearch_url: str, raw: Elasticsearch, name: str
) -> None:
    """Elasticsearch keeps them, so that an index can be copied; docmill does not show them."""
    assert raw.get(index=name, id="c")["_source"]["people_terms"] == ["ann lee"]
    index = ElasticsearchIndex(elasticsearch_url, name=name)
    shown = index.get("c")
    assert shown is not None
    assert sorted(set(shown) - {"people_folded"}) == [
        "id", "language", "people", "text", "title", "version",
    ]  # fmt: skip
    index.close()
