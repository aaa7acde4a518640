"""Mentions that the model passed over: names it found elsewhere, well-known ones, and "Mr …"."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.extract.evidence import ORGANIZATION_LABEL, PERSON, PLACE_LABEL
from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import PLACE
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.words import HONORIFICS, NO_NAMES, OFFICES
from pipeline.records import Mention

# A word with a capital; "U.S." and "AT&T" are one, "Blair's" ends before its possessive.
_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ](?:\.(?:[A-Z]\.)+|(?:[\w&]|[’'-](?!s\b)(?=\w))*)")
_NEXT_CAPITAL = re.compile(r"[ -]['’]?[A-ZÀ-ÖØ-Þ]")
_LONGEST = 5  # words of a well-known name
# Beside these a name in lower case is part of an address.
_ADDRESS = frozenset("@/._-#")


class Word(NamedTuple):
    """A capitalised word that no mention covers."""

    start: int
    end: int
    text: str
    free: bool  # no capitalised word stands right before it


def scan(
    text: str,
    covered: Sequence[tuple[int, int]],
    surfaces: Mapping[str, str],
    known: Packaged,
    lower_words: Collection[str],
) -> list[Found]:
    """Mentions outside of `covered` (sorted offsets).

    `surfaces`: names of this document with their labels; `lower_words`: the text's words in lower
    case. A name inside of a longer run of capitalised words is left alone: it is somebody else.
    """
    by_first: dict[str, list[str]] = {}
    for surface in surfaces:
        by_first.setdefault(surface.split(maxsplit=1)[0].casefold(), []).append(surface)
    for same in by_first.values():
        same.sort(key=len, reverse=True)
    found: list[Found] = []
    done = 0
    previous = Word(0, 0, "", True)
    for word in _words(text, covered):
        title = previous.text.casefold().rstrip(".")
        titled = previous.end and word.start - previous.end <= 2 and title in HONORIFICS
        previous = word
        if word.start < done or not (word.free or titled):
            continue
        if made := _at(text, word, by_first, surfaces, known):
            found.append(made)
            done = made.end
        elif titled and word.text[1:2].islower():
            found.append(Found(word.start, word.end, PERSON, title.capitalize()))
            done = word.end
    found.extend(_in_lower_case(text, known.lower.intersection(lower_words)))
    return [made for made in found if not overlaps(made, covered)]


def overlaps(made: Found | Mention, covered: Sequence[tuple[int, int]]) -> bool:
    """Whether a mention shares characters with any of these spans (sorted, none in another)."""
    after = bisect_left(covered, (made.end, 0))
    return after > 0 and covered[after - 1][1] > made.start


def _words(text: str, covered: Sequence[tuple[int, int]]) -> Iterator[Word]:
    spans = iter(covered)
    begin, end = next(spans, (len(text), len(text)))
    last_end, last_text = -2, ""
    for match in _CAPITAL.finditer(text):
        start = match.start()
        while end <= start:
            begin, end = next(spans, (len(text), len(text)))
        inside = begin < match.end() and start < end
        found = match.group()
        if not inside:
            adjacent = 0 < start - last_end <= 1 and text[last_end:start] in (" ", "-")
            low = last_text.casefold()
            free = not adjacent or low in NO_NAMES or low in OFFICES
            yield Word(start, match.end(), found, free)
        last_end, last_text = match.end(), found


def _at(
    text: str,
    word: Word,
    by_first: Mapping[str, Sequence[str]],
    surfaces: Mapping[str, str],
    known: Packaged,
) -> Found | None:
    for surface in by_first.get(word.text.casefold(), ()):
        end = word.start + len(surface)
        there = text[word.start : end]
        if there != surface and there != surface.upper():
            continue
        if not text[end : end + 1].isalnum() and not _NEXT_CAPITAL.match(text, end):
            return Found(word.start, end, surfaces[surface])
    return _well_known(text, word, known)


def _well_known(text: str, word: Word, known: Packaged) -> Found | None:
    first = key(word.text)
    if first in known.sure and not _NEXT_CAPITAL.match(text, word.end):
        return _of_kind(word.start, word.end, first, known)
    if first in known.beginnings:
        words = text[word.start : word.start + 60].split(maxsplit=_LONGEST)[:_LONGEST]
        for count in range(len(words), 1, -1):
            surface = " ".join(words[:count]).rstrip(".,;:!?)\"'”’")
            name = key(surface)
            end = word.start + len(surface)
            if name in known.sure and text.startswith(surface, word.start):
                if surface.endswith(("'s", "’s")):
                    end -= 2
                if words[count - 1][0].isupper() and not _NEXT_CAPITAL.match(text, end):
                    return _of_kind(word.start, end, name, known)
    return None


def _of_kind(start: int, end: int, name: str, known: Packaged) -> Found:
    return Found(start, end, PLACE_LABEL if known.kinds[name] & PLACE else ORGANIZATION_LABEL)


def _in_lower_case(text: str, names: Collection[str]) -> Iterator[Found]:
    for name in names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 2]
            if not (_ADDRESS.intersection(around[:2]) and not around[1:].startswith(". ")):
                yield Found(match.start(), match.end(), PLACE_LABEL)
