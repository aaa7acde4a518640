"""Finds firms and clubs by the form behind their name: "Carrow Farms Ltd", "Carrow FC"."""

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL
from pipeline.extract.law import is_term
from pipeline.extract.scan import overlaps
from pipeline.extract.words import NO_NAMES, STARTERS

_FORMS = ("Limited", "Ltd", "Inc", "LLC", "LLP", "GmbH", "plc", "PLC", "Incorporated")
_LONGEST = 64  # characters of a name before its form
# Behind a word that ends in a figure the name may begin before ("g10 Code GmbH").
_COMPANY = re.compile(r"(?<![\w.'’&-])(?<![0-9] )((?:[A-Z][\w&'’-]*[ ](?:(?:&|and|of) )?){1,5})\Z")
_END = re.compile(r"(?!\w|['’-]\w)")
_PARTNERS = re.compile(r"([A-Z][\w'’-]+) & [A-Z][\w'’-]+")
_CLUB = re.compile(r"\sFC(?!\w| [0-9])")


def is_partnership(surface: str, known: Packaged) -> bool:
    """Whether two surnames with "&" are a firm: "Quay & Tolliver", unlike "Maren & Ida"."""
    partners = _PARTNERS.fullmatch(surface) if "&" in surface else None
    return partners is not None and key(partners[1]) not in known.given


def companies(text: str, found: Sequence[Found]) -> list[Found]:
    """The mentions, with names before a company's form ("Limited") that overlap none of them.

    A mention before "FC" is a club's; a model may take only the town in it.
    """
    if " FC" in text:
        for mention in found:
            if mention.label in NAMED and (club := _CLUB.match(text, mention.end)):
                mention.end, mention.label = club.end(), ORGANIZATION_LABEL
    more = [made for form in _FORMS for made in _before_form(text, form)] if _has_form(text) else []
    if not more:
        return [*found]
    offsets = sorted((mention.start, mention.end) for mention in found)
    return [*found, *(made for made in more if not overlaps(made, offsets))]


def _has_form(text: str) -> bool:
    # Written out, because most texts have none and a loop takes three times as long.
    return (
        " Inc" in text
        or " Ltd" in text
        or " LL" in text
        or " Limited" in text
        or " GmbH" in text
        or " plc" in text
        or " PLC" in text
    )


def _before_form(text: str, form: str) -> Iterator[Found]:
    place = text.find(f" {form}")
    while place >= 0:
        end = place + 1 + len(form)
        if _END.match(text, end):
            name = _COMPANY.search(text, max(0, place - _LONGEST), place + 1)
            start = _without_others(text, name.start(1), place) if name else place
            if start < place:
                yield Found(start, end, ORGANIZATION_LABEL)
        place = text.find(f" {form}", end)


def _without_others(text: str, start: int, end: int) -> int:
    """Where a name begins, after words that are no part of it ("The", "Plaintiff")."""
    while start < end:
        word, _, _ = text[start:end].partition(" ")
        low = word.casefold()
        if low not in NO_NAMES and low not in STARTERS and not is_term(word):
            break
        start += len(word) + 1
    return min(start, end)
