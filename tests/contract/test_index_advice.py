"""What is said of a search that finds nothing, or little, over every index."""

import pytest

from pipeline.index import Index
from pipeline.query.filters import filters
from pipeline.query.parse import parse
from tests.contract.indexes import entry, written
from workers.reading.advice import advice, rarer_spellings

pytestmark = pytest.mark.once


@pytest.fixture
def archive(index: Index) -> Index:
    """An index in which one word is frequent, and another is that word misspelt."""
    many = [
        entry(f"d{n}", text="the government said", language="en", source="file:///a/bbc.jsonl")
        for n in range(25)
    ]
    return written(
        index,
        *many,
        entry("one", text="the goverment of rates, a bank", language="en", record=7),
        entry(
            "dated",
            text="x",
            language="de",
            published="2004-08-29T00:00:00Z",
            people=["Ann", "Lee"],
        ),
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("governmnt", ["no document has 'governmnt': did you mean government?"]),
        ("xyz", ["no document has 'xyz'"]),
        ("person:amn", ["no document has 'amn' in person: did you mean ann?"]),
        ("language:french", ["language has en (26), de (1)"]),
        ("published:2005", ["dates of publication go from 2004-08-29 to 2004-08-29"]),
        ("record:[3 TO 5]", ["no record is in that range"]),
        ("pages:>10", ["no document has a value in pages"]),
        ("phone:+44*", ["no document has a value in phone"]),
        ("meta.lable:x", ["no document has a value in meta.lable"]),
        ("source:bbc.jsonl", ["source is matched whole: source:*bbc.jsonl* finds 25"]),
        ("source:other", ["source has file:///a/bbc.jsonl (25)"]),
        ('"bank rates"', ['the words of "bank rates" are in 1, not so']),
        ("government pages:>10", ["no document has a value in pages"]),
        ('person:"Lee Ann"', ['no person is just "Lee Ann"; its words are in 1']),
        # Each finds something: nothing is known of both together.
        ("government record:7", []),
    ],
)
def test_a_part_that_finds_nothing_is_told(archive: Index, query: str, told: list[str]) -> None:
    """With what there is in its place."""
    parsed = parse(query)
    assert parsed.note is None
    assert advice(archive, parsed.node, []) == told


def test_filters_that_find_nothing_are_told(archive: Index) -> None:
    """With what they ask for, and what is found without them."""
    [by_date] = filters(published_from="2005")
    told = advice(archive, parse("government").node, [by_date])
    assert told == [
        "dates of publication go from 2004-08-29 to 2004-08-29",
        "without --from 2005 there are 25",
    ]
    span = filters(published_from="2005", published_to="2006")
    assert advice(archive, parse("government").node, span)[-1] == (
        "without --from 2005 --to 2006 there are 25"
    )


def test_a_rare_word_like_a_frequent_one_is_told(archive: Index) -> None:
    """It may be misspelt; a frequent word is not, nor one like which there is none."""
    assert rarer_spellings(archive, parse("goverment").node) == [
        "'goverment' is in 1: did you mean government (25)?"
    ]
    assert rarer_spellings(archive, parse("government").node) == []
    assert rarer_spellings(archive, parse("bank person:ann").node) == []
