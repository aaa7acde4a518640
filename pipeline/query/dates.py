"""Dates in queries: a year, a month, a day or a time."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from pipeline.query.tree import Range

_UNITS = ("day", "week", "month", "year")
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def period(text: str, now: datetime | None = None) -> tuple[str, str]:
    """The first and the last second of "2022", "2022-05", "2022-05-01" or an ISO 8601 date-time.

    Also of "today", "yesterday", "last week", "this month", "3 years ago", "last 7 days", seen from
    `now` (default: this moment). Both as `YYYY-MM-DDTHH:MM:SSZ`; a date-time without a zone is UTC.

    Raises:
        ValueError: the text is no date; the message shows the right form.
    """
    try:
        first, last = _in_words(text, now or datetime.now(UTC)) or _bounds(text)
        return _iso(first), _iso(last)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{text!r} is no date: write 2022, 2022-05, 2022-05-01, 2022-05-01T12:30:00Z, "
            "yesterday, last week or 3 months ago"
        ) from error


def _in_words(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The first and last second of "yesterday", "last month", "3 weeks ago", "last 7 days"."""
    words = text.lower().split()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match words:
        case ["today"]:
            words = ["this", "day"]
        case ["yesterday"]:
            words = ["last", "day"]
    match words:
        case [("this" | "last") as which, unit] if unit in _UNITS:
            first = _before(_beginning(today, unit), unit, int(which == "last"))
            return first, _before(first, unit, -1) - timedelta(seconds=1)
        case [number, unit, "ago"] if number.isdecimal() and unit.rstrip("s") in _UNITS:
            unit = unit.rstrip("s")
            first = _before(_beginning(today, unit), unit, int(number))
            return first, _before(first, unit, -1) - timedelta(seconds=1)
        case ["last", number, unit] if number.isdecimal() and unit.rstrip("s") in _UNITS:
            return _before(today, unit.rstrip("s"), int(number)), now
    return None


def _beginning(day: datetime, unit: str) -> datetime:
    """Of the week (Monday), month or year of a day."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _before(day: datetime, unit: str, number: int) -> datetime:
    """So many days, weeks, months or years before (after, if negative)."""
    if unit in ("day", "week"):
        return day - timedelta(days=number * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def date_range(
    field: str,
    low: str | None,
    high: str | None,
    include_low: bool = True,
    include_high: bool = True,
) -> Range:
    """A range whose bounds are whole periods: up to 2022 includes all of that year.

    Raises:
        ValueError: a bound is no date.
    """
    # An excluded period is excluded as a whole: "after 2022" begins with 2023.
    return Range(
        field,
        None if low is None else period(low)[0 if include_low else 1],
        None if high is None else period(high)[1 if include_high else 0],
        include_low,
        include_high,
    )


def _bounds(text: str) -> tuple[datetime, datetime]:
    if not (match := _PERIOD.fullmatch(text)):
        if "T" not in text:
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC, microsecond=0).astimezone(UTC)
        return moment, moment
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    last_month = month or 12
    last_day = day or monthrange(year, last_month)[1]
    first = datetime(year, month or 1, day or 1, tzinfo=UTC)
    return first, datetime(year, last_month, last_day, 23, 59, 59, tzinfo=UTC)


def _iso(moment: datetime) -> str:
    # Not `strftime`: on Linux it writes the year 800 with three digits.
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
