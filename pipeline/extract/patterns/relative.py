"""Dates relative to the day of the document, in English."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.extract.patterns.passage import Found, places

# A day without a year gets the year in which it is at most this far away. News omits the year of
# near dates; for distant ones the year is ambiguous.
NEAR = timedelta(days=60)

_WHICH = re.compile(r"(?<!\w)(?:[Ll]ast|[Tt]his|[Nn]ext)\Z")
# "in the last year" are twelve months, "for this month" may be any.
_DETERMINER = re.compile(r"(?<!\w)(?:the|a|every|each|per|his|her|its|their) \Z", re.IGNORECASE)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# After such a verb, "on Tuesday" is in the past: it is the latest Tuesday.
_PAST = re.compile(
    r"(?<!\w)(\w+) (said|told \w+|died|won|lost|met|began|fell|rose|came|went|left|took|was|were"
    r"|\w{2,}ed)(?: on)? \Z"
)
# Before participles that look like a past: "to be opened on", "scheduled on".
_NOT_PAST = frozenset({"be", "being", "is", "are", "to", "not", "if", "get", "been"})
_PLANS = frozenset({"scheduled", "expected", "planned", "need", "slated", "proposed", "indeed"})
_OFFSETS = {"last": -1, "this": 0, "next": 1}


def relative_dates(text: str, published: date) -> Iterator[Found]:
    """Yesterday, last, this and next month and year, and weekdays in the past.

    Other weekdays, "today" (it may mean nowadays) and weeks (no ISO date) are left out.
    """
    for word in ("yesterday", "Yesterday"):
        for start in places(text, word):
            yield Found(start, start + len(word), (published - timedelta(days=1)).isoformat())
    for unit in (" month", " year"):
        for end in places(text, unit):
            which = _WHICH.search(text, max(0, end - 5), end)
            whole = not text[end + len(unit) : end + len(unit) + 1].isalpha()
            if which and whole and not _DETERMINER.search(text, max(0, end - 12), which.start()):
                value = _period(which.group().lower(), unit, published)
                yield Found(which.start(), end + len(unit), value)
    for number, name in enumerate(_WEEKDAYS):
        for start in places(text, name):
            if _is_past(text, start):
                back = (published.weekday() - number) % 7
                day = published - timedelta(days=back)
                yield Found(start, start + len(name), day.isoformat())


def nearest(month: int, day: int, published: date) -> str:
    """The date with this month and day that is near to the document's; "" if there is none."""
    for year in (published.year, published.year - 1, published.year + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:  # 29 February, or a year that no calendar has
            continue
        if abs(candidate - published) <= NEAR:
            return candidate.isoformat()
    return ""


def _period(which: str, unit: str, published: date) -> str:
    offset = _OFFSETS[which]
    if unit == " year":
        return f"{published.year + offset:04}"
    months = published.year * 12 + published.month - 1 + offset
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _is_past(text: str, place: int) -> bool:
    match = _PAST.search(text, max(0, place - 40), place)
    return bool(match and match.group(1) not in _NOT_PAST and match.group(2) not in _PLANS)
