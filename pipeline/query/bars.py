"""The bars of a histogram of dates: years, months or days, as fits the time between the dates."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

# Above so many, months in place of days, and years in place of months.
MOST_DAYS, MOST_MONTHS = 45, 48


class Bar(NamedTuple):
    """A period: its ISO 8601 name, its first second, and the first after it (None: no end)."""

    name: str
    begin: datetime
    end: datetime | None


def bars(first: datetime, last: datetime) -> tuple[str, list[Bar]]:
    """The unit ("day", "month" or "year"), and every bar from that of `first` to that of `last`."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    days = (last.date() - first.date()).days + 1
    unit = "day" if days <= MOST_DAYS else "month" if months <= MOST_MONTHS else "year"
    beginnings = list(_beginnings(first, last, unit))
    length = {"day": 10, "month": 7, "year": 4}[unit]
    return unit, [
        Bar(begin.date().isoformat()[:length], begin, end)
        for begin, end in zip(beginnings, [*beginnings[1:], None], strict=True)
    ]


def _beginnings(first: datetime, last: datetime, unit: str) -> Iterator[datetime]:
    if unit == "day":
        for number in range((last.date() - first.date()).days + 1):
            yield _midnight(first) + timedelta(days=number)
        return
    step = 1 if unit == "month" else 12
    begin = first.year * 12 + (first.month - 1 if unit == "month" else 0)
    for number in range(begin, last.year * 12 + last.month, step):
        yield datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
