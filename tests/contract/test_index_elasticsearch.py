"""What the index in Elasticsearch has beside the contract of every index."""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.errors import ConfigurationError, Unavailable
from pipeline.fields import index_fields
from pipeline.index import Facets, FailureEntry, IndexEntry, Refused, RunEntry, SearchRequest
from pipeline.query.parse import parse
from pipeline.query.tree import All, Node, Not, Range, Word
from pipeline.records import Cleaned, Document, Locator, Work
from tests.harness.elasticsearch_proxy import elasticsearch_proxy
from tests.harness.records import a_writer
from workers.indexes.elasticsearch import mapping
from workers.indexes.elasticsearch.index import SCAN_PAGE, ElasticsearchIndex

pytestmark = pytest.mark.once

FAILURE = FailureEntry(
    id="d", run="r", batch="b", attempt=2, source="file:///a\udce9.zip", member="m", record=3,
    stage="clean", error="DocumentError", message="not text", worker="w",
    failed_at="2024-01-01T00:00:00Z",
)  # fmt: skip

RUN = RunEntry("r", "done", ("a",), "2026-03-01", "2026-03-01", 1.0, 1, {}, 0, {}, {})


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


def entry(id: str, version: int = 1, **fields: Any) -> IndexEntry:
    """A document with just these fields."""
    return IndexEntry(id, version, {"version": version, **fields})


def found(index: ElasticsearchIndex, query: Node, **options: Any) -> list[str]:
    """The ids of the best hits, in alphabetical order."""
    return sorted(one.id for one in index.search(SearchRequest(query, **options)).hits)


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


def test_each_document_is_refused_for_its_own_reason(index: ElasticsearchIndex) -> None:
    """Neighbours of a document that does not fit are stored."""
    good, strange, undated, no_json, last = index.write(
        [
            entry("a"),
            entry("b", strange=1),
            entry("c", published="one day"),
            entry("d", extra={"mine": object()}),
            entry("e"),
        ]
    )
    assert good is None
    assert last is None
    assert isinstance(strange, Refused)
    assert strange.error == "strict_dynamic_mapping_exception"
    assert isinstance(undated, Refused)
    assert undated.error == "document_parsing_exception"
    assert "failed to parse date field [one day]" in undated.message
    assert no_json == Refused(
        "TypeError", "it is no JSON: Encoding objects of type object is unsupported"
    )
    index.refresh()
    assert found(index, All(), collapse=False) == ["a", "e"]


def test_failures_are_documents_of_their_own_index(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """A failed document is found in Kibana under run and id, and does not count as a document."""
    assert index.write([entry("a")], [FAILURE, FAILURE]) == [None]
    assert index.write([], [FAILURE]) == []
    index.refresh()
    assert index.count() == 1
    [hit] = raw.search(index=f"{name}-failures")["hits"]["hits"]
    assert hit["_id"] == "r:d"
    assert hit["_source"]["source"] == "file:///a\ufffd.zip"
    assert hit["_source"]["message"] == "not text"


def test_a_failure_goes_when_its_document_has_ended_otherwise(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """Only that of this run; one that is not there is no error."""
    index.write([], [FAILURE, replace(FAILURE, run="other"), replace(FAILURE, id="e")])
    index.forget_failures("r", ["d", "never failed"])
    index.forget_failures("r", [])
    index.refresh()
    left = raw.search(index=f"{name}-failures")["hits"]["hits"]
    assert {one["_id"] for one in left} == {"other:d", "r:e"}


def test_a_failure_that_is_refused_is_logged(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The ledger has the failure; that the index lacks it is said in the log."""
    raw.indices.delete(index=f"{name}-failures-v3")
    raw.indices.create(
        index=f"{name}-failures-v3",
        aliases={f"{name}-failures": {}},
        mappings={"dynamic": "strict", "properties": {"id": {"type": "long"}}},
    )
    assert index.write([entry("a")], [FAILURE]) == [None]
    assert "the failure of document d is not in the index" in caplog.text


def test_a_blocked_index_is_waited_for(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """A full disk blocks the index with 429; when space is made, the write goes through."""
    block = "index.blocks.read_only_allow_delete"
    raw.indices.put_settings(index=name, settings={block: True})

    def unblock() -> None:
        time.sleep(0.4)
        raw.indices.put_settings(index=name, settings={block: None})

    with ThreadPoolExecutor(1) as pool:
        unblocking = pool.submit(unblock)
        assert index.write([entry("a"), entry("b")]) == [None, None]
        unblocking.result()
    index.refresh()
    assert index.count() == 2


def test_a_block_that_stays_is_unavailability(
    elasticsearch_url: str, index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """No document is failed for a full disk."""
    settings = {"index.blocks.read_only_allow_delete": True}
    raw.indices.put_settings(index=name, settings=settings)
    hasty = ElasticsearchIndex(elasticsearch_url, name=name, timeout_seconds=0.3)
    with pytest.raises(Unavailable, match=r"429: index \[.*blocked"):
        hasty.write([entry("a")])
    hasty.close()


def test_small_portions_hold_everything(elasticsearch_url: str, name: str) -> None:
    """However a bulk is cut, answers stay with their documents."""
    index = ElasticsearchIndex(elasticsearch_url, name=name, bulk_bytes=400)
    index.prepare()
    batch = [entry(f"{n:02}", **({"strange": 1} if n % 7 == 0 else {})) for n in range(40)]
    answers = index.write(batch)
    assert [n for n, answer in enumerate(answers) if answer] == list(range(0, 40, 7))
    index.refresh()
    assert index.count() == 34
    index.close()


def test_a_server_that_has_no_memory_for_large_requests_gets_everything(
    elasticsearch_url: str, index: ElasticsearchIndex, name: str
) -> None:
    """It refuses them with 429 however often they come: they come smaller."""
    with elasticsearch_proxy(elasticsearch_url, refused_above=1_000_000) as proxy:
        hasty = ElasticsearchIndex(proxy.url, name=name, timeout_seconds=5)
        text = "one word and another " * 5_000
        assert hasty.write([entry(str(n), text=text) for n in range(40)]) == [None] * 40
        hasty.close()
        assert proxy.refused
    index.refresh()
    assert index.count() == 40


def test_compressed_requests_and_answers_say_the_same(
    elasticsearch_url: str, index: ElasticsearchIndex, name: str
) -> None:
    """As they go to another machine: what is written comes back, refusals too."""
    away = ElasticsearchIndex(elasticsearch_url, name=name, compress=True)
    text = "Złoty harbour " * 20_000
    answers = away.write([entry("a", text=text), entry("b", strange=1), entry("c", text="é")])
    assert [answer and answer.error for answer in answers] == [
        None, "strict_dynamic_mapping_exception", None,
    ]  # fmt: skip
    away.refresh()
    assert away.get("a") == index.get("a") == {"id": "a", "version": 1, "text": text}
    assert found(away, Word("harbour")) == ["a"]
    assert sorted(one.id for one in away.scan(SearchRequest(All()))) == ["a", "c"]
    away.close()


def test_a_whole_record_is_stored_and_comes_back(index: ElasticsearchIndex) -> None:
    """What a stage of a user adds is kept as given and searchable by its path."""
    work = Work(
        Document("1" * 32, Locator("file:///a.zip", "m" * 40_000, 7), "text/plain", None, "ff", 4),
        Cleaned("Title", "Text.", "en", "ee"),
        extra={"mine": {"deep": [{"x": "y" * 40_000}, 2**70], "rating": "high"}},
    )
    fields = index_fields(work, ["clean:1"], a_writer("run", "batch", 5))
    assert index.write([IndexEntry(work.document.id, 5, fields)]) == [None]
    got = index.get(work.document.id)
    assert got == {"id": work.document.id, **fields}
    index.refresh()
    assert found(index, Word("high", "extra.mine.rating")) == [work.document.id]


@pytest.mark.parametrize("key", ["", "x" * 40_000, "a\nb/c?d", ".."])
def test_any_text_may_be_a_key(index: ElasticsearchIndex, key: str) -> None:
    """`show` with a strange key finds nothing; it is no error of the server."""
    assert index.get(key) is None


def test_a_text_of_more_than_a_million_characters_has_a_snippet(
    index: ElasticsearchIndex,
) -> None:
    """Highlighting stops at its limit; a later match leaves the text's beginning."""
    far = "long words " * 100_000 + "needle"
    index.write([entry("far", text=far), entry("near", text="a needle in front " + far)])
    index.refresh()
    hits = index.search(SearchRequest(Word("needle"))).hits
    snippets = {one.id: one.snippet for one in hits}
    assert snippets["near"].startswith("a «needle» in front")
    assert snippets["far"].startswith("long words long words")
    assert len(snippets["far"]) <= 250


def test_documents_without_a_content_hash_are_no_copies(index: ElasticsearchIndex) -> None:
    """Without the clean stage nothing has a hash: collapsing must not make one hit of all."""
    index.write(
        [
            entry("a", title="words words", content_hash="1"),
            entry("b", title="words", content_hash="1"),
            entry("c", title="words words words"),
            entry("d", title="words and more of them"),
        ]
    )
    index.refresh()
    answer = index.search(SearchRequest(Word("words"), facets=Facets()))
    assert {one.id for one in answer.hits} in ({"a", "c", "d"}, {"b", "c", "d"})
    scores = [one.score for one in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert answer.total == 4
    assert "unhashed" not in answer.facets
    assert len(index.search(SearchRequest(Word("words"), size=2)).hits) == 2
    scanned = {one.id for one in index.scan(SearchRequest(Word("words")))}
    assert scanned in ({"a", "c", "d"}, {"b", "c", "d"})


@pytest.mark.parametrize("collapse", [True, False])
def test_a_scan_goes_on_over_pages(index: ElasticsearchIndex, collapse: bool) -> None:
    """Copies are one hit when collapsed, also where a page ends between them."""
    number = 2 * SCAN_PAGE + 1
    index.write([entry(str(n), content_hash=f"{n // 2:05}") for n in range(number)])
    index.refresh()
    hits = list(index.scan(SearchRequest(All(), size=1, collapse=collapse)))
    assert len({one.id for one in hits}) == len(hits)
    assert len(hits) == (SCAN_PAGE + 1 if collapse else number)


def test_a_scan_lets_go_of_its_point_in_time(index: ElasticsearchIndex, raw: Elasticsearch) -> None:
    """Also when nobody reads it to its end: open ones hold deleted files on the server's disk."""

    def open_contexts() -> int:
        nodes = raw.nodes.stats(metric="indices", index_metric="search")["nodes"]
        return sum(node["indices"]["search"]["open_contexts"] for node in nodes.values())

    index.write([entry("a"), entry("b")])
    index.refresh()
    before = open_contexts()
    scan = index.scan(SearchRequest(All(), collapse=False))
    next(scan)
    assert open_contexts() == before + 1
    scan.close()  # type: ignore[attr-defined]
    assert open_contexts() == before


def test_a_scan_sees_one_moment(index: ElasticsearchIndex) -> None:
    """What is written meanwhile neither joins nor moves what is read."""
    index.write([entry(str(n)) for n in range(SCAN_PAGE + 5)])
    index.refresh()
    scan = index.scan(SearchRequest(All(), collapse=False))
    seen = [next(scan).id]
    index.write([entry(str(n), 2) for n in range(SCAN_PAGE + 5)] + [entry("new")])
    index.refresh()
    seen += [one.id for one in scan]
    assert sorted(seen) == sorted(str(n) for n in range(SCAN_PAGE + 5))


def test_more_hits_than_a_search_can_give_need_a_scan(index: ElasticsearchIndex) -> None:
    """Elasticsearch pages no further than 10,000."""
    with pytest.raises(ConfigurationError, match="--all"):
        index.search(SearchRequest(All(), size=10_001))


def test_a_query_that_the_server_refuses_is_the_askers_mistake(
    index: ElasticsearchIndex,
) -> None:
    """The server's reason is passed on."""
    index.write([entry("a", published="2022-01-01")])
    index.refresh()
    with pytest.raises(ConfigurationError, match="failed to parse date field"):
        index.search(SearchRequest(Range("published", "yesterday-ish", None)))


def test_a_closed_index_is_not_taken_for_an_empty_one(
    index: ElasticsearchIndex, raw: Elasticsearch, name: str
) -> None:
    """Searches and counts say how to open it; where there is none yet, nothing is found."""
    index.write([entry("a", text="wheat")])
    behind = list(raw.indices.get_alias(name=name))
    raw.indices.close(index=behind)
    for ask in (lambda: found(index, Word("wheat")), index.count, lambda: [*index.held(All())]):
        with pytest.raises(ConfigurationError, match="the index is closed: open it"):
            ask()
    raw.indices.delete(index=behind)
    assert found(index, Word("wheat")) == []
    assert index.count() == 0


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


PIECES = st.sampled_from(
    ["deal", "diplo*", "it's", '"', "(", ")", "AND", "OR", "NOT", "person:", "published:", "*", "-",
     "[2022 TO *]", "{1 TO 2022-05}", "record:", "topic:", "text:", "\x00", "é", "łódź*", "\ud83d"]
)  # fmt: skip


def test_whatever_people_type_is_a_query(index: ElasticsearchIndex) -> None:
    """The server refuses no tree that the parser makes."""
    index.write([entry("a", text="It's a deal", published="2022-02-03", record=4)])
    index.refresh()

    @settings(max_examples=60, deadline=None)
    @given(st.lists(PIECES, max_size=8), st.sampled_from(["", " "]))
    def finds(pieces: list[str], between: str) -> None:
        node = parse(between.join(pieces)).node
        total = index.search(SearchRequest(node, facets=Facets())).total
        assert total + index.search(SearchRequest(Not(node))).total == 1

    finds()
