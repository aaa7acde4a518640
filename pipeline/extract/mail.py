"""Recognises mail in a text, its dates, and greetings before names."""

import re

_MAIL = re.compile(
    r"\bwrote:|\n> |^-- $|(?:^|\n)(?:Subject|Message-ID|Signed-off-by|In-Reply-To): |-----BEGIN PGP"
)
# Every match except "> ", a lone "-- " and the beginning of a signature has one of these, which are
# found in a tenth of the time.
_OF_MAIL = ("wrote:", "Subject: ", "Message-ID: ", "Signed-off-by: ", "In-Reply-To: ")
_PGP = "-----BEGIN PGP"
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|thanks|thank you|cheers|regards|best regards|greetings)[\s,!]+",
    re.IGNORECASE,
)
_GREETING_INITIALS = frozenset("hdtcrbgHDTCRBG")
# Abbreviations that may be words or names ("Sun", "Jan") are dates next to a number.
_DAY = frozenset(["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"])
_MONTH = frozenset(
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]
)
_LONGEST_DAY = 6  # "Thurs."
_DATE_AFTER = re.compile(
    r"\.?,?\s+(?:\d{1,4}\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)"
)
_DATE_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s\Z")


def is_mail(text: str) -> bool:
    """Whether a text has or quotes the header of a message."""
    perhaps = (
        (":" in text and any(mark in text for mark in _OF_MAIL))
        or _PGP in text
        or (">" in text and "\n> " in text)
        or text.startswith("-- ")
    )
    return perhaps and _MAIL.search(text) is not None


def is_date(text: str, start: int, end: int) -> bool:
    """Whether a mention is the short name of a day or a month in a date."""
    if end - start > _LONGEST_DAY or not is_day_or_month(text[start:end]):
        return False
    return bool(_DATE_AFTER.match(text, end) or _DATE_BEFORE.search(text, max(0, start - 6), start))


def is_day_or_month(surface: str) -> bool:
    """Whether a surface is the short name of a day or a month, whatever it stands for."""
    low = surface.casefold().rstrip(".")
    return low in _DAY or low in _MONTH


def greeting_end(text: str, start: int, end: int) -> int:
    """Where a name begins after a greeting ("Hi Ann"); `start` if there is none."""
    if text[start : start + 1] not in _GREETING_INITIALS:
        return start
    greeting = _GREETING.match(text, start, end)
    return greeting.end() if greeting and greeting.end() < end else start
