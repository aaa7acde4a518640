"""Dates; the value is in ISO 8601, as exact as the text: "2005-05-13" or "2005-05"."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline import months
from pipeline.extract.patterns import calendars
from pipeline.extract.patterns.date_ranges import with_ranges
from pipeline.extract.patterns.passage import HAN, Found, Passage, follows_letter
from pipeline.extract.patterns.relative import nearest, relative_dates

# Digits after these are a part of something longer; after a comma and a point they are decimals.
_JOINED = frozenset("/_.,:$€£#@=\\")
# Between the numbers of a date.
_MARKS = frozenset("-/.")
# A blank, or the end of a line.
_GAP = r"(?:[ \u00a0\u202f\t]{1,2}|[ \t]{0,3}\n[ \t]{0,8})"
_NO_MORE = r"(?![\w/])(?!\.[0-9])(?!-(?![0-9]{1,2}\.[0-9]))"
# What Hungarian puts behind a date: "2025.01.15-ig", "2025-01-15-én".
_ENDING = r"-(?:j?én|án|ig|i|t[óő]l|r[ae])(?!\w)"
_YEAR_FIRST = re.compile(
    r"([12][0-9]{3})(?:([-/])([0-9]{1,2})\2([0-9]{1,2})|\.([0-9]{2})\.([0-9]{2}))"
    rf"(?=T[0-9]{{2}}:|[^\w/-]|\Z|{_ENDING})(?!\.[0-9])"
)
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([12][0-9]{{3}}){_NO_MORE}")
_SPACED = re.compile(
    rf"([0-9]{{1,2}})\.[ \u00a0]([0-9]{{1,2}})\.[ \u00a0]([12][0-9]{{3}}){_NO_MORE}"
)
# "05.10.-09.10.2015": the year of the second day is that of the first.
_RANGE = re.compile(
    r"([0-9]{1,2})\.([0-9]{1,2})\.?(?=\s?[-\u2013\u2014]\s?[0-9]{1,2}\.[0-9]{1,2}\.([12][0-9]{3})(?![\w/.-]))"
)
_FROM = re.compile(r"(?<![\w.])[0-9]{1,2}\.(?:[0-9]{1,2}\.?(?:[12][0-9]{3})?)?[-\u2013\u2014]\Z")
_YEAR_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])(?![\w/]|[-.:,][0-9]|-\w)")
# Words that may precede "1941-06"; after others it may be a number, "Notice 2021-05".
_PREPOSITIONS = (
    "in on since from until till to by of between and before after date dated en de depuis "
    "seit im von "
    "bis am ab desde hasta dal al vanaf sinds od do fra siden sedan"
)
_FREE = re.compile(
    r"(?:\A|[\n(\[;,:\u2013|\t\"'>]"
    rf"|(?<![\w-])(?i:{_PREPOSITIONS.replace(' ', '|')}))[ \t]*\Z"
)
_HAN = re.compile(
    r"([12][0-9]{3})\s?[年년]\s?([0-9]{1,2})\s?[月월](?:\s?([0-9]{1,2})\s?[日일号號])?(?![0-9])"
)
# `re` does not count vowel signs of Indian scripts as letters.
_WORD = r"(?:[\u0904-\u0939][\u0900-\u0963]{1,13}|[^\W\d_]{3,14})"
_DAY_MONTH = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|er|re|\.?º|°|ª|\.|-?го|-?ти|ης?|:[ae])?"
    rf"({_GAP}|[-/ ]|(?<=\.)|(?=[A-Z]))"
    rf"(?:day{_GAP}of{_GAP}|päivän(?:ä|){_GAP}|of{_GAP}|d[aei]{_GAP}|d['’])?({_WORD})([.]?)"
)
_YEAR = re.compile(
    rf"(?:,?{_GAP}(?:del?{_GAP}|of{_GAP})?|,|[-/](?:de-)?|(?<=\.))([12][0-9]{{3}})(?=[^\w]|\Z|г|р)"
)
_GLUED_YEAR = re.compile(r"([12][0-9]{3})(?!\w)")
_ENGLISH_DAY = re.compile(r"(?:st|nd|rd|th)?(?![\w/:%]|[.,][0-9]{1,3}(?![0-9])|,[0-9]{5})")
# "Tue May 4 10:00:00 CEST 2021", as in logs and the output of `date`.
_CLOCK = re.compile(
    r" [0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?: [A-Z]{3,5}| [+-][0-9]{4})? ([12][0-9]{3})(?!\w)"
)
_MONTH_BEFORE = re.compile(
    rf"([0-9](?:st|nd|rd|th|er|º|\.)?(?:{_GAP}|-)(?:of |d[aei] )?)?(?<!\w)([^\W\d_]{{3,14}})([.]?)"
    rf"(,?{_GAP}(?:del?{_GAP}|of{_GAP}|the{_GAP})?)\Z"
)
_LINKS = frozenset({"de", "del", "of", "the"})
# Languages whose numeric dates begin with the day; with full stops they do in every language.
_DAY_FIRST = frozenset(
    {"fr", "es", "de", "pt", "it", "nl", "pl", "sv", "da", "no", "nb", "nn", "fi", "cs", "sk", "hr",
     "sr", "bs", "sh", "sl", "ru", "uk", "be", "bg", "mk", "tr", "ro", "el", "ca", "gl", "et", "lv",
     "is", "id", "ms", "vi", "he", "ar", "hi", "sq"}
)  # fmt: skip
_ENGLISH = frozenset({"en", "und"})
# Versions, rules and their parts are numbered with full stops too.
_NUMBERED = re.compile(
    r"(?:(?:version|release|build|rule|section|clause|chapter)s?|ver|v|sec|§|no|nr)[.:]?\s?\Z",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?, ?\Z"
    r"|(?<!\w)(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \Z"
)
# A date that follows may have the year for both: "3 May and 5 June 2005", "May 3-5, 2005".
_MORE = re.compile(r"\s?(?:[-–—,/&]|to|and|or|until|till|et|au|y|al)\s?(?:the )?[0-9]")
# Characters before a number that are searched: the longest month or weekday, with marks around it.
_WINDOW = 28


class _Month(NamedTuple):
    """A month's name before a number: its offset, its number, its spelling."""

    start: int
    number: int
    name: str
    after_day: bool


def find(passage: Passage) -> Iterator[Found]:
    """Dates with a day or a month; years alone are left to the model.

    No value is given where the order of day and month is ambiguous (03/04/2005), and where a
    missing year does not follow from the document's own date.
    """
    found = calendars.in_ours(_written(passage), passage.language)
    if passage.published and passage.language == "en":
        relative = relative_dates(passage.text, passage.published)
        found = iter(sorted([*found, *relative], key=_longer_first))
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return with_ranges(passage, kept)


def _longer_first(found: Found) -> tuple[int, int]:
    return found.start, -found.end


def _written(passage: Passage) -> Iterator[Found]:
    for start, end in passage.digits:
        before = passage.text[start - 1 : start]
        found = None
        if follows_letter(passage.text, start) or before in _JOINED:
            continue
        if before > HAN and end - start <= 3 and (found := calendars.of_era(passage, start)):
            yield found
            continue
        if before in "-\u2013" and before:  # the end of a range, "3-5 May 2005"
            found = _end_of_range(passage, start)
        elif end - start == 4:
            after = passage.text[end : end + 1]
            if after in _MARKS or after > HAN or after.isspace():
                found = _year_first(passage, start)
            found = found or _month_and_year(passage, start)
            if not found and after == "-":
                found = _year_and_month(passage, start)
        elif end - start <= 2 and _may_be_day(passage.text, start, end):
            if passage.text[end : end + 1] in _MARKS:
                found = _year_last(passage, start)
            found = found or _day_and_month(passage, start) or _month_and_day(passage, start, end)
            found = found or calendars.vietnamese(passage, start)
        if found:
            yield found


def _may_be_day(text: str, start: int, end: int) -> bool:
    """Whether a number may be a day: not only another number follows, or a word precedes it."""
    is_alone = text[end : end + 1].isspace() and text[end + 1 : end + 2].isdigit()
    return not is_alone or not text[start - 2 : start - 1].isdigit()


def _end_of_range(passage: Passage, start: int) -> Found | None:
    if _FROM.search(passage.text, max(0, start - 12), start):
        return _year_last(passage, start) or _day_and_month(passage, start)
    return _day_and_month(passage, start)


def _year_first(passage: Passage, start: int) -> Found | None:
    text = passage.text
    if match := _YEAR_FIRST.match(text, start):
        month, day = match.group(3) or match.group(5), match.group(4) or match.group(6)
        value = _iso(match.group(1), month, day)
    elif match := _HAN.match(text, start):
        year, month, last = match.groups()
        value = _iso(year, month, last or "1")
        value = value if last or not value else value[:7]
    else:
        return calendars.year_first(passage, start)
    return Found(start, match.end(), value) if value else None


def _year_and_month(passage: Passage, start: int) -> Found | None:
    """ "1941-06": no range of years, because 06 is less than 41."""
    match = _YEAR_MONTH.match(passage.text, start)
    if not match or match.group(2) > match.group(1)[2:]:
        return None
    if not _FREE.search(passage.text, max(0, start - 12), start):
        return None
    return Found(start, match.end(), match.group())


def _year_last(passage: Passage, start: int) -> Found | None:
    text, language = passage.text, passage.language
    match = _YEAR_LAST.match(text, start)
    if match:
        first, separator, second, year = match.groups()
    elif language not in _ENGLISH and (match := _SPACED.match(text, start)):
        first, second, year = match.groups()
        separator = "."
    elif match := _RANGE.match(text, start):
        first, second, year = match.groups()
        value = _iso(year, second, first)
        return Found(start, match.end(), value) if value else None
    else:
        return None
    if separator == "." and _NUMBERED.search(text, max(0, start - 10), start):
        return None
    values = {_iso(year, second, first)}
    if separator != "." and language not in _DAY_FIRST:
        values.add(_iso(year, first, second))
    certain = [value for value in values if value]
    if not certain:
        return None
    return Found(start, match.end(), certain[0] if len(certain) == 1 else "")


def _month_and_year(passage: Passage, start: int) -> Found | None:
    year = passage.text[start : start + 4]
    after = passage.text[start + 4 : start + 6]
    if not "1000" <= year < "2200" or (after[:1].isalpha() and after[0] not in "гр"):
        return None
    if after[:1] in ("/", ".", ",", ":") and after[1:].isdigit():
        return None
    month = _month_before(passage, start, passage.language)
    if not month or month.after_day or not _is_name(month.name, passage.language):
        return None
    is_full = months.is_full(month.name, passage.language) or passage.language == "en"
    if not is_full or month.name in ("MAY", "MARCH"):
        return None
    return Found(month.start, start + 4, f"{year}-{month.number:02}")


def _day_and_month(passage: Passage, start: int) -> Found | None:
    text, language = passage.text, passage.language
    match = _DAY_MONTH.match(text, start)
    if not match:
        return None
    day, gap, name, _ = match.groups()
    number = months.month(name, language)
    if not number and not months.month(name, "und"):
        return None  # the usual case, for speed
    # The full stop of an abbreviation belongs to it, that of a sentence does not.
    end = match.end(3) if months.is_full(name, language) else match.end()
    if not gap and text[match.start(3) - 1] != ".":
        year = _GLUED_YEAR.match(text, match.end(3))
        number = number or months.month(name, "und")
        value = year and number and _iso(year.group(1), str(number), day)
        return Found(start, year.end(), value) if year and value else None
    year = _YEAR.match(text, match.end()) or _YEAR.match(text, match.end(3))
    if year:
        # With a day and a year, a month may be in any language.
        number = number or months.month(name, "und")
        return _day(passage, start, year.end(), (year.group(1), number, day)) if number else None
    if not number or text[match.end(3) : match.end(3) + 1].isalnum():
        return None
    is_known = months.is_full(name, language) or language == "en"
    if gap in "-/" or not is_known or not _is_name(name, language):
        return None
    return _day(passage, start, end, (None, number, day))


def _month_and_day(passage: Passage, start: int, end: int) -> Found | None:
    """The English order, "May 4, 2021"; elsewhere only with its year."""
    text, language = passage.text, passage.language
    if not text[start - 1 : start].isspace():
        return None
    month = _month_before(passage, start, "en") if start else None
    rest = _ENGLISH_DAY.match(text, end) if month else None
    if not month or not rest or month.after_day:
        return None
    if text[start - 4 : start - 1] == "the" and not rest.group():
        return None  # "in May the 4 members", unlike "May the 4th"
    day = text[start:end]
    year = _YEAR.match(text, rest.end()) or _CLOCK.match(text, rest.end())
    if year:
        return _day(passage, month.start, year.end(), (year.group(1), month.number, day))
    if language != "en" or not _is_name(month.name, "en"):
        return None
    return _day(passage, month.start, rest.end(), (None, month.number, day))


def _month_before(passage: Passage, start: int, language: str) -> _Month | None:
    if not passage.text[start - 1 : start].isspace():
        return None
    words = passage.text[max(0, start - _WINDOW) : start].rsplit(None, 1)
    last = words[-1].rstrip(",.").lower() if words else ""
    if last[-3:] not in months.endings(language) and last not in _LINKS:
        return None  # the usual case, for speed
    match = _MONTH_BEFORE.search(passage.text, max(0, start - _WINDOW), start)
    number = months.month(match.group(2), language) if match else 0
    if not match or not number:
        return None
    return _Month(match.start(2), number, match.group(2), bool(match.group(1)))


def _is_name(name: str, language: str) -> bool:
    """Whether a month has the case of its language: English "may" is a verb."""
    return name[0].isupper() or not months.has_capital(language)


def _day(
    passage: Passage, start: int, end: int, written: tuple[str | None, int, str]
) -> Found | None:
    """A day of a month, with or without its year; a weekday directly before belongs to it."""
    year, month, day = written
    # Without a year, check the day against 2000, which was a leap year.
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
