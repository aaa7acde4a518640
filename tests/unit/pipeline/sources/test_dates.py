"""Dates as sources write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fields import has_foreign_date, publication_date
from pipeline.records import Locator
from pipeline.sources import SourceOptions
from pipeline.sources.dates import DateOrder, iso_date
from pipeline.sources.record import record_document

FORMS = (
    "{d} {name} {y}", "{name} {d}, {y}", "{d}.{m}.{y}", "{y}-{m:02}-{d:02}", "{y}{m:02}{d:02}",
    "{y}/{m}/{d}", "{d}-{name}-{y}", "{y}年{m}月{d}日",
)  # fmt: skip


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
        ("6 Μαΐου 2004", "2004-05-06"),
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
        "29 August 2004", "29 Aug 2004", "29. Aug. 2004", "29-AUG-2004", "29AUG2004", "29 Aug 04",
        "29-Aug-04", "Aug 29 2004", "Aug-29-2004", "2004-Aug-29", "2004 August 29",
        "29 of August 2004",
        "the 29th of August, 2004", "Sunday 29 August 2004", "Sunday, 29 August, 2004",
        "Publié le 29 août 2004", "Veröffentlicht am 29.08.2004",
        "Publicado el 29 de agosto de 2004", "Pubblicato il 29 agosto 2004",
        "Published: 29 August 2004", "Posted on August 29, 2004", "29/08/2004", "8/29/2004",
        "29-08-2004", "29.08.2004", "2004.08.29", "2004-8-29", "2004. 8. 29.", "2004 08 29",
        "Sonntag, 29. August 2004", "So, 29.08.2004", "den 29. August 2004",
        "le dimanche 29 août 2004", "domingo, 29 de agosto de 2004", "29 de ago. de 2004",
        "29-ago-2004", "domenica 29 agosto 2004", "zondag 29 augustus 2004", "29 aug. 2004",
        "söndag 29 augusti 2004", "søndag den 29. august 2004", "29. elokuuta 2004",
        "29 sierpnia 2004 r.", "29. srpna 2004", "29. kolovoza 2004.", "29 августа 2004 года",
        "29 августа 2004 г.", "воскресенье, 29 августа 2004", "29 серпня 2004", "29 Ağustos 2004",
        "2004. augusztus 29.", "2004. augusztus 29., vasárnap", "29 Αυγούστου 2004",
        "29 Agustus 2004", "29. ágúst 2004", "2004年8月29日", "2004年8月29日（日）",
        "2004年8月29日 星期日",
        "2004년 8월 29일", "2004년 8월 29일 일요일", "平成16年8月29日",
        "ngày 29 tháng 8 năm 2004", "2004 m. rugpjūčio 29 d.", "2004. gada 29. augusts",
    ],
)  # fmt: skip
def test_a_day_is_understood_in_the_languages_we_know(told: str) -> None:
    """With what stands beside a date and adds nothing to it."""
    assert iso_date(told) == "2004-08-29"


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("20040829T101500Z", "10:15:00+00:00"), ("20040829101500", "10:15:00"),
        ("20040829 10:15", "10:15:00"), ("D:20040829101500+02'00'", "10:15:00+02:00"),
        ("29.08.2004 10:15 Uhr", "10:15:00"), ("29. August 2004 um 10.15 Uhr", "10:15:00"),
        ("29 août 2004 à 10h15", "10:15:00"), ("10:15, 29 August 2004", "10:15:00"),
        ("10:15 a.m. 29 August 2004", "10:15:00"), ("29 August 2004 | 10:15", "10:15:00"),
        ("2004年8月29日 上午10:15", "10:15:00"), ("2004년 8월 29일 오후 10:15", "22:15:00"),
        ("2004-08-29T10:15:00Z[UTC]", "10:15:00+00:00"),
        ("[29/Aug/2004:10:15:00 +0100]", "10:15:00+01:00"),
        ("2004年8月29日 10:15", "10:15:00"), ("2004年8月29日10時15分", "10:15:00"),
        ("Sun, 29 Aug 04 10:15:00 +0100", "10:15:00+01:00"),
        ("Sunday, 29-Aug-04 10:15:00 UTC", "10:15:00+00:00"),
        ("Sat 29 Aug 2004 10:15:57 AM CEST", "10:15:57+02:00"),
        ("29 Aug 2004 10:15:00 -0500 (EST)", "10:15:00-05:00"),
        ("2004-08-29T10:15:00-07:00[America/Los_Angeles]", "10:15:00-07:00"),
        ("2004-08-29 10:15:00 Europe/Berlin", "10:15:00+02:00"),
        ("8/29/2004 3:15 PM", "15:15:00"), ("/Date(1093774500000)/", "10:15:00+00:00"),
        ("Aug 29, 2004 @ 10:15:00.123", "10:15:00"), ("2004-08-29-10.15.07.000000", "10:15:07"),
        ("2004年8月29日(日) 10:15", "10:15:00"), ("29/Aug/04 10:15 AM", "10:15:00"),
        ("1093774500000000", "10:15:00+00:00"), ("/Date(1093774500000+0200)/", "10:15:00+00:00"),
    ],
)  # fmt: skip
def test_a_time_beside_a_day_is_understood(told: str, time: str) -> None:
    """Before or behind it, with its zone."""
    assert iso_date(told) == f"2004-08-29T{time}"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("August 2004", "2004-08"), ("Aug. 2004", "2004-08"), ("08/2004", "2004-08"),
        ("août 2004", "2004-08"), ("2004年8月", "2004-08"), ("listopada 2004", None),
        ("2004-08-29 24:00:00", "2004-08-30T00:00:00"), ("1 May 69", "1969-05-01"),
        # Polish and Croatian mean different months by it; Croatian has a full stop behind the day.
        ("5 मार्च 2020", "2020-03-05"), ("Stand: 29.08.2004", None),
        ("11 listopada 2004", "2004-11-11"), ("11. listopada 2004.", "2004-10-11"),
    ],
)  # fmt: skip
def test_months_and_special_forms(told: str, expected: str | None) -> None:
    """A month alone is a month."""
    assert iso_date(told) == expected


@pytest.mark.parametrize(
    ("order", "told", "expected"),
    [
        ("", "04/05/2004", None), ("", "04/05/04", None), ("", "29/08/04", None),
        ("", "04.05.04", None), ("", "04-05-2004", None),
        ("dmy", "04/05/2004", "2004-05-04"), ("dmy", "4/5/04", "2004-05-04"),
        ("dmy", "4.5.04 10:15", "2004-05-04T10:15:00"), ("dmy", "04-05-2004", "2004-05-04"),
        ("mdy", "04/05/2004", "2004-04-05"), ("mdy", "4/5/04", "2004-04-05"),
        # With full stops the day comes first; a figure above 12 is no month, whatever the order.
        ("mdy", "04.05.2004", "2004-05-04"), ("mdy", "29/08/2004", "2004-08-29"),
        ("dmy", "08/29/2004", "2004-08-29"), ("dmy", "32/01/2004", None),
        ("ymd", "04/05/06", "2004-05-06"), ("ymd", "04/05/2004", None),
        ("dmy", "2004-05-04", "2004-05-04"),
    ],
)  # fmt: skip
def test_the_order_of_figures_is_a_setting(
    order: DateOrder, told: str, expected: str | None
) -> None:
    """Without it, what could be two days is none."""
    assert iso_date(told, order) == expected
    options = SourceOptions(date_order=order)
    document = record_document({"text": "x", "date": told}, Locator("file:///a"), options)
    assert document.metadata.published == (expected or told)


@pytest.mark.parametrize(
    "told",
    [
        "1.42  2011-10-03", "+49 12.05.2004", "Version 29.08.2004", "Room 5, 29 August 2004",
        "29-30 August 2004", "29 August", "10:15", "2004-2005", "Q3 2004", "Updated 29 August 2004",
        "29 Foo 2004", "29 August 2547", "0000-00-00", "0001-01-01T00:00:00", "01/01/0001",
        "1,093,774,500", "1093774", "N/A", "29 August 2004 25:00", "29 August 2004 15:15 PM",
        "2004-08-29 10:15 Nowhere/City", "1.2.2004.5", "12345678", "10.1.20.04", "2004年13月29日",
        "5 out of 2004", "29 August 2004 and 30 August 2004", "Sept 11", "x" * 100 + "2004-08-29",
    ],
)  # fmt: skip
def test_what_has_more_than_a_date_is_none(told: str) -> None:
    """Versions, numbers, spans, values that stand for no date, times that there are not."""
    assert iso_date(told) is None


@given(st.text(max_size=90))
def test_no_text_ends_in_an_error(told: str) -> None:
    """What is understood is a date that the index takes."""
    found = iso_date(told, "dmy")
    assert found is None or publication_date(found) is not None


@given(st.dates(date(1000, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS))
def test_a_written_date_is_read_again(day: date, form: str) -> None:
    """Every day, in forms whose order is sure."""
    months = "January February March April May June July August September October November December"
    name = months.split()[day.month - 1]
    told = form.format(d=day.day, m=day.month, y=day.year, name=name)
    assert iso_date(told) == day.isoformat()


@pytest.mark.parametrize(
    ("told", "offset"),
    [
        ("6 May 2004 21:05 GMT+2", "+02:00"),
        ("6 May 2004 21:05 UTC-5", "-05:00"),
        ("06/May/2004:21:05:00 +0200", "+02:00"),
        ("6 May 2004 21:05 GMT+5:30", "+05:30"),
        ("6 May 2004 21:05 UTC +0530", "+05:30"),
        ("Thu May 06 2004 21:05:00 GMT+0200 (Central European Summer Time)", "+02:00"),
        ("Thu, 6 May 2004 21:05:00 +0200 (CEST)", "+02:00"),
        ("6 May 2004 21:05 XYZ+2", None),
        ("Thu, 6 May 2004 21:05:00 +2", None),
        ("6 May 2004 21:05 (Berlin)", None),
    ],
)
def test_an_offset_is_never_dropped(told: str, offset: str | None) -> None:
    """It is understood, also in hours alone behind GMT, or the date stays as it was given."""
    assert iso_date(told) == (offset and f"2004-05-06T21:05:00{offset}")


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
