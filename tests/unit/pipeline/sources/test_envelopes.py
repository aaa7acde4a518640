"""Objects that hold records, and those that only look so."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.envelopes import records_in, records_with
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, read_all

FERRY = {"title": "Ferry", "text": "The ferry sails at nine."}
DOCK = {"title": "Dock", "text": "The dock is shut."}


@pytest.mark.parametrize(
    "held",
    [
        {"articles": [FERRY, DOCK]},
        {"status": "ok", "code": 1, "data": [FERRY, DOCK]},
        {"took": 3, "hits": {"total": 2, "hits": [{"_source": FERRY}, {"_source": DOCK}]}},
        {"rss": {"channel": {"title": "Wire", "item": [FERRY, DOCK]}}},
        {"content": [FERRY, DOCK]},
        {"title": "Wire", "description": "All of our news", "items": [FERRY, DOCK]},
        {"a-1": FERRY, "a-2": DOCK},
        {"title": {"0": "Ferry", "1": "Dock"},
         "text": {"0": FERRY["text"], "1": DOCK["text"]}},
        {"db": [{"meta": {"version": "3"}, "data": {"posts": [FERRY, DOCK], "tags": []}}]},
        {"posts": {"a1": FERRY, "b2": DOCK}, "users": {"u": {"mail": "a@b.org"}}},
        {"talk": {"id": "1", "messages": [{"create": FERRY}, {"create": DOCK}]}},
        {"type": "FeatureCollection", "name": "lights",
         "features": [{"properties": FERRY}, {"properties": DOCK}]},
        {"columns": ["title", "text"], "index": [0, 1],
         "data": [["Ferry", FERRY["text"]], ["Dock", DOCK["text"]]]},
    ],
    ids=["list", "answer", "search engine", "feed", "content", "titled feed", "ids", "columns",
         "below a list", "ids below a name", "alone", "features", "rows"],
)  # fmt: skip
def test_what_an_object_holds_are_records(held: dict[str, object], tmp_path: Path) -> None:
    """Each is a document with a number of its own, over one line or several."""
    path = tmp_path / "a.json"
    for indent in (None, 1):
        path.write_text(json.dumps(held, indent=indent))
        found = read_all(path)
        assert [d.metadata.title for d in documents(found)] == ["Ferry", "Dock"]
        assert [d.raw for d in documents(found)] == [FERRY["text"], DOCK["text"]]
        assert [item.locator.record for item in found] == [0, 1]


@pytest.mark.parametrize(
    "record",
    [
        {**FERRY, "comments": [{"text": "Nice."}, {"text": "Bad."}]},
        {"title": "T", "sections": [{"heading": "H", "text": "One."}]},
        {"title": "Cake", "items": [{"name": "flour"}, {"name": "eggs"}]},
        {"id": "6", "content": [{"speaker": "A", "text": "I rise."}, {"text": "No."}]},
        {"content": {"body": "Nested."}},
        {"data": {"title": "T", "body": "One text."}},
        {"headline": "T", "body": "B", "authors": [{"name": "Ann", "summary": "A writer."}]},
        {"articles": []},
        {"articles": [FERRY, "a text that would be lost"]},
        {"tags": [{"name": "x"}], "title": "T"},
        {"links": [{"title": "Home", "url": "https://a.org/"}, {"title": "Help", "url": "/h"}]},
        {"properties": {"a": {"description": "A field."}, "b": {"description": "One."}}},
        {"threads": [{"title": "T", "comments": [{"text": "Nice."}, {"text": "Bad."}]}]},
    ],
)  # fmt: skip
def test_a_record_is_not_taken_apart(record: dict[str, object]) -> None:
    """One with a text of its own, one whose parts are no documents, one that would lose a part."""
    assert records_in(record) is None


def test_a_list_of_titles_with_addresses_and_dates_holds_records() -> None:
    """As catalogues of news give articles that are elsewhere."""
    told = [{"title": t, "url": f"/{t}", "seendate": "20200305T101112Z"} for t in ("a", "b")]
    assert records_in({"articles": told}) == told


def test_records_are_found_by_the_text_that_a_user_named(tmp_path: Path) -> None:
    """In a list at any depth, whatever else they hold; one that lacks it is a failure."""
    path = tmp_path / "a.json"
    rows = [{"k": {"v": "The gate is shut."}, "t": "A"}, {"k": {"v": "It is open."}}, {"x": 1}]
    path.write_text(json.dumps({"meta": {"n": 2}, "dump": {"rows": rows}}))
    found = read_all(path, fields={"text": "k.v", "title": "t"})
    assert [d.raw for d in documents(found)] == ["The gate is shut.", "It is open."]
    assert [d.metadata.title for d in documents(found)] == ["A", None]
    assert len(found) == 3
    assert records_with({"k": {"v": "One."}, "rows": rows}, "k.v") is None
    assert records_with({"rows": [{"k": 1}]}, "k.v") is None


def test_records_go_on_after_an_object_that_held_some(tmp_path: Path) -> None:
    """Numbers follow one another; a reading may begin again at each of the records."""
    lines = [{"articles": [FERRY, DOCK]}, FERRY, {"articles": [DOCK]}, DOCK]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    found = documents(read_all(path))
    assert [document.locator.record for document in found] == [0, 1, 2, 3, 4]
    assert len({document.id for document in found}) == 5
    check_every_start(path)


_VALUES = st.recursive(
    st.none() | st.integers() | st.sampled_from(["a text", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "title", "items", "data", "columns", "x"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["text", "title", "items", "data", "columns"]), _VALUES))
def test_every_held_record_is_an_object(found: dict[str, object]) -> None:
    """Whatever an object looks like."""
    records = records_in(found)
    assert records is None or (records and all(isinstance(one, dict) for one in records))
