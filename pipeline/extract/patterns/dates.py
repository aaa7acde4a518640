"""Dates; the value is in ISO 8601, as exact as the text: "2005-05-13" or "2005-05"."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from pipeline.extract.patterns.months import month_number, month_pattern
from pipeline.extract.patterns.passage import Found, Passage
from pipeline.extract.patterns.relative import nearest, relative_dates

# Digits after these are a part of something longer; after a comma and a point they are decimals.
_JOINED = frozenset("/_.,:")
_YEAR_FIRST = re.compile(
    r"([12][0-9]{3})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?=T[0-9]{2}:|[^\w/-]|\Z)(?!\.[0-9])"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([12][0-9]{3})(?![\w/-])(?!\.[0-9])")
# Numeric dates begin with the day here; so do those with full stops, in every language.
_DAY_FIRST = frozenset({"fr", "es"})
_WEEKDAY = re.compile(
    r"(?<!\w)(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?, ?\Z"
    r"|(?<!\w)(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \Z"
)
# What follows may have the year for both: "3 May and 5 June 2005", "May 3-5, 2005".
_MORE = re.compile(r"\s?(?:[-–—,/&]|to|and|or|until|till|et|au|y|al)\s?(?:the )?[0-9]")
# Further back than the longest month or weekday and what stands around it nothing is looked for.
_WINDOW = 20


class _Forms(NamedTuple):
    """How one language writes a month and its day: the day before it, or after it."""

    day_month: re.Pattern[str]
    month_before: re.Pattern[str]
    year_after: re.Pattern[str]


def find(passage: Passage) -> Iterator[Found]:
    """Dates with a day or a month; years alone are left to the model.

    No value is given where the order of day and month is open (03/04/2005), and where the year is
    missing and the document's own date does not tell it.
    """
    found = _written(passage)
    if passage.published and passage.language == "en":
        relative = relative_dates(passage.text, passage.published)
        found = iter(sorted([*found, *relative], key=_longer_first))
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


def _longer_first(found: Found) -> tuple[int, int]:
    return found.start, -found.end


def _written(passage: Passage) -> Iterator[Found]:
    for start, end in passage.digits:
        before = passage.text[start - 1 : start]
        found = None
        if before.isalpha() or before in _JOINED:
            continue
        if before == "-":  # the end of "3-5 May 2005"; otherwise a number or a name goes on
            found = _day_and_month(passage, start)
        elif end - start == 4:
            found = _year_first(passage, start) or _month_and_year(passage, start)
        elif end - start <= 2:
            found = (
                _year_last(passage, start)
                or _day_and_month(passage, start)
                or _month_and_day(passage, start, end)
            )
        if found:
            yield found


def _year_first(passage: Passage, start: int) -> Found | None:
    match = _YEAR_FIRST.match(passage.text, start)
    value = match and _iso(match.group(1), match.group(3), match.group(4))
    return Found(start, match.end(), value) if match and value else None


def _year_last(passage: Passage, start: int) -> Found | None:
    match = _YEAR_LAST.match(passage.text, start)
    if not match:
        return None
    first, separator, second, year = match.groups()
    values = {_iso(year, second, first)}
    if separator != "." and passage.language not in _DAY_FIRST:
        values.add(_iso(year, first, second))
    certain = [value for value in values if value]
    if not certain:
        return None
    return Found(start, match.end(), certain[0] if len(certain) == 1 else "")


def _month_and_year(passage: Passage, start: int) -> Found | None:
    month = _month_before(passage, start)
    year = passage.text[start : start + 4]
    if not month or not "1000" <= year < "2200" or passage.text[start + 4 : start + 5].isalpha():
        return None
    number = month_number(month.group(1), passage.language)
    return Found(month.start(), start + 4, f"{year}-{number:02}")


def _day_and_month(passage: Passage, start: int) -> Found | None:
    match = _forms(passage.language).day_month.match(passage.text, start)
    if not match:
        return None
    day, month, year = match.groups()
    return _day(passage, start, match.end(), (year, month, day))


def _month_and_day(passage: Passage, start: int, end: int) -> Found | None:
    # In the other languages that docmill knows the day stands first.
    month = _month_before(passage, start) if passage.language == "en" else None
    rest = _forms("en").year_after.match(passage.text, end) if month else None
    if not month or not rest:
        return None
    written = (rest.group(1), month.group(1), passage.text[start:end])
    return _day(passage, month.start(), rest.end(), written)


def _month_before(passage: Passage, start: int) -> re.Match[str] | None:
    if not passage.text[start - 1 : start].isspace():
        return None
    form = _forms(passage.language).month_before
    return form.search(passage.text, max(0, start - _WINDOW), start)


def _day(
    passage: Passage, start: int, end: int, written: tuple[str | None, str, str]
) -> Found | None:
    """A day of a month, with or without its year; a weekday right before belongs to it."""
    year, name, day = written
    month = month_number(name, passage.language)
    # 2000 was a leap year: without a year, every day of the calendar is one.
    value = _iso(year or "2000", str(month), day)
    if value is None:
        return None
    if not year:
        value = ""
        if passage.published and not _MORE.match(passage.text, end):
            value = nearest(month, int(day), passage.published)
    if weekday := _WEEKDAY.search(passage.text, max(0, start - _WINDOW), start):
        start = weekday.start()
    return Found(start, end, value)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


@cache
def _forms(language: str) -> _Forms:
    month = month_pattern(language)
    year = r"(?:(?:,?\s(?:de\s|del\s)?|-)([12][0-9]{3})(?![0-9]))?"
    return _Forms(
        re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th|er|º)?[\s-](?:of\s|de\s)?{month}(?!\w){year}"),
        re.compile(rf"(?<!\w)(?<![0-9] ){month},?\s(?:de\s|del\s|of\s)?\Z"),
        re.compile(rf"(?:st|nd|rd|th)?(?![\w/:%]|[.,][0-9]){year}"),
    )
