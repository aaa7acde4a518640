"""What a source says beyond the fields that docmill has a meaning for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import raw_hash
from pipeline.records import Locator, Metadata
from pipeline.sources import SourceOptions
from pipeline.sources.metadata import (
    LONGEST_VALUE,
    MOST_CHARACTERS,
    MOST_FIELDS,
    MOST_NAMED,
    MOST_VALUES,
    other_fields,
)
from pipeline.sources.record import record_document


def test_every_field_that_has_no_meaning_is_kept_by_its_name() -> None:
    """Texts, numbers and truth values; objects by dotted names, lists as several values."""
    record = {
        "section": " Sports ",
        "tags": ["a", "b", "a"],
        "geo": {"city": "Rome", "point": [41.9, 12.5]},
        "people": [{"name": "Ann", "age": 3}, {"name": "Bo", "age": 4}],
        "paid": True,
        "_oid": {"$oid": "5f"},
        "none": None,
        "empty": "",
        "hollow": [{}, [], ""],
    }
    assert other_fields(record, ()).kept == {
        "section": ("Sports",),
        "tags": ("a", "b"),
        "geo.city": ("Rome",),
        "geo.point": ("41.9", "12.5"),
        "people.name": ("Ann", "Bo"),
        "people.age": ("3", "4"),
        "paid": ("true",),
        "_oid": ("5f",),
    }


def test_two_fields_of_one_dotted_name_keep_the_values_of_both() -> None:
    """`a.b` may be a name, or `b` in `a`; in either order neither hides the other."""
    for record in (
        {"a": {"b": "inner"}, "a.b": "plain"},
        {"a": {"b": "inner"}, "a.b": ["plain"]},
        {"a": {"b": ["inner", "plain"]}, "a.b": "inner"},
    ):
        assert other_fields(record, ()).kept == {"a.b": ("inner", "plain")}
    assert other_fields({"a": {"b": 1}, "a.b": 2}, ()).kept == {"a.b": ("1", "2")}


def test_what_is_a_field_of_the_document_stands_there_alone() -> None:
    """The field that gave the title is no metadata; another one of that meaning is."""
    record = {
        "headline": "Rates rise",
        "title": "rates-rise-2",
        "byline": "Ann",
        "content": {"body": "Text.", "lang": "en"},
        "pubDate": "2021-05-04",
        "id": 7,
        "section": "Money",
    }
    found = record_document(record, Locator("file:///a"), SourceOptions()).metadata
    titles = {"headline": "Rates rise", "title": "rates-rise-2"}
    [other] = [name for name, title in titles.items() if title != found.title]
    assert found.other == {
        other: (titles[other],), "content.lang": ("en",), "section": ("Money",),
    }  # fmt: skip
    assert found.left_out == 0


@pytest.mark.parametrize(
    "value",
    ["x" * (LONGEST_VALUE + 1), [str(n) for n in range(MOST_VALUES + 1)],
     {"a": {"b": {"c": {"d": {"e": "deep"}}}}}, [[[[[["deep"]]]]]]],
    ids=["long", "many", "deep", "lists"],
)  # fmt: skip
def test_a_field_that_is_too_large_is_left_out_whole_and_counted(value: object) -> None:
    """Its name is kept; its neighbours are as they were."""
    found = other_fields({"section": "Sports", "big": value, "desk": "Night"}, ())
    assert found.kept == {"section": ("Sports",), "desk": ("Night",)}
    assert found.left_out == 1
    assert found.names_left_out[0].startswith("big")


def test_too_many_fields_are_counted_and_the_first_of_them_named() -> None:
    """The first ones stay."""
    record = {f"f{number}": "v" for number in range(MOST_FIELDS + 30)}
    found = other_fields(record, ())
    assert len(found.kept) == MOST_FIELDS
    assert found.left_out == 30
    assert len(found.names_left_out) == MOST_NAMED
    assert found.names_left_out[0] == f"f{MOST_FIELDS}"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), _VALUES))
def test_whatever_a_record_holds_its_metadata_stay_within_bounds(record: dict[str, object]) -> None:
    """And can be written as JSON, with no empty value among them."""
    found = other_fields(record, ())
    json.dumps(found.kept)
    assert sum(len(v) for values in found.kept.values() for v in values) <= MOST_CHARACTERS
    assert all(values and all(values) for values in found.kept.values())
    assert len(found.names_left_out) <= min(found.left_out, MOST_NAMED)


def test_a_document_without_more_metadata_has_the_hash_that_it_always_had() -> None:
    """Else a new docmill would index every archive again; a changed field changes the hash."""
    plain = raw_hash("text", "text/plain", Metadata("T"))
    sports = raw_hash("text", "text/plain", Metadata("T", other={"section": ("Sports",)}))
    assert plain == "f2d686807527cb02c702bcf482c680b2"
    arts = raw_hash("text", "text/plain", Metadata("T", other={"section": ("Arts",)}))
    assert len({plain, sports, arts}) == 3
