"""Reads the dates of pages as ISO 8601; none where the form is ambiguous."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from pipeline.months import months_of
from pipeline.sources.dates import DateOrder

_YEARS = range(1000, 2101)
# Dates that programs write when they have none.
_NO_DATES = frozenset({(1970, 1, 1), (1900, 1, 1)})
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?::\d{2})?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?",
    re.I,
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_MONTHS = months_of(("en", "de", "fr", "es", "it", "nl", "pt"))
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|er|º)?\s+(?:de\s+)?([^\W\d_]+)\.?,?\s+(?:de\s+)?(\d{4})"
)
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/-]|$)")
_UPDATED = re.compile(
    r"(?<=\d)\W{1,4}(?:(?:last\s)?(?:updated|modified)|aktualisiert|mis à jour|actualizado"
    r"|aggiornato)\b",
    re.IGNORECASE,
)
_LONGEST = 100
_LONGEST_LINE = 60
_WORD = re.compile(r"[^\W\d_]{3,}")
# Words of three letters and more that occur next to a date, in the languages of its months.
_BESIDE = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "published", "posted", "updated",
    "date", "utc", "gmt", "est", "edt", "pst", "pdt", "cet", "cest", "bst", "ist",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "uhr",
    "stand", "den", "veröffentlicht", "aktualisiert", "datum",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "publié", "mis",
    "jour",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "publicado", "fecha",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "pubblicato",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "gepubliceerd",
    "segunda", "terça", "quarta", "quinta", "sexta", "feira", "data", "uur", "ore",
    "min", "mins", "minute", "minutes", "read", "von", "par", "por", "door",
})  # fmt: skip


def iso_date(text: str, order: DateOrder = "") -> str:
    """A date as ISO 8601, with its time and offset if it has them; "" if it is ambiguous.

    03/04/2005 is ambiguous unless only one order is possible, or `order` says what it means. With
    dots, numbers are read as day, month, year, because no other order is written with dots.
    """
    text = " ".join(text.split())[:_LONGEST]
    if match := _ISO.match(text) or _BASIC.fullmatch(text):
        return _iso(*match.groups())
    if match := _YEAR_FIRST.match(text):
        return _iso(*match.groups())
    if match := _NUMBERS.match(text):
        first, mark, second, year = match.groups()
        if mark == "." or int(first) > 12:
            return _iso(year, second, first)
        if int(second) > 12 or first == second or order == "mdy":
            return _iso(year, first, second)
        return _iso(year, second, first) if order == "dmy" else ""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return date_in(text)
    return _checked(moment.replace(microsecond=0).isoformat(), moment)


def date_in(text: str) -> str:
    """The only date with the name of a month in a short text; "" if there is none or several.

    Of "4 March 2021 | Updated 6 March 2021" it is the first.
    """
    text = _UPDATED.split(text[:_LONGEST], maxsplit=1)[0] or text
    found = {
        _iso(year, str(month), day)
        for pattern in (_DAY_MONTH, _MONTH_DAY)
        for match in pattern.finditer(text[:_LONGEST])
        for day, name, year in [
            match.groups() if pattern is _DAY_MONTH else (match[2], match[1], match[3])
        ]
        if (month := _MONTHS.get(name.lower()))
    } - {""}
    return found.pop() if len(found) == 1 else ""


def date_alone(text: str, author: str = "") -> str:
    """The date of a line that has nothing else but a time, a weekday or a word as "published".

    The page's author may stand in it, and how long it takes to read.
    """
    if len(text) > _LONGEST_LINE:
        return ""
    day = date_in(text.replace(author, "", 1) if author else text)
    words = {word.lower() for word in _WORD.findall(text)} - _BESIDE - _MONTHS.keys()
    words.difference_update(map(str.lower, _WORD.findall(author)))
    return day if day and not words else ""


def date_in_address(url: str) -> str:
    """The date in an address such as /2019/11/20/a-story."""
    match = _IN_ADDRESS.search(url)
    if match is None:
        return ""
    year, month, day = match.groups()
    return _iso(year, str(_MONTHS.get(month, month)), day)


def _iso(
    year: str,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    offset: str | None = None,
) -> str:
    try:
        if hour is None or minute is None:
            there = date(int(year), int(month), int(day))
            return _checked(there.isoformat(), there)
        moment = datetime(
            int(year), int(month), int(day), int(hour) % 24, int(minute), int(second or 0)
        )
        if not offset:
            return _checked(moment.isoformat(), moment)
        zone = "+00:00" if offset.upper() in ("Z", "UTC", "GMT") else offset.replace(":", "")
        if len(zone) in (3, 5) and zone[0] in "+-":
            zone = f"{zone[:3]}:{zone[3:] or '00'}"
        return _checked(datetime.fromisoformat(f"{moment.isoformat()}{zone}").isoformat(), moment)
    except ValueError:
        return ""


def _checked(text: str, there: date) -> str:
    day = (there.year, there.month, there.day)
    return text if there.year in _YEARS and day not in _NO_DATES else ""
