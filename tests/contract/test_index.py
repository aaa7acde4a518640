"""What every index does with documents: writing, looking up, giving back.

One suite over all adapters; the contract is `pipeline.index.Index`.
"""

from typing import Any

import pytest

from pipeline.index import Facets, FailureEntry, Index, Known, Refused, SearchRequest
from pipeline.query.tree import All, Word
from tests.contract.indexes import MakeIndex, ask, entry, ids, written

FAILURE = FailureEntry(
    id="d9", run="r1", batch="b1", attempt=1, source="file:///a.txt", member="", record=0,
    stage="clean", error="DocumentError", message="not text", worker="w1",
    failed_at="2024-01-01T00:00:00Z",
)  # fmt: skip


def test_an_index_that_does_not_exist_yet_is_empty(make_index: MakeIndex) -> None:
    """Searching before the first run finds nothing; it is no error."""
    index = make_index()
    assert index.search(SearchRequest(All(), facets=Facets())).total == 0
    assert list(index.scan(SearchRequest(All()))) == []
    assert index.get("x") is None
    assert index.lookup(["x"]) == [None]
    assert list(index.held(All())) == []
    assert index.delete(["x"]) == 0
    assert index.holders(["h"]) == {}
    assert index.count() == 0
    assert index.describe()["documents"] == 0


def test_preparing_again_keeps_the_documents(index: Index) -> None:
    """`prepare` is harmless when all is there."""
    written(index, entry("a"))
    index.prepare()
    assert index.count() == 1


def test_what_is_written_is_known_at_once(make_index: MakeIndex) -> None:
    """A look-up needs no refresh, and sees what another process wrote."""
    writer, reader = make_index(), make_index()
    writer.prepare()
    assert reader.lookup(["a"]) == [None]
    writer.write(
        [entry("a", 7, raw_hash="w", content_hash="c", fingerprints=["clean:1", "x:2"], run="r1")]
    )
    known = Known("w", "c", ("clean:1", "x:2"), "r1", 7)
    assert reader.lookup(["b", "a", "b"]) == [None, known, None]
    writer.write([entry("b", run="r2")])
    assert [known and known.run for known in reader.lookup(["b", "a"])] == ["r2", "r1"]
    assert reader.lookup([]) == []


def test_an_equal_or_higher_version_replaces(index: Index) -> None:
    """The same attempt written twice counts once."""
    for version, title in ((5, "first"), (5, "again"), (6, "later")):
        written(index, entry("a", version, title=title))
        assert index.count() == 1
        assert index.get("a") == {"id": "a", "version": version, "title": title}
    assert ids(index, "first OR again") == set()


def test_a_late_copy_of_an_old_run_changes_nothing(index: Index) -> None:
    """A lower version is answered as held: a newer one is there."""
    written(index, entry("a", 7, title="new", run="r2"))
    assert index.write([entry("a", 6, title="old", run="r1"), entry("b", 6)]) == [None, None]
    index.refresh()
    assert index.count() == 2
    assert [known and known.run for known in index.lookup(["a"])] == ["r2"]
    assert ids(index, "old") == set()


def test_equal_ids_in_one_batch_leave_the_highest_version(index: Index) -> None:
    """Within a batch, too, the version decides, and the last of equals."""
    written(
        index,
        entry("a", 2, title="newest"), entry("a", 1, title="oldest"),
        entry("b", 1, title="first"), entry("b", 1, title="second"),
    )  # fmt: skip
    assert index.count() == 2
    assert [index.get(id)["title"] for id in ("a", "b")] == ["newest", "second"]  # type: ignore[index]


@pytest.mark.parametrize(
    "unfit",
    [{"unheard_of": 1}, {"published": "yesterday"}, {"record": "first"}, {"title": {"x": 1}}],
    ids=lambda fields: next(iter(fields)),
)
def test_an_unfit_document_is_refused_alone(index: Index, unfit: dict[str, Any]) -> None:
    """One answer per document: the others of the batch are stored."""
    answers = index.write([entry("a"), entry("bad", **unfit), entry("b")], [FAILURE])
    assert answers[0] is None
    assert answers[2] is None
    assert isinstance(answers[1], Refused)
    assert answers[1].error
    assert answers[1].message
    index.refresh()
    assert index.count() == 2
    assert index.get("bad") is None


def test_failures_alone_are_no_documents(index: Index) -> None:
    """A batch whose documents all failed has nothing to store."""
    assert index.write([], [FAILURE]) == []
    index.refresh()
    assert index.count() == 0


def test_a_value_too_long_for_a_term_does_not_lose_the_document(index: Index) -> None:
    """It is stored, but neither matched nor counted."""
    long, longish = "x" * 40_000, "x" * 10_000
    written(index, entry("a", url=long, author=longish, people=[long, "Ann"], text="found"))
    found = ask(index, "found", facets=Facets())
    assert found.hits[0].people == (long, "Ann")
    assert found.facets["people"] == (("Ann", 1),)
    assert ids(index, Word(longish, "author")) == set()


def test_names_of_broken_files_are_stored_readably(index: Index) -> None:
    """A lone surrogate stands for a byte that is no UTF-8; no index can hold it."""
    written(index, entry("a", member="caf\udce9.txt", extra={"x": ["\ud800"]}))
    stored = index.get("a")
    assert stored is not None
    assert (stored["member"], stored["extra"]) == ("caf\ufffd.txt", {"x": ["\ufffd"]})


def test_holders_name_a_document_for_each_content(index: Index) -> None:
    """Only held contents are answered; of copies the one written first."""
    written(
        index,
        entry("b", 2, content_hash="h1"), entry("a", 1, content_hash="h1"),
        entry("c", 3, content_hash="h2"), entry("d", 4),
    )  # fmt: skip
    assert index.holders(["h1", "h2", "h3", "h1"]) == {"h1": "a", "h2": "c"}
    assert index.holders([]) == {}


def test_everything_stored_comes_back(index: Index) -> None:
    """Fields that are not searched, users' own JSON among them, are kept as they were."""
    fields = {
        "title": "T",
        "published_as_given": "spring 1999",
        "topic_scores": {"sport": 0.25, "arts": 0.5},
        "mentions": [{"start": 0, "end": 3, "label": "person", "text": "Ann", "entity": "Ann"}],
        "repairs": [{"name": "encoding", "start": 0, "before": "Ã©", "after": "é"}],
        "repair_counts": {"encoding": 1},
        "signals": {"words": 3.0, "digit-share": 0.25},
        "language_confidence": 0.5,
        "extra": {"my-stage": {"a.b": [1, {"deep": None}], "é": "ß"}},
        "works": ["Hamlet"],
    }
    written(index, entry("a", 3, **fields))
    assert index.get("a") == {"id": "a", "works_folded": ["hamlet"], "version": 3, **fields}


def test_a_document_is_found_by_either_id(index: Index) -> None:
    """docmill's id comes first; a source's own id gives its newest document."""
    written(
        index, entry("a", 1, source_id="s"), entry("b", 2, source_id="s"), entry("s2"),
        entry("c", 3, source_id="s2"),
    )  # fmt: skip
    found = [index.get(key) for key in ("a", "s", "s2", "nothing")]
    assert [document and document["id"] for document in found] == ["a", "b", "s2", None]


def test_a_description_counts_documents_and_bytes(index: Index) -> None:
    """`doctor` shows which engine it is and how much it holds."""
    written(index, entry("a", text="some"), entry("b"))
    told = index.describe()
    assert told["documents"] == index.count() == 2
    assert told["bytes"] > 0
    assert told["version"]
    assert told["engine"] in ("tantivy", "elasticsearch")
    assert told["address"]
