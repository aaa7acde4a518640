"""Finds names with the surname first, as in lists, indices and references: "Tolliver, Maren".

Places ("Springfield, Illinois"), lists of surnames ("Smith, Jones and Brown") and the end of a
letter ("Thanks, Maren") look alike. The evidence is a given name or initials after the comma, no
continuation after them, and other such names nearby.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import CITY, COUNTRY, PLACE
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.keys import key
from pipeline.extract.labels import PERSON
from pipeline.extract.words import NO_NAMES, STARTERS

_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w"
_SURNAME = rf"(?:(?i:de|da|di|du|la|le|van|von|der|den|ter|al|el)[ -]){{0,3}}{_CAPITALISED}"
_INITIALS = r"[A-ZÀ-ÖØ-Þ]\.(?:[ -]?[A-ZÀ-ÖØ-Þ]\.){0,3}"
# A given name without a continuation.
_GIVEN = re.compile(
    rf", ({_INITIALS}|{_CAPITALISED}(?: {_INITIALS}| [A-ZÀ-ÖØ-Þ]\b| {_CAPITALISED})?)"
    r"(?=\" <|[ \t]{0,4}(?:$|[;:(\[&\t]| {2}|[-–—] |,? \d|, (?:\(?[Ee]ds?\b|b\. |born |&)"
    r"|\.(?:\s|$)"
    rf"|,? ?(?:and|&) {_SURNAME}, [A-Z]))",
    re.MULTILINE,
)
# A surname at the beginning of a line, which may be numbered, in the quotes of a header ("From:
# "Tolliver, Maren" <…>"), or after another such name.
_BEFORE = re.compile(
    r"(?:^[ \t>•*–-]{0,8}(?:\[?\d{1,4}[\].)][ \t]{1,4})?|: \"|; |& |(?<=[\w.] )and "
    r"|(?P<inside>[a-z:] ))"
    rf"(?P<surname>{_SURNAME})\Z"
)
_REACH = 64  # characters
# Words before a name at the end or the beginning of a letter.
_GREETINGS = frozenset(
    {"thanks", "cheers", "regards", "best", "yours", "sincerely", "truly", "love", "hi", "hello",
     "hey", "dear", "respectfully", "greetings", "ciao", "salut"}
)  # fmt: skip
_SURE = 1  # number of other such names that make it a list


class _Inverted(NamedTuple):
    """`strange`: the given name is in no list, so that only its place in a row shows it."""

    start: int
    end: int
    name: str
    sure: bool
    strange: bool = False


def with_inverted(text: str, found: Sequence[Found], known: Packaged) -> list[Found]:
    """The mentions; each name with its surname first replaces those inside it."""
    met = [made for match in _GIVEN.finditer(text) if (made := _inverted(text, match, known))]
    if not met:
        return [*found]
    sure = sum(made.sure for made in met)
    kept: list[_Inverted] = []
    for made in met:
        in_row = kept and text[kept[-1].end : made.start] == "; "
        if in_row if made.strange else made.sure or sure >= _SURE:
            kept.append(made)
    people = [Found(made.start, made.end, PERSON, name=made.name) for made in kept]
    apart: list[Found] = []
    number = 0
    for mention in sorted(found, key=lambda m: m.start):
        while number < len(kept) and kept[number].end <= mention.start:
            number += 1
        if number == len(kept) or mention.end <= kept[number].start:
            apart.append(mention)
    return sorted(people + apart, key=lambda m: m.start)


def _inverted(text: str, match: re.Match[str], known: Packaged) -> _Inverted | None:
    comma, given = match.start(), match[1]
    start = max(text.rfind("\n", max(0, comma - _REACH), comma) + 1, comma - _REACH)
    cut = "…" if start and text[start - 1] != "\n" else ""  # not the beginning of a line
    before = _BEFORE.search(cut + text[start:comma])
    if before is None:
        return None
    surname = before["surname"]
    last, first, *others = (key(surname), *map(key, given.split()))
    if (
        last in NO_NAMES
        or last in STARTERS
        or last in _GREETINGS
        or (len(first) > 1 and first in NO_NAMES)
    ):
        return None
    kind = known.kinds.get(last, 0)
    if kind & COUNTRY or known.kinds.get(key(given), 0) & COUNTRY:
        return None
    initials = len(first) == 1 or "." in given.partition(" ")[0]
    strange = not initials and not _is_given(first, known)
    if strange and (before[0][:2] != "; " or others or first in known.kinds):
        return None
    if others and len(others[0]) > 1 and not _is_given(others[0], known):
        return None
    doubtful = (
        kind & CITY
        or (initials and kind & PLACE)
        or last in known.given
        or is_no_surname(last, known)
        or (not initials and known.kinds.get(first, 0) & CITY and not others)
    )
    if before["inside"] and (doubtful or text[match.end() : match.end() + 1] != ";"):
        return None
    start = comma - len(surname)
    return _Inverted(start, match.end(), f"{given} {surname}", not (doubtful or strange), strange)


def _is_given(name: str, known: Packaged) -> bool:
    """Whether the key of a word is a given name, or two that a hyphen joins: "Ann-Marie"."""
    return name in known.given or all(part in known.given for part in name.split())
