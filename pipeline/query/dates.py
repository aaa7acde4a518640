"""Dates in queries: a year, a month, a day or a time."""

import re
from calendar import monthrange
from datetime import UTC, datetime

from pipeline.query.tree import Range

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def period(text: str) -> tuple[str, str]:
    """The first and the last second of "2022", "2022-05", "2022-05-01" or an ISO 8601 date-time.

    Both as `YYYY-MM-DDTHH:MM:SSZ`; a date-time without a zone is UTC.

    Raises:
        ValueError: the text is no date; the message shows the right form.
    """
    try:
        first, last = _bounds(text)
        return _iso(first), _iso(last)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{text!r} is no date: write 2022, 2022-05, 2022-05-01 or 2022-05-01T12:30:00Z"
        ) from error


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
