"""Dates and times as a sheet shows them, and as ISO 8601 where that is something else.

Excel's codes are those of ECMA-376, part 1, 18.8.30. What they leave to the settings of the machine
that shows the sheet, or to a language other than English, is ISO 8601 alone.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

SECONDS = 86_400  # of a day

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<setting>[^\]]*)\]'
    r"|[_*].|(?P<half>AM/PM|A/P)|(?P<letters>y+|m+|d+|h+|s+)|(?P<fraction>\.0{1,6})|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGE = re.compile(r"\$[^-]*-([0-9A-Fa-f]+)")
_ENGLISH, _LANGUAGE_BITS = 9, 0x3FF  # of a code of language and country (MS-LCID)
_MOST_LANGUAGE = 0xEFFF  # above are numerals, calendars, and the machine's own settings
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = {"m": "month", "d": "day", "h": "hour", "n": "minute", "s": "second"}
_SECONDS_OF = {"H": 3_600, "M": 60, "S": 1}
_FIRST_DAY = datetime(1899, 12, 30)
_FIGURES = re.compile(r"\d+")


class _Piece(NamedTuple):
    """A letter of the code and how often it stands there; or "" and text that is shown as it is.

    "n" are minutes, "f" parts of a second, "a" the half of a day; capitals: all that have passed.
    """

    kind: str
    written: str


def date_format(section: str) -> Callable[[float], str]:
    """How days since the end of 1899 are shown by a section of a format code that is a date."""
    pieces = _pieces(section)
    kinds = {piece.kind for piece in pieces}
    is_read = not kinds & {"?"}
    decimals = next((len(piece.written) - 1 for piece in pieces if piece.kind == "f"), 0)

    def shown(days: float) -> str:
        moment = _moment(days, 0)
        iso = _iso(moment, kinds)
        if not is_read:
            return iso
        exact = _moment(days, decimals) if decimals else moment
        text = "".join(_shown(piece, exact, days, decimals, "a" in kinds) for piece in pieces)
        return with_iso(text.strip(), iso)

    # Columns have the same dates again and again.
    return lru_cache(maxsize=500)(shown)


def with_iso(shown: str, iso: str) -> str:
    """What is shown, and its value behind it in brackets if it says anything else."""
    return shown if shown.startswith(iso) or f"0{shown}".startswith(iso) else f"{shown} ({iso})"


def dated(shown: str, value: str) -> str:
    """The ISO 8601 date behind a date that is shown, "" if it says nothing else.

    `value`: as OpenDocument writes it, `2021-03-12T09:30:00`. Where no day is shown, none is given.
    """
    iso = value.replace("T", " ").removesuffix(":00").removesuffix(" 00:00")
    days = {int(figures) for figures in _FIGURES.findall(shown) if len(figures) < 3}
    if iso[8:10].isdecimal() and int(iso[8:10]) not in days:
        iso = iso[:7]
    return with_iso(shown, iso)[len(shown) :].strip()


def _pieces(section: str) -> Sequence[_Piece]:
    """The pieces of a code; one of the kind "?" stands for what cannot be known."""
    found: list[_Piece] = []
    is_foreign = False
    for token in _TOKEN.finditer(section):
        kind, text = token.lastgroup, token[token.lastgroup or 0]
        if kind in ("quoted", "escaped"):
            found.append(_Piece("", text))
        elif kind == "elapsed":
            found.append(_Piece(text[0].upper(), text))
        elif kind == "half":
            found.append(_Piece("a", text))
        elif kind == "fraction":
            found.append(_Piece("f", text))
        elif kind == "setting" and (language := _LANGUAGE.match(text)):
            code = int(language[1], 16)
            if code > _MOST_LANGUAGE:
                found.append(_Piece("?", ""))
            is_foreign = is_foreign or code & _LANGUAGE_BITS != _ENGLISH
        elif kind == "letters":
            letter = text[0].lower()
            before = next((p for p in reversed(found) if p.kind not in ("", "a")), None)
            if letter == "m" and before and before.kind in "hH":
                letter = "n"
            elif letter == "s" and before and before.kind == "m":
                found[found.index(before)] = before._replace(kind="n")
            found.append(_Piece(letter, text))
        elif kind == "other":
            # Letters that stand for nothing here are those of other calendars.
            found.append(_Piece("?" if text.isascii() and text.isalpha() else "", text))
    if is_foreign and any(p.kind in "md" and len(p.written) > 2 for p in found if p.kind):
        found.append(_Piece("?", ""))
    return found


def _shown(piece: _Piece, moment: datetime, days: float, decimals: int, halves: bool) -> str:
    """What stands in the place of a piece."""
    kind, size = piece.kind, len(piece.written)
    match kind:
        case "":
            return piece.written
        case "y":
            return f"{moment.year % 100:02}" if size < 3 else f"{moment.year:04}"
        case "m" if size > 2:
            name = _MONTHS[moment.month - 1]
            return name[:3] if size == 3 else name[0] if size == 5 else name
        case "d" if size > 2:
            name = _DAYS[moment.weekday()]
            return name[:3] if size == 3 else name
        case "f":
            return f".{moment.microsecond:06}"[: decimals + 1]
        case "a":
            return ("PM" if moment.hour > 11 else "AM")[: 2 if size > 3 else 1]
        case "H" | "M" | "S":
            whole = round(days * SECONDS, decimals)
            return f"{int(whole) // _SECONDS_OF[kind]:0{size}}"
        case "h" if halves:
            number = moment.hour % 12 or 12
        case _:
            number = getattr(moment, _PARTS[kind])
    return f"{number:02}" if size > 1 else str(number)


def _moment(days: float, decimals: int) -> datetime:
    """The moment, rounded to so many decimals of a second."""
    # Excel counts a 29 February 1900 that there was not.
    real = days if days >= 60 else days + 1
    return _FIRST_DAY + timedelta(seconds=round(real * SECONDS, decimals))


def _iso(moment: datetime, kinds: set[str]) -> str:
    """As much of the date as is shown, and the time of day; "" of a stretch of time."""
    if not kinds & {"y", "m", "d", "?"}:
        return str(moment.time()).removesuffix(":00") if "h" in kinds else ""
    if not kinds & {"d", "h", "?"}:
        return str(moment)[: 7 if "m" in kinds else 4]
    return str(moment).removesuffix(":00").removesuffix(" 00:00")
