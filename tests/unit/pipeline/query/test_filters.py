"""The filters beside a query, and the dates in them."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.query.dates import period
from pipeline.query.filters import filters
from pipeline.query.tree import All, And, Range, Word


def test_without_a_filter_everything_is_asked_for() -> None:
    """So that a filter can always stand beside a query."""
    assert filters() == All()


def test_all_filters_must_fit() -> None:
    """Also the values of one filter."""
    assert filters(
        person=["Ann", "Bo Li"], organization=["UN"], place=["Rome"], topic=["arts"],
        language=["EN"], published_from="2022", published_to="2022-05",
    ) == And((
        Word("Ann", "people"), Word("Bo Li", "people"), Word("UN", "organizations"),
        Word("Rome", "places"), Word("arts", "topics"), Word("en", "language"),
        Range("published", "2022-01-01T00:00:00Z", "2022-05-31T23:59:59Z"),
    ))  # fmt: skip


def test_a_period_may_be_open() -> None:
    """From a day on, or up to it."""
    assert filters(published_to="2022-05-01") == And(
        (Range("published", None, "2022-05-01T23:59:59Z"),)
    )


@pytest.mark.parametrize(
    "text", ["", "May", "2022-13", "2022-02-30", "20220501", "22", "2022-1-1", "2022-05-01Tx"]
)
def test_what_is_no_date_is_a_wrong_usage(text: str) -> None:
    """The message shows how dates are written."""
    with pytest.raises(ConfigurationError, match="is no date: write 2022"):
        filters(published_from=text)


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
