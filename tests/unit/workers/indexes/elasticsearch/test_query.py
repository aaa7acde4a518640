"""The query tree in Elasticsearch's query DSL."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.query.tree import (
    All,
    And,
    Boost,
    Exists,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
)
from workers.indexes.elasticsearch.query import render


def weightless(query: dict[str, Any]) -> dict[str, Any]:
    """A query that decides and does not count for the order."""
    return {"constant_score": {"filter": query, "boost": 0}}


@pytest.mark.parametrize(
    ("node", "query"),
    [
        (All(), weightless({"match_all": {}})),
        (
            Phrase("The U.S. deal's", "text"),
            {"match_phrase": {"text_terms": {
                "query": "the us deal", "analyzer": "whitespace", "slop": 0,
            }}},
        ),
        (Phrase("deal", "text"), {"term": {"text_terms": {"value": "deal"}}}),
        (Prefix("Diplo", "title"), {"prefix": {"title_terms": {"value": "diplo"}}}),
        (Wildcard("Gov*T", "text"), {"wildcard": {"text_terms": {"value": "gov*t"}}}),
        (
            Fuzzy("Goverment", "text"),
            {"fuzzy": {"text_terms": {
                "value": "goverment", "fuzziness": 2, "rewrite": "constant_score",
            }}},
        ),
        (
            Prefix("prime min", "text"),
            {"match_phrase_prefix": {"text_terms": {
                "query": "prime min", "analyzer": "whitespace", "max_expansions": 16_384,
            }}},
        ),
    ],
)  # fmt: skip
def test_words_are_asked_for_as_terms(node: Node, query: dict[str, Any]) -> None:
    """The server has only to compare what docmill made of text and query."""
    assert render(node) == query


def test_a_word_is_found_in_all_its_forms() -> None:
    """Its stem, by the rules of every language, beside the word itself."""
    query = render(Word("Dies", "text"))
    [exact, stems, *others] = query["bool"]["should"]
    assert exact == {"term": {"text_terms": {"value": "dies"}}}
    assert {"die", "di/fr"} <= set(stems["match"]["text_stems"]["query"].split())
    # Of a word that is its own stem the index has only the term.
    [word, language] = others[0]["bool"]["must"]
    assert word == {"term": {"text_terms": {"value": "die"}}}
    languages = language["constant_score"]["filter"]["bool"]["should"]
    assert {"term": {"language": {"value": "en"}}} in languages
    assert {"term": {"language": {"value": "de"}}} not in languages


def test_names_match_by_a_part_or_whole_and_folded() -> None:
    """In quotes a name is looked up in the folded twin, in its folded form."""
    assert render(Word("Schröder", "people")) == weightless(
        {"term": {"people_terms": {"value": "schroder"}}}
    )
    assert render(Phrase("  GERHARD  Schröder", "people")) == weightless(
        {"term": {"people_folded": {"value": "gerhard schroder"}}}
    )
    assert render(Prefix("Schrö", "people")) == weightless(
        {"prefix": {"people_terms": {"value": "schro"}}}
    )


@pytest.mark.parametrize("kind", [Word, Phrase])
def test_what_is_too_long_for_a_keyword_finds_nothing(kind: type[Word] | type[Phrase]) -> None:
    """The server would answer with an error."""
    assert render(kind("x" * 40_000, "url")) == weightless({"match_none": {}})


def test_other_keywords_match_as_they_are() -> None:
    """Fields that are not folded keep case and blanks."""
    assert render(Word("file:///A b", "source")) == weightless(
        {"term": {"source": {"value": "file:///A b"}}}
    )


@pytest.mark.parametrize(
    ("field", "held"),
    [("people", "people_folded"), ("text", "text_terms"), ("source", "source")],
)
def test_a_field_may_have_any_value(field: str, held: str) -> None:
    """`person:*` finds the documents that name a person."""
    assert render(Exists(field)) == weightless({"exists": {"field": held}})


@pytest.mark.parametrize(
    ("node", "bounds"),
    [
        (Range("record", "1", "9"), {"gte": "1", "lte": "9"}),
        (Range("record", "1", "9", include_low=False, include_high=False), {"gt": "1", "lt": "9"}),
        (Range("record", "1", None), {"gte": "1"}),
        (Range("record", None, "9"), {"lte": "9"}),
    ],
)
def test_bounds_may_be_excluded_or_open(node: Range, bounds: dict[str, str]) -> None:
    """Without any bound a range asks for the field."""
    assert render(node) == weightless({"range": {"record": bounds}})
    assert render(Range("record", None, None)) == weightless({"exists": {"field": "record"}})


def test_a_range_needs_an_order() -> None:
    """A range of names is a mistake of the one who asks, and said so."""
    with pytest.raises(ConfigurationError, match="people has no order"):
        render(Range("people", "a", "b"))


def test_exclusions_stand_beside_what_is_asked() -> None:
    """NOT within AND becomes must_not of the same bool; alone it is a bool of its own."""
    assert render(And((Phrase("a"), Not(Word("b"))))) == {
        "bool": {"must": [render(Phrase("a"))], "must_not": [render(Word("b"))]}
    }
    assert render(Not(Word("b"))) == {"bool": {"must_not": [render(Word("b"))]}}
    assert render(And((Not(Word("b")),))) == render(Not(Word("b")))


def test_words_that_stand_together_count_more() -> None:
    """Both have to be there; where the one follows the other, a document comes first."""
    query = render(And((Word("prime"), Word("minister"))))
    assert query["bool"]["must"] == [
        {"bool": {"must": [render(Word("prime")), render(Word("minister"))]}}
    ]
    together = {"query": "prime minister", "analyzer": "whitespace", "slop": 0}
    assert {"match_phrase": {"text_terms": together}} in query["bool"]["should"]


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


FIELDS = st.sampled_from([None, "title", "text", "people", "topics", "source", "phones"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.just(All()),
    st.builds(Word, st.text(max_size=9), FIELDS),
    st.builds(Phrase, st.text(max_size=9), FIELDS, st.integers(0, 3)),
    st.builds(Prefix, st.text(max_size=9), FIELDS),
    st.builds(Wildcard, st.text(max_size=9), FIELDS),
    st.builds(Fuzzy, st.text(max_size=9), FIELDS),
)
TREES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.builds(And, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Or, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Not, nodes),
        st.builds(Boost, nodes, st.floats(0.1, 9)),
    ),
    max_leaves=9,
)


@given(TREES)
def test_every_tree_has_a_rendering(tree: Node) -> None:
    """A query names exactly one kind and is JSON, whatever the tree."""
    query = render(tree)
    assert len(query) == 1
    assert json.loads(json.dumps(query)) == query
