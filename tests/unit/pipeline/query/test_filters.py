"""The filters beside a query, and the dates in them."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.query.dates import period
from pipeline.query.filters import filters, narrowed
from pipeline.query.origin import below
from pipeline.query.tree import And, Not, Phrase, Range, Word


def test_without_a_filter_everything_is_asked_for() -> None:
    """The query alone counts."""
    assert filters() == []
    assert narrowed(Word("a"), []) == Word("a")


def test_all_filters_must_fit() -> None:
    """Also the values of one filter; a single word is a part of a name, several are the whole."""
    chosen = filters(
        person=["Ann", "Bo Li"], organization=["UN"], place=["Rome"], topic=["world news"],
        language=["English"], author=['"Lee"'], not_person=["Cy"],
        published_from="2022", published_to="2022-05",
    )  # fmt: skip
    assert narrowed(Word("a"), chosen) == And((
        Word("a"), Word("Ann", "people"), Phrase("Bo Li", "people"), Word("UN", "organizations"),
        Word("Rome", "places"), Word("world news", "topics"), Word("en", "language"),
        Word('"Lee"', "author"), Not(Word("Cy", "people")),
        Range("published", "2022-01-01T00:00:00Z", "2022-05-31T23:59:59Z"),
    ))  # fmt: skip
    assert [str(one) for one in chosen][-2:] == ["--not-person Cy", "--from 2022 --to 2022-05"]


def test_one_end_of_a_span_of_time_is_enough() -> None:
    """The other stays open."""
    [since] = filters(published_from="2022")
    assert (str(since), since.node) == (
        "--from 2022", Range("published", "2022-01-01T00:00:00Z", None),
    )  # fmt: skip
    [until] = filters(published_to="2022-05")
    assert (str(until), until.node) == (
        "--to 2022-05", Range("published", None, "2022-05-31T23:59:59Z"),
    )  # fmt: skip


def test_a_source_is_all_below_it() -> None:
    """A folder, a file, or a member of an archive."""
    [one] = filters(source=["file:///a"])
    assert one.node == below("file:///a")


NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("today", "2026-11-27T00:00:00Z", "2026-11-27T23:59:59Z"),
        ("yesterday", "2026-11-26T00:00:00Z", "2026-11-26T23:59:59Z"),
        ("last week", "2026-11-16T00:00:00Z", "2026-11-22T23:59:59Z"),
        ("This Month", "2026-11-01T00:00:00Z", "2026-11-30T23:59:59Z"),
        ("last year", "2025-01-01T00:00:00Z", "2025-12-31T23:59:59Z"),
        ("9 months ago", "2026-02-01T00:00:00Z", "2026-02-28T23:59:59Z"),
        ("3 days ago", "2026-11-24T00:00:00Z", "2026-11-24T23:59:59Z"),
        ("last 7 days", "2026-11-20T00:00:00Z", "2026-11-27T09:30:00Z"),
    ],
)
def test_a_period_may_be_said_in_words(text: str, low: str, high: str) -> None:
    """Weeks begin on Monday."""
    assert period(text, NOW) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "May",
        "last decade",
        "99999 years ago",
        "2022-13",
        "2022-02-30",
        "20220501",
        "22",
        "2022-1-1",
        "2022-05-01Tx",
    ],
)
def test_what_is_no_date_is_a_wrong_usage(text: str) -> None:
    """The message shows how dates are written."""
    with pytest.raises(ConfigurationError, match="is no date: write 2022"):
        filters(published_from=text)


def test_a_span_that_ends_before_it_begins_is_a_wrong_usage() -> None:
    """It would find nothing, and not say why; one day alone is a span."""
    with pytest.raises(ConfigurationError, match="--from 2022-06 is after --to 2021"):
        filters(published_from="2022-06", published_to="2021")
    assert len(filters(published_from="2022-05-01", published_to="2022-05")) == 1


@given(st.dates())
def test_a_short_date_is_the_period_it_names(day: date) -> None:
    """A day lies in its own day, month and year, and these nest."""
    text = day.isoformat()
    bounds = [period(text[:length]) for length in (10, 7, 4)]
    moments = [(datetime.fromisoformat(low), datetime.fromisoformat(high)) for low, high in bounds]
    assert all(low.tzinfo == UTC for low, _ in moments)
    assert moments[0][0].date() == moments[0][1].date() == day
    for (low, high), (outer_low, outer_high) in pairwise(moments):
        assert outer_low <= low < high <= outer_high


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_a_moment_is_given_in_utc(local: datetime, zone: timezone) -> None:
    """To the second; both bounds are the same."""
    moment = local.replace(tzinfo=zone)
    low, high = period(moment.isoformat())
    assert low == high
    assert datetime.fromisoformat(low) == moment.astimezone(UTC).replace(microsecond=0)
