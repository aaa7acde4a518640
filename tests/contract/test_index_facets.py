"""What every index counts over all that a search finds: values of fields, dates."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.fields import FACET_FIELDS
from pipeline.index import Facets, Index
from tests.contract.indexes import ask, entry, written

pytestmark = pytest.mark.once

PEOPLE = ["Tony Blair", "Cherie Blair", "Łucja Nowak", "José Mourinho", "Samba Blake", "O'Neill"]


@pytest.fixture
def people(index: Index) -> Index:
    """An index in which the first of `PEOPLE` is in all documents, the last in one."""
    count = len(PEOPLE)
    documents = [entry(f"d{n}", text="x", people=PEOPLE[: count - n]) for n in range(count)]
    return written(index, *documents)


@pytest.mark.parametrize(
    ("like", "found"),
    [
        ("bla", ["Tony Blair", "Cherie Blair", "Samba Blake"]),
        ("BLAIR", ["Tony Blair", "Cherie Blair"]),
        ("tony bl", ["Tony Blair"]),
        ("lucja", ["Łucja Nowak"]),
        ("jose", ["José Mourinho"]),
        ("*inho", ["José Mourinho"]),
        ("s*e", ["Samba Blake"]),
        ("oneill", []),
        ("o'neill", ["O'Neill"]),
        ("air", []),
        ("(", []),
        ("[a-z]+.*", []),
        ("", PEOPLE),
    ],
)
def test_values_are_counted_that_have_a_word_of_this_beginning(
    people: Index, like: str, found: list[str]
) -> None:
    """Without case and accents, whatever in it acts in regular expressions."""
    counted = ask(people, "x", facets=Facets(("people",), like=like, dates=False)).facets
    assert [value for value, _ in counted["people"]] == found


def test_different_texts_are_counted(index: Index) -> None:
    """Documents without a hash each have their own; over too many nothing is told."""
    entries = [entry(f"d{n}", title="x", content_hash=f"h{n // 3}") for n in range(30)]
    written(index, *entries, entry("own-1", title="x"), entry("own-2", title="x"))
    found = ask(index, "x", facets=Facets((), dates=False, texts=True), size=3)
    assert (found.total, found.texts) == (32, 12)
    assert ask(index, "nowhere", facets=Facets((), texts=True)).texts == 0
    assert ask(index, "x", facets=Facets(())).texts is None


def test_every_facet_can_be_asked_for_alone(index: Index) -> None:
    """With its number of values, without the others."""
    values: dict[str, Any] = {name: ["A", "B"] for name in FACET_FIELDS}
    alone = {"language": "en", "source": "file:///a", "media_type": "text/html", "author": "A"}
    written(index, entry("a", text="x", **{**values, **alone}))
    for field in FACET_FIELDS:
        found = ask(index, "x", facets=Facets((field,), size=1))
        assert found.facets == {field: (((alone.get(field) or "A"), 1),)}


def _published(index: Index, *days: str | None) -> Index:
    return written(
        index,
        *(
            entry(f"d{n}", text="x", published=f"{day}T23:59:59Z") if day else entry("u", text="x")
            for n, day in enumerate(days)
        ),
    )


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [
        (
            ["2004-02-28", "2004-03-01", "2004-03-01"], "day",
            [("2004-02-28", 1), ("2004-02-29", 0), ("2004-03-01", 2)],
        ),
        (
            ["2004-11-30", "2005-02-01", None], "month",
            [("2004-11", 1), ("2004-12", 0), ("2005-01", 0), ("2005-02", 1)],
        ),
        (["1966-12-31", "1970-01-01", "1971-06-01"], "year",
         [("1966", 1), ("1967", 0), ("1968", 0), ("1969", 0), ("1970", 1), ("1971", 1)]),
        (["0800-12-25"], "day", [("0800-12-25", 1)]),
        (["9999-12-31"], "day", [("9999-12-31", 1)]),
    ],
)  # fmt: skip
def test_dates_are_counted_by_day_month_or_year(
    index: Index, days: list[str | None], unit: str, bars: list[tuple[str, int]]
) -> None:
    """As fits the time between the first and the last, with the bars that are empty."""
    found = ask(_published(index, *days), "x", facets=Facets()).dates
    assert found is not None
    assert (found.unit, list(found.bars), found.undated) == (unit, bars, days.count(None))


def test_long_archives_have_a_bar_for_every_year(index: Index) -> None:
    """However many."""
    found = ask(_published(index, "0001-01-01", "9999-12-31"), "x", facets=Facets()).dates
    assert found is not None
    assert len(found.bars) == 9_999
    assert (found.bars[0], found.bars[-1]) == (("0001", 1), ("9999", 1))


def test_dates_are_those_of_the_search(index: Index) -> None:
    """Documents that are not found have no bar; without any date there are no bars."""
    written(
        index,
        entry("a", text="x", published=datetime(2004, 5, 1, tzinfo=UTC).isoformat()),
        entry("b", text="y"),
    )
    assert ask(index, "y", facets=Facets()).dates is None
    assert ask(index, "x", facets=Facets(dates=False)).dates is None
    found = ask(index, "published:2004", facets=Facets()).dates
    assert found is not None
    assert found.bars == (("2004-05-01", 1),)
