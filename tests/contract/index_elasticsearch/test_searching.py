"""What searches and scans of an index in Elasticsearch give."""

from typing import Any

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.errors import ConfigurationError
from pipeline.index import Facets, SearchRequest, Sort
from pipeline.query.parse import parse
from pipeline.query.tree import All, Not, Range, Word
from tests.contract.index_elasticsearch.entries import entry, found
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.elasticsearch.pages import SCAN_PAGE

pytestmark = pytest.mark.once


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


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.SOURCE])
def test_hits_behind_the_first_ten_thousand_go_on_in_the_same_order(
    index: ElasticsearchIndex, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elasticsearch gives no more by one search; copies are left out there too."""
    hashes: list[dict[str, Any]] = [
        {"content_hash": str(n // 2)} if n > 2 else {} for n in range(40)
    ]
    index.write(
        [
            entry(
                f"{n:02}", text=f"wheat {'corn ' * (n % 5)}", source=f"file:///{97 * n % 41}", **one
            )
            for n, one in enumerate(hashes)
        ]
    )
    index.refresh()
    request = SearchRequest(Word("wheat"), size=50, sort=sort, facets=Facets(("language",)))
    whole = index.search(request)
    assert len(whole.hits) == 22
    monkeypatch.setattr("workers.indexes.elasticsearch.pages.LARGEST_SEARCH", 8)
    monkeypatch.setattr("workers.indexes.elasticsearch.pages.LARGE_PAGE", 7)
    for offset in range(0, 50, 5):
        deep = index.search(replace(request, size=5, offset=offset))
        assert deep == replace(whole, hits=whole.hits[offset : offset + 5])
    every = index.search(replace(request, collapse=False, snippets=False)).hits
    assert len({hit.id for hit in every}) == 40


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
