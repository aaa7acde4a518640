"""The query tree in Elasticsearch's query DSL."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Range, Word
from workers.indexes.elasticsearch.query import render

TITLE_AND_TEXT = ["title^2", "text"]


def multi(text: str, kind: str, **options: str) -> dict[str, Any]:
    """A multi_match over title and text."""
    return {"multi_match": {"query": text, "type": kind, "fields": TITLE_AND_TEXT, **options}}


@pytest.mark.parametrize(
    ("node", "query"),
    [
        (All(), {"match_all": {}}),
        (Word("deal"), multi("deal", "phrase")),
        (Phrase("nuclear deal"), multi("nuclear deal", "phrase")),
        (Prefix("Diplo"), multi("Diplo", "bool_prefix", operator="and")),
        (Word("deal", "text"), {"match_phrase": {"text": {"query": "deal"}}}),
        (
            Prefix("diplo", "title"),
            {"match_bool_prefix": {"title": {"query": "diplo", "operator": "and"}}},
        ),
    ],
)
def test_full_text_is_analysed_by_the_server(node: Node, query: dict[str, Any]) -> None:
    """What looks in title and text keeps its words: the index's analyzer cuts and folds them."""
    assert render(node) == query


@pytest.mark.parametrize("kind", [Word, Phrase])
def test_names_match_whole_and_folded(kind: type[Word] | type[Phrase]) -> None:
    """A name is looked up in the folded twin, in its folded form."""
    assert render(kind("  GERHARD  Schröder", "people")) == {
        "term": {"people_folded": {"value": "gerhard schroder"}}
    }


def test_a_name_may_be_begun_only() -> None:
    """A prefix of a name is folded like the name."""
    assert render(Prefix("Schrö", "people")) == {"prefix": {"people_folded": {"value": "schro"}}}


@pytest.mark.parametrize("kind", [Word, Prefix])
def test_what_is_too_long_for_a_keyword_finds_nothing(kind: type[Word] | type[Prefix]) -> None:
    """The server would answer with an error."""
    assert render(kind("x" * 40_000, "url")) == {"match_none": {}}


def test_other_keywords_match_as_they_are() -> None:
    """Fields that are not folded keep case and blanks."""
    assert render(Word("file:///A b", "source")) == {"term": {"source": {"value": "file:///A b"}}}


@pytest.mark.parametrize("field", ["people", "text", "source"])
def test_a_prefix_of_nothing_asks_for_the_field(field: str) -> None:
    """`person:*` finds the documents that name a person."""
    assert render(Prefix("", field)) == {"exists": {"field": field}}


@pytest.mark.parametrize(
    ("node", "bounds"),
    [
        (Range("record", "1", "9"), {"gte": "1", "lte": "9"}),
        (Range("record", "1", "9", include_low=False, include_high=False), {"gt": "1", "lt": "9"}),
        (Range("record", "1", None), {"gte": "1"}),
        (Range("record", None, "9"), {"lte": "9"}),
        (Range("record", None, None), {}),
    ],
)
def test_bounds_may_be_excluded_or_open(node: Range, bounds: dict[str, str]) -> None:
    """Without any bound a range asks for the field."""
    assert render(node) == {"range": {"record": bounds}}


def test_a_range_needs_an_order() -> None:
    """A range of names is a mistake of the one who asks, and said so."""
    with pytest.raises(ConfigurationError, match="people has no order"):
        render(Range("people", "a", "b"))


def test_exclusions_stand_beside_what_is_asked() -> None:
    """NOT within AND becomes must_not of the same bool; alone it is a bool of its own."""
    assert render(And((Word("a"), Not(Word("b"))))) == {
        "bool": {"must": [render(Word("a"))], "must_not": [render(Word("b"))]}
    }
    assert render(Not(Word("b"))) == {"bool": {"must_not": [render(Word("b"))]}}
    assert render(And((Not(Word("b")),))) == render(Not(Word("b")))


def test_one_of_several_suffices_for_or() -> None:
    """OR asks for at least one, also where it stands beside a must."""
    assert render(Or((Word("a"), Not(Word("b"))))) == {
        "bool": {
            "should": [render(Word("a")), render(Not(Word("b")))],
            "minimum_should_match": 1,
        }
    }


def test_nothing_suffices_for_an_or_of_nothing() -> None:
    """An empty `should` would find everything in Elasticsearch."""
    assert render(Or(())) == {"match_none": {}}
    assert render(And(())) == {"bool": {}}


FIELDS = st.sampled_from([None, "title", "text", "people", "topics", "source", "published"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.just(All()),
    st.builds(Word, st.text(max_size=9), FIELDS),
    st.builds(Phrase, st.text(max_size=9), FIELDS),
    st.builds(Prefix, st.text(max_size=9), FIELDS),
)
TREES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.builds(And, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Or, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Not, nodes),
    ),
    max_leaves=9,
)


@given(TREES)
def test_every_tree_has_a_rendering(tree: Node) -> None:
    """A query names exactly one kind and is JSON, whatever the tree."""
    query = render(tree)
    assert len(query) == 1
    assert json.loads(json.dumps(query)) == query
