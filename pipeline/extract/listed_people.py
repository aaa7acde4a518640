"""Finds people in lists after a title: "Senators Gregg (Chairman), Stevens, and Kohl"."""

import re
from collections.abc import Sequence, Set

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import COUNTRY
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.keys import key
from pipeline.extract.labels import PERSON
from pipeline.extract.scan import overlaps
from pipeline.extract.words import word_set

_TITLES = word_set(
    "Senators Representatives Congressmen Congresswomen Messrs Judges Justices Councillors "
    "Councilmembers Councilors Selectmen Aldermen Assemblymembers Deputies Commissioners "
    "Delegates Drs Sens Reps"
)
_PERSON = r"(?:[A-Z]\.\s?){0,2}[A-Z][\w'’-]{1,20}(?:\s(?:[A-Z]\.|[A-Z][\w'’-]{1,20})){0,2}"
_ITEM = rf"{_PERSON}(?:\s\([A-Z][a-z]+\))?"
# "House of Representatives, …" is a body.
_LIST = re.compile(
    rf"(?<!\bof\s)\b(?:{'|'.join(sorted(_TITLES))})\.?\s(?P<list>{_ITEM}"
    rf"(?:(?:,\s{_ITEM}){{1,40}}(?:,?\sand\s{_ITEM})?|,?\sand\s{_ITEM}))"
)
_NAME = re.compile(rf"(?:\A|,\s|\sand\s)(?P<name>{_PERSON})")


def with_listed_people(
    text: str, found: Sequence[Found], words: Set[str], known: Packaged
) -> list[Found]:
    """The mentions, with the items of such lists as people, whatever the model found there.

    `words`: those of the text, by which texts without such lists are skipped.
    """
    if _TITLES.isdisjoint(words):
        return [*found]
    people = [
        Found(start, end, PERSON)
        for listed in _LIST.finditer(text)
        for start, end in _names(listed)
        if not _is_other(text[start:end], known)
    ]
    taken = [(person.start, person.end) for person in people]
    made = people + [m for m in found if not overlaps(m, taken)]
    return sorted(made, key=lambda m: m.start)


def _names(listed: re.Match[str]) -> list[tuple[int, int]]:
    offset = listed.start("list")
    return [
        (offset + name.start("name"), offset + name.end("name"))
        for name in _NAME.finditer(listed["list"])
    ]


def _is_other(surface: str, known: Packaged) -> bool:
    """Whether an item is a country, a state or a common word, and so no person."""
    name = key(surface)
    return bool(known.kinds.get(name, 0) & COUNTRY) or is_no_surname(name, known)
