"""What an index in Elasticsearch takes, refuses and waits for."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace

from pipeline.errors import Unavailable
from pipeline.fields import index_fields
from pipeline.index import FailureEntry, IndexEntry, Refused, SearchRequest
from pipeline.query.tree import All, Word
from pipeline.records import Cleaned, Document, Locator, Work
from tests.contract.index_elasticsearch.entries import entry, found
from tests.harness.elasticsearch_proxy import elasticsearch_proxy
from tests.harness.records import a_writer
from workers.indexes.elasticsearch.index import ElasticsearchIndex

pytestmark = pytest.mark.once

FAILURE = FailureEntry(
    id="d", run="r", batch="b", attempt=2, source="file:///a\udce9.zip", member="m", record=3,
    stage="clean", error="DocumentError", message="not text", worker="w",
    failed_at="2024-01-01T00:00:00Z",
)  # fmt: skip


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
