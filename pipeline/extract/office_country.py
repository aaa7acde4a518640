"""Finds the country of a person's office: "Norway's Prime Minister Maren Tolliver".

Only offices of a state count: a striker or a coach may play and work in another country.
"""

import re
from collections.abc import Iterable

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.aliases import countries
from pipeline.extract.keys import key

_OFFICE = (
    r"(?:(?:[Vv]ice|[Dd]eputy|[Ff]ormer|[Ff]irst|[Aa]cting|[Ii]nterim)[ -])*"
    r"(?:[Pp]resident(?:-elect)?|(?:[Pp]rime|[Ff]oreign|[Ff]inance|[Dd]efen[cs]e|[Ii]nterior|"
    r"[Jj]ustice|[Hh]ealth|[Tt]rade|[Ee]nergy|[Ff]irst)\s[Mm]inister|[Cc]hancellor|[Pp]remier|"
    r"[Kk]ing|[Qq]ueen|[Ee]mperor|[Aa]mbassador|"
    r"(?:[Ff]oreign|[Hh]ome|[Dd]efen[cs]e)\s[Ss]ecretary|[Ss]ecretary of [Ss]tate)"
)
# Up to four words of the country's name or its people's, before the office and the person's name.
_BEFORE = re.compile(
    rf"(?<![\w'’-])(?P<country>(?:[A-Z][\w.]*(?:\s(?:of|the|and)){{0,2}}\s){{0,3}}[A-Z][\w.]*)"
    rf"(?:['’]s?)?\s{_OFFICE}\s(?:[A-Z]\w+\s)?\Z"
)
# Behind the name: ", the Ukrainian prime minister", ", president of Chile".
_AFTER = re.compile(
    rf",\s(?:the\s)?(?:then\s|former\s|current\s)?(?:(?P<people>[A-Z]\w+(?:\s[A-Z]\w+)?)\s{_OFFICE}\b"
    rf"|{_OFFICE}\sof\s(?:the\s)?(?P<country>[A-Z]\w+(?:\s(?:and\s)?[A-Z]\w+){{0,2}}))"
)
_REACH = 90  # characters


def country_of_office(text: str, mentions: Iterable[Found]) -> str | None:
    """The country of the office that stands with a person's name; None if none or several do."""
    found = {country for mention in mentions if (country := _of(text, mention))}
    return found.pop() if len(found) == 1 else None


def _of(text: str, mention: Found) -> str | None:
    known = countries()
    if mention.role:
        begin = max(0, mention.start - _REACH)
        if before := _BEFORE.search(text, begin, mention.start):
            return _longest_ending(before["country"])
    if text[mention.end : mention.end + 1] == "," and (
        after := _AFTER.match(text, mention.end, mention.end + _REACH)
    ):
        return known.get(key(after["people"] or after["country"]))
    return None


def _longest_ending(words: str) -> str | None:
    """The country that most of the last words name: "North Korea" of "When North Korea"."""
    known, parts = countries(), words.split()
    for first in range(len(parts)):
        if country := known.get(key(" ".join(parts[first:]))):
            return country
    return None
