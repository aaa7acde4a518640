"""The other day of a range, which has its month or year from its neighbour.

"14-15 April 1912" is two days, and so are "May 3-5, 2005" and "28 Feb. – 2 March 2019".
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from pipeline import months
from pipeline.extract.patterns.passage import Found, Passage

_ORDINAL = r"(?:st|nd|rd|th|er|º|\.)?"
_DASH = r"[ \u00a0]?[-\u2013\u2014][ \u00a0]?"
_AND = (
    r"[ \u00a0](?:and|to|through|until|till|bis|und|et|au|y|al|e|a|en|tot|och|til|og|do|i)[ \u00a0]"
)
# Before the first day of "3 and 5 May 2010"; without such a word it may be a chapter.
_SINCE = (
    r"(?<!\w)(?i:between|from|the|days of|nights of|zwischen|vom|am|entre|du|les|del|dal|tra|van"
    r"|mellem|mellan|fra|från|od)[ \u00a0]"
)
_FIRST = re.compile(
    rf"(?:(?<![\w.,/:$€£#%°-])(?P<dashed>[0-9]{{1,2}}){_ORDINAL}{_DASH}"
    rf"|{_SINCE}(?P<said>[0-9]{{1,2}}){_ORDINAL}{_AND})\Z"
)
# "pages 3-5 May 2010", "chapters 3-5"
_NO_DAYS = re.compile(r"(?<!\w)(?:pages?|pp?\.?|chapters?|nos?\.?|verses?|lines?)\s\Z", re.I)
_LAST = re.compile(rf"(?:{_DASH}|{_AND})([0-9]{{1,2}}){_ORDINAL},? ([12][0-9]{{3}})(?!\w)")
_JOINER = re.compile(rf"(?:{_DASH}|{_AND})")
_WORD = re.compile(r"[^\W\d_]{3,14}")
_NUMBER = re.compile(r"[0-9]{1,2}")
_REACH = 32  # characters


def with_ranges(passage: Passage, found: Sequence[Found]) -> Iterator[Found]:
    """The dates and the days that stand before or after them, in order."""
    text = passage.text
    for one, after in zip_longest(found, found[1:]):
        if not one.value and (day := _day_and_month(passage, one)):
            if last := _LAST.match(text, one.end):
                first = _iso(last[2], *day)
                if first and (value := _iso(last[2], int(last[1]), day[1])) and value > first:
                    yield Found(one.start, one.end, first)
                    yield Found(last.start(1), last.end(), value)
                    continue
            elif after and len(after.value) == 10 and _is_joined(text, one, after):
                year = int(after.value[:4]) - (day[1] > int(after.value[5:7]))
                yield one._replace(value=_iso(year, *day) or "")
                continue
        elif len(one.value) == 10 and text[one.start].isdigit():
            yield from _day_before(text, one)
        yield one


def _day_before(text: str, one: Found) -> Iterator[Found]:
    before = max(0, one.start - _REACH)
    match = _FIRST.search(text, before, one.start)
    if not match:
        return
    group = "dashed" if match["dashed"] else "said"
    start, end = match.span(group)
    day = int(match[group])
    value = _iso(one.value[:4], day, int(one.value[5:7]))
    if value and value < one.value and not _NO_DAYS.search(text, before, start):
        yield Found(start, end, value)


def _day_and_month(passage: Passage, one: Found) -> tuple[int, int] | None:
    """Day and month of a date without its year."""
    written = passage.text[one.start : one.end]
    day = _NUMBER.search(written)
    names = (months.month(word[0], passage.language) for word in _WORD.finditer(written))
    month = next(filter(None, names), 0)
    return (int(day[0]), month) if day and month else None


def _is_joined(text: str, one: Found, after: Found) -> bool:
    return _JOINER.fullmatch(text, one.end, after.start) is not None


def _iso(year: str | int, day: int, month: int) -> str | None:
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return None
