"""What every index makes of many hits: copies, facets, scans.

One suite over all adapters; the contract is `pipeline.index.Index`.
"""

import pytest

from pipeline.index import Facets, Index, SearchRequest, Sort
from pipeline.query.tree import Word
from tests.contract.indexes import ask, entry, ids, written


def test_copies_are_collapsed_to_the_best(index: Index) -> None:
    """However many copies come first, as many different contents follow as are asked for."""
    copies = [entry(f"copy{i:02}", text="needle", content_hash="same") for i in range(40)]
    others = [
        entry(f"other{i}", text="needle " + "hay " * (i + 5), content_hash=f"h{i}")
        for i in range(6)
    ]
    loose = [entry(f"loose{i}", text="needle " + "hay " * 50) for i in range(2)]
    best = entry("best", title="needle", text="needle", content_hash="same")
    written(index, *copies, *others, *loose, best)
    found = ask(index, "needle", size=4)
    assert found.total == 49
    assert [hit.id for hit in found.hits] == ["best", "other0", "other1", "other2"]
    assert len(ids(index, "needle", size=20)) == 9
    assert len(ids(index, "needle", size=100, collapse=False)) == 49


def test_facets_count_every_copy_of_the_original_names(index: Index) -> None:
    """Most frequent first, as written, over all matches and not only the hits shown."""
    written(
        index,
        *(
            entry(f"a{i}", text="x", people=["José"], language="en", content_hash="h")
            for i in range(3)
        ),
        entry("b", text="x", people=["Jose", "Łucja"], language="de", content_hash="g"),
        entry("c", text="y", people=["José", "Ann"]),
    )
    found = ask(index, "x", size=1, facets=Facets())
    assert found.facets["people"][0] == ("José", 3)
    assert set(found.facets["people"]) == {("José", 3), ("Jose", 1), ("Łucja", 1)}
    assert found.facets["language"] == (("en", 3), ("de", 1))
    assert found.facets["places"] == ()
    assert ask(index, "x", facets=Facets(size=1)).facets["people"] == (("José", 3),)
    assert ask(index, "x").facets == {}


def test_a_scan_gives_every_hit(index: Index) -> None:
    """More than 10,000, each once; collapsed, one of each content."""
    for start in range(0, 10_500, 2_100):
        batch = [
            entry(f"d{i}", text=f"tiny {i % 2}", content_hash=f"h{i // 3}")
            for i in range(start, start + 2_100)
        ]
        assert index.write(batch) == [None] * len(batch)
    index.refresh()
    every = [hit.id for hit in index.scan(SearchRequest(Word("tiny"), size=1, collapse=False))]
    assert len(every) == len(set(every)) == 10_500
    assert sum(1 for _ in index.scan(SearchRequest(Word("tiny")))) == 3_500
    half = {hit.id for hit in index.scan(SearchRequest(Word("1"), collapse=False))}
    assert half == {f"d{i}" for i in range(1, 10_500, 2)}


def test_a_scan_knows_copies_across_its_pages(index: Index) -> None:
    """Thousands of copies of one content are one hit."""
    copies = [entry(f"copy{i}", text="tiny", content_hash="same") for i in range(2_500)]
    written(index, *copies, entry("other", text="tiny", content_hash="other"))
    assert sum(1 for _ in index.scan(SearchRequest(Word("tiny")))) == 2


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.SOURCE])
def test_a_hit_tells_the_page_of_its_first_match(index: Index, sort: Sort) -> None:
    """In a search and in a scan alike; none where only the title has it, or there are no pages."""
    text = "The council met.\n\nThe harbour is late.\n\nNo pilots at the harbour."
    starts = [0, text.index("The harbour"), text.index("No pilots")]
    later = text.replace("The harbour", "That answer")
    written(
        index,
        entry("second", text=text, pages=3, page_starts=starts, source="b", content_hash="1"),
        entry("last", text=later, pages=3, page_starts=starts, source="d"),
        entry("title", title="harbour", text="pilots", pages=1, page_starts=[0], source="a"),
        entry("bare", text="the harbour", source="c"),
    )  # fmt: skip
    request = SearchRequest(Word("harbour"), sort=sort)
    expected = {"second": 2, "last": 3, "title": None, "bare": None}
    assert {hit.id: hit.page for hit in index.search(request).hits} == expected
    assert {hit.id: hit.page for hit in index.scan(request)} == expected
