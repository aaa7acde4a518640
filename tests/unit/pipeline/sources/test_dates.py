"""Dates as sources write them."""

import pytest

from pipeline.fields import has_foreign_date, publication_date
from pipeline.records import Locator
from pipeline.sources import SourceOptions
from pipeline.sources.dates import iso_date
from pipeline.sources.record import record_document


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2021-05-04", "2021-05-04"),
        ("2021-05-04T10:00:00Z", "2021-05-04T10:00:00Z"),
        ("2026-01-29T08:25:51.614678+00:00Z", "2026-01-29T08:25:51+00:00"),
        ("2021/05/04", "2021-05-04"),
        ("20210504", "2021-05-04"),
        ("2021-05-04 10:00 PM", "2021-05-04T22:00:00"),
        ("04.05.2021", "2021-05-04"),
        ("4. 5. 2021", "2021-05-04"),
        ("19/12/2004", "2004-12-19"),
        ("12/19/2004", "2004-12-19"),
        ("05/05/2004", "2004-05-05"),
        ("April 15, 2023", "2023-04-15"),
        ("Sept. 3 2004", "2004-09-03"),
        ("29 August 2004", "2004-08-29"),
        ("29th of August 2004", "2004-08-29"),
        ("3-Sep-2004", "2004-09-03"),
        ("Friday, January 4, 2019", "2019-01-04"),
        ("1er mai 2021", "2021-05-01"),
        ("12. Dezember 2021", "2021-12-12"),
        ("29 de agosto de 2004", "2004-08-29"),
        ("31 декабря 2023", "2023-12-31"),
        ("May 4, 2021, 3:15 p.m. EDT", "2021-05-04T15:15:00-04:00"),
        ("May 4, 2021 at 3:15 PM", "2021-05-04T15:15:00"),
        ("Thu, 08 Sep 2022 14:30:00 +0200", "2022-09-08T14:30:00+02:00"),
        ("Mon May 29 08:00:00 AWST 2017", "2017-05-29T08:00:00+08:00"),
        ("Mon May 29 08:00:00 2017", "2017-05-29T08:00:00"),
        ("1620086400", "2021-05-04T00:00:00+00:00"),
        ("1620086400000", "2021-05-04T00:00:00+00:00"),
        ("1992", "1992"),
        ("1941-06", "1941-06"),
    ],
)
def test_a_date_is_understood(told: str, expected: str) -> None:
    """In the forms of feeds, exports, databases and people, and then the index takes it."""
    assert iso_date(told) == expected
    assert publication_date(expected) is not None


@pytest.mark.parametrize(
    "told",
    [
        "", "last Tuesday", "04/05/2021", "2021-05-04T25:61:00Z", "2021-13-01", "31.02.2004",
        "Mon, 99 Foo 2022", "Mon, 2 Aug 2004 08:00:00 IST", "12:30", "2021-W05", "20219904",
        "99999", "0", "12345678", "Version 4.5.2021-beta", "May", "2004 was a year",
        "4 May 2021 to 6 May 2021",
    ],
)  # fmt: skip
def test_what_is_not_surely_a_date_is_none(told: str) -> None:
    """Day and month that could change places, times and zones that there are not, other numbers."""
    assert iso_date(told) is None


def test_a_wrong_time_is_no_midnight() -> None:
    """A date whose time cannot be is not indexed; a month or a year is its first moment."""
    assert publication_date("2021-05-04T25:61:00Z") is None
    assert str(publication_date("1941-06")) == "1941-06-01 00:00:00+00:00"
    assert str(publication_date("1992")) == "1992-01-01 00:00:00+00:00"


@pytest.mark.parametrize(
    ("told", "foreign"),
    [("04/05/2021", True), ("2021-05-04T25:61:00Z", True), ("2021-05-04", False), (None, False)],
)
def test_a_date_that_is_not_understood_can_be_counted(told: str | None, foreign: bool) -> None:
    """The record keeps it as it was given; a document without a date has none to count."""
    record: dict[str, object] = {"text": "x", "date": told}
    document = record_document(record, Locator("file:///a"), SourceOptions())
    assert document.metadata.published == told
    assert has_foreign_date(document) is foreign
