"""The judged searches, and what is computed from their grades."""

from pathlib import Path

from benchmarks.quality.relevance import judged, ndcg
from pipeline.index import IndexEntry
from workers.indexes.embedded.index import EmbeddedIndex


def test_thirty_queries_have_grades() -> None:
    """From 0 to 3, of articles by their ids; each query has something to find."""
    found = judged()
    assert len(found) == 30
    for query, grades in found.items():
        assert 3 <= len(grades) <= 10, query
        assert set(grades.values()) <= {0, 1, 2, 3}, query
        assert max(grades.values()) > 1, query
    assert "business/438.txt" in found["interest rates"]
    assert found["oil prices"]["ag/378"] == 3


def test_the_order_of_graded_documents_counts(tmp_path: Path) -> None:
    """1 where the best come first, less where not, 0 where none is found."""
    index = EmbeddedIndex(tmp_path)
    index.prepare()
    texts = {"a": "steel steel steel", "b": "steel and words besides", "c": "other"}
    index.write([IndexEntry(id, 1, {"text": text}) for id, text in texts.items()])
    assert ndcg(index, "steel", {"a": 3, "b": 1}) == 1
    assert 0 < ndcg(index, "steel", {"a": 1, "b": 3}) < 1
    assert ndcg(index, "nothing", {"a": 3}) == 0
    index.close()
