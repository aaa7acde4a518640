"""Dates as sources write them, as ISO 8601; what is not surely understood stays as it was given.

A text is a date when nothing is left of it but the date, a time of day and words that add nothing:
"Sonntag, den 29. August 2004 um 10:15 Uhr".
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple

from pipeline import eras
from pipeline.months import months_anywhere
from pipeline.sources.clock import ZONES, Clock, clock, zone
from pipeline.weekdays import weekdays

# Which of the figures in 04/05/2004 is the day: "" where a source does not say.
DateOrder = Literal["", "dmy", "mdy", "ymd"]

# Seconds (or their thousandths, and so on) since 1970 for the years 1980 to 2100: other numbers are
# years or ids.
EARLIEST, LATEST = 315_532_800, 4_102_444_800
LONGEST = 80
YEARS = range(1000, 2101)
_EPOCH = re.compile(r"(?:/Date\()?(-?\d{9,19}(?:\.\d+)?)(?:(?:[+-]\d{4})?\)/)?")
# Seconds, milliseconds, microseconds, nanoseconds, by the number of digits.
_EPOCH_PARTS = {range(9, 11): 1, range(12, 14): 10**3, range(15, 17): 10**6, range(18, 20): 10**9}
_DASHED = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
_POINT = re.compile(r"\d\.\d")
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u0904-\u0963]")
_PLAIN = re.compile(r"[12]\d{3}-\d{2}-\d{2}")
_WORD = r"(?:[^\W\d_]{3,12}|[\u0904-\u0963]{2,12})"  # letters of Hindi have signs of their own
# The forms of a day. `y`, `m`, `d`: figures; `name`: a month in words; `a`, `b`, `c`: figures whose
# meaning the order says; `dot`: behind a day.
_IN_WORDS = tuple(
    re.compile(form)
    for form in (
        # Two figures for the year, as in mail before 2000, only behind a month in words.
        rf"(?P<d>\d{{1,2}})(?P<dot>\.)?(?:st|nd|rd|th|er|º)?(?:\s+(?:of|de)\b)?[\s-]*"
        rf"(?P<name>{_WORD})\.?,?(?:\s+de\b)?[\s-]*(?P<y>\d{{4}}|\d{{2}})(?![\d:])",
        # Logs of web servers, 06/May/2004:21:05:00 +0200; Jira, 06/May/04 9:05 PM
        rf"(?P<d>\d{{1,2}})/(?P<name>{_WORD})/(?P<y>\d{{4}}|\d{{2}}(?!\d)):?(?!\d{{4}})",
        rf"(?P<name>{_WORD})[\s.-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(?P<y>\d{{4}})(?!\d)",
        # Lithuanian and Latvian write a word for "year" behind it.
        rf"(?P<y>\d{{4}})(?:\s?m\.)?[\s.-]+(?P<name>{_WORD})[\s.-]+(?P<d>\d{{1,2}})(?!\d)\.?(?:\s?d\.)?",
        rf"(?P<y>\d{{4}})\.?\s?gada (?P<d>\d{{1,2}})\.?\s(?P<name>{_WORD})",
        r"(?P<d>\d{1,2}) tháng (?P<m>\d{1,2}),? năm (?P<y>\d{4})(?!\d)",
    )
)
_IN_FIGURES = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d)",
        r"(?P<y>[12]\d{3})\. (?P<m>\d{1,2})\. (?P<d>\d{1,2})(?!\d)",
        r"(?P<y>[12]\d{3}) (?P<m>\d{2}) (?P<d>\d{2})(?![\d:])",
        r"(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4}|\d{2})(?!\d)",
        # With full stops the day comes first wherever dates are written so.
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)",
        r"(?:D:)?(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
        r"(?:[T ]?(?P<packed>\d{4}(?:\d{2})?)(?P<zone>z|[+-]\d{2}[:']?\d{2}'?)?)?(?!\d)",
    )
)
_IN_CHINESE = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]",
        rf"(?P<era>{'|'.join(eras.BEFORE)})(?P<y>\d{{1,3}}|{eras.FIRST})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日",
    )
)
_YEAR_SIGNS = ("年", "년")
# Month and year, year: nothing else may stand there.
_REDUCED = re.compile(
    rf"(?P<y>\d{{4}})(?:[-/.](?P<m>\d{{1,2}}))?|(?P<m2>\d{{1,2}})/(?P<y2>\d{{4}})"
    rf"|(?P<name>{_WORD})\.?,?\s+(?P<y3>\d{{4}})|(?P<y4>\d{{4}})\s?[年년]\s?(?P<m4>\d{{1,2}})\s?[月월]"
)
# Words that may stand before a date and say nothing of it, and behind it: "года", "Uhr".
_AHEAD = re.compile(
    r"(?:published|posted|date|on|the|publié|publicado|pubblicato|veröffentlicht|gepubliceerd"
    r"|opublikowano|publicerad|опубликовано|den|der|am|le|el|il|dnia|dne|em|op|of|ngày)\b[\s:,.]*"
    r"|[,;:|·–—\[-]\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:\s*(?:года|год|г|r|року|р|yil|rok[u]?)\b\.?|[,;|·–—.@-]|\s|T(?=\d))*", re.IGNORECASE
)
_DAY_NAME = re.compile(r"[(（]?([^\W\d_]+(?:[-'’][^\W\d_]+)*)[)）]?[.,]*\s*")
_CJK_DAY = re.compile(
    r"\s*[(（]?(?:星期|週|周)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?[)）]?(?:\s+|\Z)"
)
_MAILED = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) "
    r"(\d{2}):(\d{2})(?::(\d{2}))?(?: ([+-]\d{4}|[A-Z]{1,4}))?"
)
# What stands behind the time in a date of mail: an offset, a zone's name, both, or nothing.
_MAIL_ZONE = re.compile(
    r":\d\d(?:\.\d+)?(?:\s*[+-]\d{4})?(?:\s*\(?([a-z]{1,5})\)?)?\s*\Z", re.IGNORECASE
)
# `date` of Unix: the year comes last.
_UNIX = re.compile(
    r"(?P<name>[a-z]{3}) {1,2}(?P<d>\d{1,2}) (?P<time>\d{1,2}:\d{2}:\d{2}"
    r"(?: (?:[a-z]{1,5}|[+-]\d{4}))?) (?P<y>\d{4})",
    re.IGNORECASE,
)
# Croatian has the Polish and Czech name of November for October, and writes a full stop behind a
# day, as Czech does; Czech has another ending.
_LISTOPADA, _LISTOPADU = "listopada", "listopadu"


class _Day(NamedTuple):
    """A day of the calendar and what of the text is left beside it."""

    day: date
    before: str
    behind: str


def iso_date(written: str, order: DateOrder = "") -> str | None:
    """A date as ISO 8601: a date and time with its offset if it has one, a date, a month, a year.

    `order`: what 04/05/2021 and 4.5.21 mean. None for what is not surely understood: without an
    order, day and month that could change places and years of two figures; a time that there is
    not, a time zone whose name means several.
    """
    if _PLAIN.fullmatch(written) and "01" <= written[5:7] <= "12" and "01" <= written[8:] <= "28":
        return written
    if standard := _standard(written):
        return standard
    text = " ".join(written.split())
    if not text or len(text) > LONGEST or not any(c.isdigit() for c in text):
        return None
    return (
        _standard(text) or _mailed(text) or _epoch(text) or _unix(text) or _reduced(text)
        or _written(text, order) or _mail(text)
    )  # fmt: skip


def _standard(text: str) -> str | None:
    # Python takes a week and a time without a date as well, which the index does not.
    if not _DASHED.match(text) or text[:4] == "0001":
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _epoch(text: str) -> str | None:
    if not (found := _EPOCH.fullmatch(text)):
        return None
    whole = found[1].partition(".")[0].lstrip("-")
    parts = next((parts for digits, parts in _EPOCH_PARTS.items() if len(whole) in digits), 0)
    seconds = float(found[1]) / parts if parts else 0
    if not EARLIEST <= seconds <= LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _mailed(text: str) -> str | None:
    """The form of mail and feeds, which is frequent: only for speed."""
    if (found := _MAILED.fullmatch(text)) is None:
        return None
    day, name, year, hour, minute, second, told = found.groups()
    month = months_anywhere().get(name.lower())
    offset = zone(told) if told else None
    if month is None or (told and offset is None):
        return None
    try:
        return datetime(
            int(year), month, int(day), int(hour), int(minute), int(second or 0), tzinfo=offset
        ).isoformat()
    except ValueError:
        return None


def _unix(text: str) -> str | None:
    found = _UNIX.fullmatch(_without_weekday(text))
    month = months_anywhere().get(found["name"].lower()) if found else None
    if found is None or month is None:
        return None
    try:
        day = date(int(found["y"]), month, int(found["d"]))
    except ValueError:
        return None
    return _joined(day, clock(found["time"]))


def _reduced(text: str) -> str | None:
    """A year or a month."""
    if (found := _REDUCED.fullmatch(text)) is None:
        return None
    year = next(year for name in ("y", "y2", "y3", "y4") if (year := found[name]))
    if int(year) not in YEARS:
        return None
    if name := found["name"]:
        month = months_anywhere().get(name.lower(), 0)
    elif figures := found["m"] or found["m2"] or found["m4"]:
        month = int(figures)
    else:
        return year
    return f"{year}-{month:02}" if 1 <= month <= 12 else None


def _written(text: str, order: DateOrder) -> str | None:
    """A date in one of the forms, with the time of day before or behind it."""
    for found in _days(text, order):
        before, behind = _bare(found.before), found.behind
        if behind:
            behind = _without_weekday(behind[_end(_BEHIND, behind) :])
        if before and behind:
            continue
        if not (rest := before or behind):
            return found.day.isoformat()
        if _POINT.search(before):  # a version, not a time: "1.42 2011-10-03"
            continue
        rest = rest.replace("Z[UTC]", "Z")  # as Java writes it
        if moment := _joined(found.day, clock(rest.rstrip(" ,.;|-–—·]"))):
            return moment
    return None


def _days(text: str, order: DateOrder) -> Iterator[_Day]:
    """The ways to read a text as a day with something beside it."""
    forms = (
        _IN_CHINESE if any(sign in text for sign in _YEAR_SIGNS)
        else _IN_FIGURES if not _LETTERS.search(text) or _DASHED.match(text)
        else _IN_WORDS + _IN_FIGURES
    )  # fmt: skip
    for form in forms:
        for found in form.finditer(text):
            before = text[: found.start()]
            if before[-1:].isalnum() and not before[-1:].isalpha():
                continue
            if day := _day(found, order):
                packed = found.groupdict().get("packed")
                behind = text[found.end() :]
                if packed:
                    zone = (found["zone"] or "").replace("'", "")
                    behind = f"{':'.join(re.findall('..', packed))}{zone}{behind}"
                yield _Day(day, before, behind)


def _day(found: re.Match[str], order: DateOrder) -> date | None:
    figures = found.groupdict()
    try:
        if figures.get("a"):
            return _ordered(figures["a"], figures["b"], figures["c"], figures["mark"], order)
        year, day = figures["y"], int(figures["d"])
        if era := figures.get("era"):
            number = eras.year_of(era, year)
        else:
            number = int(year) if len(year) != 2 else _full_year(int(year))
        month = (
            _month(figures["name"], figures.get("dot")) if "name" in figures else int(figures["m"])
        )
        return date(number, month, day) if number in YEARS else None
    except ValueError:
        return None


def _month(name: str, dot: str | None) -> int:
    """The number of a month; 0, which is none, for other words."""
    lower = name.lower()  # as the names of months are; casefold() takes Greek letters apart
    if lower == _LISTOPADA:
        return 10 if dot else 11
    if lower == _LISTOPADU and dot:
        return 11
    return months_anywhere().get(lower, 0)


def _ordered(a: str, b: str, c: str, mark: str, order: DateOrder) -> date | None:
    """Figures of which the order says which is the day, or one above 12."""
    one, two, last = int(a), int(b), int(c)
    if len(c) == 2:
        if order == "ymd":
            return date(_full_year(one), two, last)
        if not order:
            return None
        last = _full_year(last)
    if last not in YEARS or max(one, two) > 31:
        return None
    if mark == "." or one == two or two <= 12 < one:
        return date(last, two, one)
    if one <= 12 < two:
        return date(last, one, two)
    if order in ("dmy", "mdy"):
        return date(last, two, one) if order == "dmy" else date(last, one, two)
    return None


def _full_year(two_figures: int) -> int:
    """As POSIX and mail read years of two figures: 69 is 1969, 68 is 2068."""
    return two_figures + (1900 if two_figures >= 69 else 2000)


def _bare(before: str) -> str:
    """What stands before a date, without a day of the week and words that say nothing."""
    text = before.strip()
    while text:
        shorter = _without_weekday(text)
        shorter = shorter[_end(_AHEAD, shorter) :]
        if shorter == text:
            break
        text = shorter
    return text.strip(" ,.;|-–—·")


def _without_weekday(text: str) -> str:
    """A text without a day of the week at its beginning."""
    if (found := _DAY_NAME.match(text)) and found[1].casefold() in weekdays():
        return text[found.end() :]
    return text[_end(_CJK_DAY, text) :]


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _mail(text: str) -> str | None:
    # It takes a zone that it does not know for none, and hours of an offset for minutes.
    zone = _MAIL_ZONE.search(text)
    if zone is None or (zone[1] and zone[1].lower() not in ZONES):
        return None
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, IndexError, TypeError):
        return None


def _joined(day: date, time: Clock | None) -> str | None:
    """A date with the time of day that stands beside it; None without one."""
    if time is None:
        return None
    moment = datetime(
        day.year, day.month, day.day, time.hour, time.minute, time.second, tzinfo=time.zone
    )
    return (moment + timedelta(days=time.days)).isoformat()
