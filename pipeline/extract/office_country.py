"""Finds a person's office of a state and its country: "Norway's Prime Minister Maren Tolliver".

Only offices of a state count: a striker or a coach may play and work in another country.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.aliases import countries
from pipeline.extract.keys import key

_PORTFOLIO = (
    "prime|foreign|finance|defen[cs]e|interior|justice|health|trade|energy|first|economy|"
    "environment|culture|education|agriculture|transport|labou?r|tourism|development|industry|"
    "information|immigration|home|treasury|commerce|oil|planning|sports"
)
_OFFICE = (
    r"(?i:(?:(?:vice|deputy|former|first|acting|interim|then)[ -])*"
    rf"(?:president(?:-elect)?|(?:(?:{_PORTFOLIO})\s(?:and\s)?){{1,2}}(?:minister|secretary)|"
    r"chancellor|premier|taoiseach|king|queen|emperor|ambassador|leader|"
    r"secretary\sof\s(?:state|defen[cs]e|the\streasury|commerce|energy|homeland\ssecurity)))"
)
# Up to four words of the country's name or its people's.
_COUNTRY = r"(?<![\w'’-])(?P<country>(?:[A-Z][\w.]*(?:\s(?:of|the|and)){0,2}\s){0,3}[A-Z][\w.]*)"
# Country and office before the name; with a comma between it is a name in apposition if one
# follows it, too: "Norway's prime minister, Maren Tolliver, spoke".
_BEFORE = re.compile(
    rf"{_COUNTRY}(?:['’]s?)?\s(?P<office>{_OFFICE})(?P<comma>,)?\s(?:[A-Z]\w+\s)?\Z"
)
# Behind the name: ", the Ukrainian prime minister", ", president of Chile".
_AFTER = re.compile(
    r",\s(?:the\s)?(?:current\s)?"
    rf"(?:(?P<people>[A-Z]\w+(?:\s[A-Z]\w+)?)\s(?P<office>{_OFFICE})\b"
    rf"|(?P<their>{_OFFICE})\sof\s(?:the\s)?(?P<country>[A-Z]\w+(?:\s(?:and\s)?[A-Z]\w+){{0,2}}))"
)
# "President Maren Tolliver of Chile".
_OF = re.compile(r"\sof\s(?:the\s)?([A-Z]\w+(?:\s[A-Z]\w+)?)(?![\w'’-]|\s[A-Z])")
_ENDS = re.compile(rf"{_OFFICE}\Z")
_REACH = 90  # characters


class Office(NamedTuple):
    """An office as the text calls it, and the country's name."""

    role: str
    country: str


def office_of(text: str, mentions: Iterable[Found]) -> Office | None:
    """The office of a state that stands with a person's name; None if none or of several states."""
    found = [office for mention in mentions for office in _of(text, mention)]
    return found[0] if len({office.country for office in found}) == 1 else None


def _of(text: str, mention: Found) -> Iterator[Office]:
    known = countries()
    start, end = mention.start, mention.end
    comma = text.startswith(", ", end)
    apposed = (comma or text.startswith(". ", end)) and text.startswith(", ", start - 2)
    if mention.role or apposed:
        before = _BEFORE.search(text, max(0, start - _REACH), start)
        country = _longest_ending(before["country"]) if before else None
        if before and country and (apposed or not before["comma"]):
            yield Office(before["office"], country)
    if mention.role and text.startswith(" of ", end) and _ENDS.search(mention.role):
        of = _OF.match(text, end, end + _REACH)
        if of and (country := known.get(key(of[1]))):
            yield Office(mention.role, country)
    after = _AFTER.match(text, end, end + _REACH) if comma else None
    if after and (country := known.get(key(after["people"] or after["country"]))):
        yield Office(after["office"] or after["their"], country)


def _longest_ending(words: str) -> str | None:
    """The country that most of the last words name: "North Korea" of "When North Korea"."""
    known, parts = countries(), words.split()
    for first in range(len(parts)):
        if country := known.get(key(" ".join(parts[first:]))):
            return country
    return None
