"""Dates as sources write them, as ISO 8601; what is not surely understood stays as it was given."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from pipeline.months import months_of

# Seconds or milliseconds since 1970 for the years 1980 to 2100: other numbers are years or ids.
EARLIEST, LATEST = 315_532_800, 4_102_444_800
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_MONTHS = months_of(("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru"))
# Zones by name whose offset is one and the same wherever they are used; IST, CST, BST are not.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "awst": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "jst": 9, "kst": 9, "hkt": 8,
    "sgt": 8,
}  # fmt: skip
_ISO = re.compile(
    r"(?P<packed>\d{8})(?!\d)|(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?"
    # With full stops the day comes first wherever dates are written so.
    r"|(?P<first>\d{1,2})\.\s?(?P<second>\d{1,2})\.\s?(?P<last>\d{4})"
    r"|(?P<either>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<end>\d{4})"
)
_WORDED = re.compile(
    r"(?:(?P<a>[^\W\d_]{3,12})\.?\s+(?P<b>\d{1,2})(?:st|nd|rd|th)?,?"
    r"|(?P<c>\d{1,2})(?:st|nd|rd|th|er|\.)?(?:\s+of|\s+de)?[\s-]+(?P<d>[^\W\d_]{3,12})\.?,?)"
    r"(?:\s+de)?[\s-]+(?P<year>\d{4})"
)
_DASHED = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
_PLAIN = re.compile(r"[12]\d{3}-\d{2}-\d{2}")
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE
)
# `date` of Unix: the year comes last.
_UNIX = re.compile(
    r"(?P<month>[a-z]{3}) {1,2}(?P<day>\d{1,2}) (?P<time>\d{1,2}:\d{2}:\d{2})"
    r"(?: (?P<zone>[a-z]{1,5}|[+-]\d{4}))? (?P<year>\d{4})",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:[T\s,]+(?:at\s+)?|\s*-\s*)(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<offset>[+-]\d{2}:?\d{2}))?(?:\s*\(?(?P<zone>[a-z]{1,5})\)?)?",
    re.IGNORECASE,
)


def iso_date(written: str) -> str | None:
    """A date as ISO 8601: a date and time with its offset if it has one, a date, a month, a year.

    None for what is not surely understood: day and month that could change places (04/05/2021), a
    time that there is not, a time zone whose name means several.
    """
    if _PLAIN.fullmatch(written) and "01" <= written[5:7] <= "12" and "01" <= written[8:] <= "28":
        return written
    text = " ".join(written.split())
    if not text or len(text) > 64:
        return None
    for read in (_standard, _epoch, _unix, _written, _mail):
        if found := read(text):
            return found
    return None


def _standard(text: str) -> str | None:
    # Python takes a week and a time without a date as well, which the index does not.
    if not _DASHED.match(text):
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _epoch(text: str) -> str | None:
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    seconds = number / 1000 if number > LATEST else number
    if not EARLIEST <= seconds <= LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _unix(text: str) -> str | None:
    found = _UNIX.fullmatch(_WEEKDAY.sub("", text, count=1))
    if found is None:
        return None
    month = _MONTHS.get(found["month"].lower())
    if month is None:
        return None
    zone = found["zone"]
    clock = f" {found['time']}" + (f" {zone}" if zone else "")
    return _joined(int(found["year"]), month, int(found["day"]), clock)


def _written(text: str) -> str | None:
    """Figures with the year first, or with full stops; a month in words."""
    text = _WEEKDAY.sub("", text, count=1)
    if found := _WORDED.match(text):
        month = _MONTHS.get((found["a"] or found["d"]).casefold())
        if month is None:
            return None
        day = int(found["b"] or found["c"])
        return _joined(int(found["year"]), month, day, text[found.end() :])
    if (found := _ISO.match(text)) is None:
        return None
    rest = text[found.end() :]
    if packed := found["packed"]:
        return _joined(int(packed[:4]), int(packed[4:6]), int(packed[6:]), rest)
    if found["first"]:
        return _joined(int(found["last"]), int(found["second"]), int(found["first"]), rest)
    if found["either"]:
        return _either(int(found["either"]), int(found["other"]), int(found["end"]), rest)
    if found["day"]:
        return _joined(int(found["year"]), int(found["month"]), int(found["day"]), rest)
    year, month = found["year"], int(found["month"] or 1)
    if rest or not 1000 <= int(year) <= 2100 or not 1 <= month <= 12:
        return None
    return f"{year}-{month:02}" if found["month"] else year


def _either(one: int, other: int, year: int, rest: str) -> str | None:
    """Day and month, whose order only a figure above 12 shows."""
    if one == other or other <= 12 < one:
        return _joined(year, other, one, rest)
    return _joined(year, one, other, rest) if one <= 12 < other else None


def _mail(text: str) -> str | None:
    # It takes a zone that it does not know for none.
    zone = re.search(r"([A-Za-z]{2,5})\)?$", text)
    if zone and zone[1].lower() not in _ZONES:
        return None
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, IndexError, TypeError):
        return None


def _joined(year: int, month: int, day: int, rest: str) -> str | None:
    """A date with the time that follows it in `rest`; None if either cannot be."""
    try:
        given = date(year, month, day)
    except ValueError:
        return None
    if not rest.strip():
        return given.isoformat()
    found = _TIME.fullmatch(rest)
    if found is None or (found["minute"] is None and found["half"] is None):
        return None
    hour = int(found["hour"])
    if half := found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    zone = None
    if offset := found["offset"]:
        minutes = 60 * int(offset[1:3]) + int(offset[-2:])
        zone = timedelta(minutes=-minutes if offset[0] == "-" else minutes)
    if (name := found["zone"]) and not (offset and name.lower() in ("z", "utc", "gmt")):
        if offset or name.lower() not in _ZONES:
            return None
        zone = timedelta(hours=_ZONES[name.lower()])
    try:
        moment = datetime(
            year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0)
        )
        if zone is not None:
            moment = moment.replace(tzinfo=timezone(zone))
    except ValueError:
        return None
    return moment.isoformat()
