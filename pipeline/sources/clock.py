"""The time of day that stands beside a date, with its zone."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Zones by name whose offset is one and the same wherever they are used; IST, CST, BST are not.
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "awst": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "jst": 9,
    "kst": 9, "hkt": 8, "sgt": 8,
}  # fmt: skip
# Words that stand before a time of day.
_BEFORE = "at|um|à|a las|a la|às|as|alle|alle ore|ore|kl|klo|om|o godz|godz|в|о|saat"
_TIME = re.compile(
    rf"(?:(?:{_BEFORE})\b\.?\s*)?(?:(?P<morning>上午|午前|오전)|(?P<evening>下午|午後|오후))?\s*"
    r"(?P<hour>\d{1,2})(?:(?P<mark>[:.h]|\s?h\s?|\s?[時时點点시]\s?)(?P<minute>\d{2})"
    r"(?:\s?[分분])?(?:[:.]?(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?:uhr|hrs|h|ч)\b\.?)?"
    r"(?:\s*(?P<offset>[+-]\d{2}:?(?:\d{2})?|(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)))?"
    # Behind an offset JavaScript says the zone in words.
    r"(?:\s*[(\[]?(?P<zone>[a-z]{1,5}|[a-z]+(?:/[a-z_]+)+)[)\]]?|(?(offset)\s*\([^()]+\)|(?!)))?",
    re.IGNORECASE,
)


class Clock(NamedTuple):
    """A time of day; `days`: 1 for 24:00, the midnight after. `zone`: None where it is not told."""

    hour: int
    minute: int
    second: int
    days: int
    zone: tzinfo | None


def clock(text: str) -> Clock | None:
    """A time of day that the whole text is; None for what is none, and for a zone not known."""
    found = _TIME.fullmatch(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    days = 0
    east = "a" if found["morning"] else "p" if found["evening"] else ""
    if half := found["half"] or east:
        # "15:15 PM" is no time, "10:15:00 AM" is one.
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    elif hour == 24 and minute == second == 0:
        hour, days = 0, 1
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone = _zone(found["offset"], found["zone"])
    if zone is None and (found["offset"] or found["zone"]):
        return None
    return Clock(hour, minute, second, days, zone)


def zone(told: str) -> tzinfo | None:
    """The zone that is told as +0200 or by a name alone; None for what is not known."""
    return _zone(told, None) if told[0] in "+-" else _zone(None, told)


@lru_cache(maxsize=1024)  # a source has few
def _zone(offset: str | None, name: str | None) -> tzinfo | None:
    if offset:
        # A name beside an offset says no more: "-0500 (EST)", "-07:00[America/Los_Angeles]".
        sign, digits = offset.lower().lstrip("utcgm ")[0], re.sub(r"\D", "", offset)
        minutes = 60 * int(digits) if len(digits) < 3 else 60 * int(digits[:-2]) + int(digits[-2:])
        if minutes >= 24 * 60 or not (name is None or _is_known(name)):
            return None
        return timezone(timedelta(minutes=-minutes if sign == "-" else minutes))
    if name is None:
        return None
    if "/" in name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    hours = ZONES.get(name.lower())
    if hours is None:
        return None
    return UTC if hours == 0 else timezone(timedelta(hours=hours))


def _is_known(name: str) -> bool:
    return "/" in name or name.lower() in ZONES
