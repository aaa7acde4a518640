"""Telephone numbers; the value is in E.164, "+442079460018"."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage

_JOINED = frozenset(".,/-:")
# E.164 has at most 15 digits; before them may stand a prefix for calls inside the country.
_NUMBER = re.compile(r"[0-9](?:[ ().\u00a0/-]{0,3}[0-9]){6,17}(?![\w/-])")
# What stands around a candidate tells phonenumbers whether it is part of something longer.
_AROUND = 12


def find(passage: Passage) -> Iterator[Found]:
    """Numbers that the numbering plans know, national ones only where a region is given."""
    text, end = passage.text, 0
    if not passage.region and "+" not in text:
        return
    for start, _ in passage.digits:
        before = text[max(0, start - 3) : start]
        # Digits inside of something longer; a country's code may stand in brackets, "+ (44)".
        if start < end or before[-1:].isalnum() or before[-1:] in _JOINED:
            continue
        number = _NUMBER.match(text, start) if passage.region or "+" in before else None
        if number:
            # The next candidate begins after this one, so that long tables of numbers cost little.
            end = number.end()
            yield from _numbers(text, start, end, passage.region or None)


def _numbers(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    # Imported late: it is not small, and most documents hold no number.
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

    offset = max(0, start - _AROUND)
    for match in PhoneNumberMatcher(text[offset : end + _AROUND], region):
        first, last = offset + match.start, offset + match.end
        if start - 3 <= first and last <= end:
            yield Found(first, last, format_number(match.number, PhoneNumberFormat.E164))


def is_region(code: str) -> bool:
    """Whether there is a numbering plan for this ISO 3166-1 alpha-2 code."""
    from phonenumbers import SUPPORTED_REGIONS

    return code in SUPPORTED_REGIONS
