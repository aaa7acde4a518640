"""Repairs common errors of a model in the surface of one span."""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.gazetteer.aliases import aliases
from pipeline.extract.keys import key
from pipeline.extract.labels import ORGANIZATION_LABEL, PERSON
from pipeline.extract.roles import count_roles, is_post_nominal, is_titled_person
from pipeline.extract.words import HONORIFICS, NO_NAMES, PARTICLES, ROOMS, SUFFIXES

# Longer "names" are errors, as in a table of results.
LONGEST = 12  # words
_LONGEST_REMEMBERED = 200  # characters: longer spans are noise and do not occur again
# Boundaries that a model ignores, but that no name contains.
_BOUNDARY = re.compile(
    r'\n\s*\n|\s[-–—]+\s|--|[()\[\]{}"“”„«»;|*<>]|\.\.\.|…|:\s|,\s|(?<=[a-z]{2})/(?=[A-Z])'
)
# The second of "John Spellar Portrait Mr Spellar" begins with a title.
_AMONG_PEOPLE = re.compile(
    r"(?i:\s(?:and|&|or|vs?)\s)|/|\s(?=(?:Mr|Mrs|Ms|Sir|Dame|Lord|Lady|Baroness)\.?\s[A-Z])"
)
_DETERMINER = re.compile(
    r"(?:the|an?|one\sof(?:\sthe)?|(?-i:(?:each|every|both|our|one|some|any|most|many|all|other|former|later|earlier|"
    r"general|entire|whole)(?=\s[A-Z])))(?:\s+|\Z)",
    re.IGNORECASE,
)
# "House of Representatives Rt. Hon. …": the title of whom it names next.
_TITLE_AT_END = re.compile(r"(?:\s(?:Rt|Hon|Mr|Mrs|Ms|Dr)\.?)+\Z")
_LINK_AT_END = re.compile(r"(?:\s+(?:and|or|for|the|that|to|in|with|as|at|by|from|on|but|nor))+\Z")
_CLAUSE = re.compile(
    r"\s(?:that|after|before|when|while|because|who|which|said|says|hit|hits"
    r"|of\s(?:this|these|our|my|his|her|its|their))\s"
)
_POSSESSIVE = re.compile(r"(?:['’]s?)\Z", re.IGNORECASE)
_WORD = re.compile(r"\S+")
# "Maren Tolliver Portrait": the label of a picture.
_CAPTIONS = frozenset({"Portrait", "Photo", "Photograph"})
_POSITION = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,3}\Z")  # two or three capital consonants


_ACRONYM = re.compile(r"(?:[Tt]he\s)?([A-Z]{3,5})\Z")


class Part(NamedTuple):
    """A name inside a span: its offsets, the role words before it, and its label."""

    start: int
    end: int
    role: str
    label: str


def parts(surface: str, label: str) -> tuple[Part, ...]:
    """The names in a span's surface, in order; none when no part of it is a name.

    `label`: the model's. A title shows a person under another label, too. Roles, "and" and verbs do
    not belong to a person's name.
    """
    if len(surface) > _LONGEST_REMEMBERED:
        return _parts.__wrapped__(surface, label)
    return _parts(surface, label)


@lru_cache(maxsize=1 << 13)
def _parts(surface: str, label: str) -> tuple[Part, ...]:
    if label != PERSON and is_titled_person(surface):
        label = PERSON
    made: list[Part] = []
    start = 0
    for boundary in _BOUNDARY.finditer(surface):
        _add(made, surface, start, boundary.start(), label)
        start = boundary.end()
    _add(made, surface, start, len(surface), label)
    return tuple(made)


def _add(made: list[Part], surface: str, start: int, end: int, label: str) -> None:
    if label == PERSON:
        for joint in _AMONG_PEOPLE.finditer(surface, start, end):
            _add_one(made, surface, start, joint.start(), label)
            start = joint.end()
    _add_one(made, surface, start, end, label)


def _add_one(made: list[Part], surface: str, start: int, end: int, label: str) -> None:
    person = label == PERSON
    if clause := _CLAUSE.search(surface, start, end):
        end = clause.start()
    start, end = trimmed(surface, start, end)
    role = ""
    if person and start < end:
        start, end, role = _person(surface, start, end)
    if start < end and is_name(surface[start:end]):
        made.append(Part(start, end, role, label))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a leading determiner, a trailing possessive and punctuation at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    if determiner := _DETERMINER.match(text, start, end):
        start = determiner.end()
    while start < end and not text[start].isalnum():
        start += 1
    if title := _TITLE_AT_END.search(text, start, end):
        end = title.start()
    if link := _LINK_AT_END.search(text, start, end):
        end = link.start()
    # The stop after an initial or in "U.S." belongs to the name.
    while start < end and not text[end - 1].isalnum() and text[end - 1] != "'":
        if text[end - 1] == "." and "." in text[start : end - 1]:
            break
        end -= 1
    if possessive := _POSSESSIVE.search(text, start, end):
        end = possessive.start()
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def is_name(surface: str) -> bool:
    """Whether a surface can be a name: it has a capital, and not all of its words are common."""
    if surface.islower() or not any(map(str.isalpha, surface)):
        return False
    words = surface.split()
    if len(words) > LONGEST or len(surface) == 1:
        return False
    low = [word.casefold().strip(".,'’") for word in words]
    if any(word in ROOMS for word in low) and all(_in_room(word) for word in low):
        return False
    return not all(word in NO_NAMES or word in HONORIFICS for word in low)


def listed_acronym(text: str, start: int, end: int, label: str) -> tuple[Part, ...]:
    """A body whose acronym spells a small word, behind its article or in brackets: "the WHO"."""
    found = _ACRONYM.match(text, start, end)
    if found is None or key(found[1]) not in aliases()[ORGANIZATION_LABEL]:
        return ()
    if not text.endswith(("the ", "The ", "("), 0, found.start(1)):
        return ()
    return (Part(found.start(1) - start, found.end(1) - start, "", label),)


def _in_room(word: str) -> bool:
    """Whether a word can belong to "Suite 1025" or "37th Floor"."""
    return word in ROOMS or word[:1].isdigit() or len(word) == 1


def _person(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The person's own name in the span, and the role words before it."""
    words = [(w.start(), w.end(), w.group()) for w in _WORD.finditer(text, start, end)]
    first = count_roles([word.casefold().rstrip(".,") for _, _, word in words])
    if first == len(words):
        return start, start, ""
    role = text[words[0][0] : words[first - 1][1]] if first else ""
    last = first
    for number, (_, _, word) in enumerate(words[first:], first):
        if word[0].isupper() or (word[0] in "'’" and len(word) > 1) or word[0] == "-":
            last = number + 1
        elif key(word) not in PARTICLES:
            break
    # "Browns DL Sheldon Richardson": the name before the letters of a position is another one.
    for number in range(last - 2, first, -1):
        if _POSITION.match(words[number - 1][2]) and words[number][2].istitle():
            first = number
            break
    while last > first and (is_post_nominal(words[last - 1][2]) or words[last - 1][2] in _CAPTIONS):
        last -= 1
    if last == first or (last == first + 1 and key(words[first][2]) in SUFFIXES):
        return start, start, ""
    begin, finish = trimmed(text, words[first][0], words[last - 1][1])
    return begin, finish, role
