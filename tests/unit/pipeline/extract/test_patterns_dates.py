"""Dates in a text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.patterns import Passage, find

THURSDAY = date(2022, 5, 19)


def dates(
    text: str, language: str = "en", published: date | None = THURSDAY
) -> list[tuple[str, str]]:
    """What stands in the text and its value."""
    found = find(Passage(text, language, published), ["date"])
    return [(one.text, one.entity) for one in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13 May 2005", "2005-05-13"),
        ("13th of May, 2005", "2005-05-13"),
        ("May 3, 2004", "2004-05-03"),
        ("May 3rd 2004", "2004-05-03"),
        ("Friday, May 13, 2022", "2022-05-13"),
        ("Friday 13 May 2022", "2022-05-13"),
        ("5 Sept. 2001", "2001-09-05"),
        ("1-Jan-1999", "1999-01-01"),
        ("December 2004", "2004-12"),
        ("2005-03-04", "2005-03-04"),
        ("2005/3/4", "2005-03-04"),
        ("25/12/2005", "2005-12-25"),
        ("12/25/2005", "2005-12-25"),
        ("05/05/2005", "2005-05-05"),
        ("04.03.2005", "2005-03-04"),
        ("29 February 2004", "2004-02-29"),
    ],
)
def test_a_full_date_needs_no_anchor(text: str, value: str) -> None:
    """Day, month and year in the usual orders, wherever they stand."""
    for published in (None, THURSDAY):
        for around in ("{}", "on {}, they", "({})", "until {}."):
            assert dates(around.format(text), published=published) == [(text, value)]


@pytest.mark.parametrize("text", ["03/04/2005", "3-4-2005"])
def test_an_open_order_stays_as_written(text: str) -> None:
    """Nobody knows which is the month, where the language does not say it."""
    assert dates(text) == [(text, text)]
    assert dates(text, "fr")[0][1] == "2005-04-03"


@pytest.mark.parametrize(
    "text",
    [
        "30 February 2005", "25/13/2005", "it may 5", "version 2005.1.2.3", "A5 May", "3.5 May",
        "10/5", "May 3,000 people", "2005-06", "on 192.168.10.2005", "the 1990s", "5 Mayors",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left(text: str) -> None:
    """Days that no calendar has, versions, fractions, words that begin like a month."""
    assert dates(text, published=None) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on 12 May", "2022-05-12"),
        ("on June 3", "2022-06-03"),
        ("on 3 December", ""),
        ("12 May, 5 June 2005", ""),
    ],
)
def test_the_year_is_taken_from_the_document_when_it_is_near(text: str, value: str) -> None:
    """Not when either year may be meant, nor when another date after it may have the year."""
    (surface, found), *_ = dates(text)
    assert found == (value or surface)
    assert dates(text, published=None)[0] == (surface, surface)


def test_the_year_turns_with_the_document() -> None:
    """December is last year's in January, and January next year's in December."""
    assert dates("on 30 December", published=date(2022, 1, 5))[0][1] == "2021-12-30"
    assert dates("on 5 January", published=date(2021, 12, 30))[0][1] == "2022-01-05"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said yesterday that", ("yesterday", "2022-05-18")),
        ("Last month it", ("Last month", "2022-04")),
        ("next year's budget", ("next year", "2023")),
        ("He died on Monday.", ("Monday", "2022-05-16")),
        ("she told reporters on Thursday", ("Thursday", "2022-05-19")),
        ("officials announced Friday", ("Friday", "2022-05-13")),
    ],
)
def test_what_counts_from_the_document(text: str, found: tuple[str, str]) -> None:
    """Only in English, only with the document's date."""
    assert dates(text) == [found]
    assert dates(text, published=None) == []
    assert dates(text, "fr") == []


@pytest.mark.parametrize(
    "text",
    [
        "in the last year", "each month", "on Friday", "will be opened on Friday", "months",
        "is expected on Friday", "scheduled on Friday", "Today", "last yearly report",
    ],
)  # fmt: skip
def test_what_may_be_another_day_is_left(text: str) -> None:
    """Twelve months are no year, and a weekday may be the next one."""
    assert dates(f"A meeting {text}") == []


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("le 3 mai 2022", "fr", "2022-05-03"),
        ("le 1er août 1999", "fr", "1999-08-01"),
        ("mai 2021", "fr", "2021-05"),
        ("el 3 de mayo de 2022", "es", "2022-05-03"),
        ("diciembre de 2021", "es", "2021-12"),
        ("2022-05-03", "und", "2022-05-03"),
    ],
)
def test_months_are_named_in_the_language(text: str, language: str, value: str) -> None:
    """A day with its year is one in every language; the language's own names need no year."""
    assert [found for _, found in dates(text, language)] == [value]
    assert dates("3 May 2005", language) == [("3 May 2005", "2005-05-03")]
    assert dates("on 3 May", "und", None) == [("3 May", "3 May")]


@given(st.dates(date(1000, 1, 1), date(2199, 12, 31)), st.integers(-30, 30))
def test_every_day_can_be_written_and_read(day: date, distance: int) -> None:
    """Written out, in ISO 8601, or without the year near to the document."""
    written = f"{day.day} {day:%B} {day.year}"
    assert dates(f"on {written}.") == [(written, day.isoformat())]
    assert dates(f"on {day:%B} {day.day}, {day.year}")[0][1] == day.isoformat()
    assert dates(day.isoformat()) == [(day.isoformat(), day.isoformat())]
    if date(1100, 1, 1) < day < date(2100, 1, 1):
        anchor = day + timedelta(days=distance)
        assert dates(f"on {day.day} {day:%B}.", published=anchor)[0][1] == day.isoformat()
