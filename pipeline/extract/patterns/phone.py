"""Telephone numbers; the value is in E.164, "+442079460018"."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage

# A number has at most 15 digits (E.164), in few groups; more are a table.
_NUMBER = re.compile(r"[0-9]{1,15}(?:[ ().\u00a0/-]{1,3}[0-9]{1,15}){0,6}(?![\w/-])")
_GROUP = re.compile(r"[0-9]+")
_FEWEST, _MOST = 7, 17  # digits, with a prefix for calls inside of the country
_JOINED = frozenset(".,/-:")
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
        sign = "+" if "+" in before else ""
        number = _NUMBER.match(text, start) if passage.region or sign else None
        if number:
            # The next candidate begins after this one, so that long tables of numbers cost little.
            end = number.end()
            if _begins_with_number(sign + number.group(), passage.region or None):
                yield from _numbers(text, start, end, passage.region or None)


def is_region(code: str) -> bool:
    """Whether there is a numbering plan for this ISO 3166-1 alpha-2 code."""
    from phonenumbers import SUPPORTED_REGIONS

    return code in SUPPORTED_REGIONS


# phonenumbers is imported late: it is not small, and most documents hold no number.


def _begins_with_number(candidate: str, region: str | None) -> bool:
    """Whether some of the groups, from the first on, are a valid number: most are refused here.

    The matcher, which also looks at prefixes and at what stands around, takes eight times as long.
    """
    from phonenumbers import NumberParseException, is_valid_number, parse

    digits, ends = 0, []
    for group in _GROUP.finditer(candidate):
        digits += len(group.group())
        if _FEWEST <= digits <= _MOST:
            ends.append(group.end())
    for end in ends:
        try:
            if is_valid_number(parse(candidate[:end], region)):
                return True
        except NumberParseException:
            continue
    return False


def _numbers(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

    offset = max(0, start - _AROUND)
    for match in PhoneNumberMatcher(text[offset : end + _AROUND], region):
        first, last = offset + match.start, offset + match.end
        if start - 3 <= first and last <= end:
            yield Found(first, last, format_number(match.number, PhoneNumberFormat.E164))
