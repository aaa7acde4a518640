"""Finds mentions that the model missed: names it found elsewhere, well-known ones, and "Mr …".

Names are looked up in the set of the text's words first, and searched in the text only if they are
there. That is ten times as fast as a pass over all capitalised words.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import PLACE
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import EDGES, key
from pipeline.extract.labels import ORGANIZATION_LABEL, PERSON, PLACE_LABEL
from pipeline.extract.roles import HONOURABLE, TITLES, is_titled_person
from pipeline.extract.words import (
    ADDRESSED,
    COURTESY,
    HONORIFICS,
    NO_NAMES,
    SHORTENED,
    STARTERS,
)
from pipeline.records import Mention

_CAPITAL_AFTER = re.compile(r"[ -]['’]?[A-ZÀ-ÖØ-Þ]")
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w(?<!['’]s)"
_NAME_AFTER_TITLE = rf"\s((?:[A-Z]\.\s?){{0,3}}({_CAPITALISED}))"
_INITIAL = re.compile(rf" [A-Z]\. {_CAPITALISED}")
_NAME_GOES_ON = re.compile(rf" (?:[A-Z]\. )?({_CAPITALISED})")
_JUSTICE = re.compile(r"\bJUSTICE\s([A-Z][A-Z'’-]{2,})(?=,?\s[a-z]|,\s(?:THE\s|CHIEF\s)?JUSTICE)")
# "Webb, J., dissents"; the writer's name above an opinion: "FRYE, Justice."
_JUDGE = re.compile(
    r"\b([A-Z][A-Za-z'’-]{2,}),\s(?=(?:C\.\s)?J\.(?:,|\s\())"
    r"|^([A-Z]{3,}),\s(?=Justice\.$)",
    re.MULTILINE,
)
_LONGEST = 5  # words of a well-known name
_LONGEST_WORD = 60  # characters of one of those
# Next to these a name in lower case is part of an address.
_ADDRESS = frozenset("@/_-#")
_TAKEN = b"\x01"

Offsets = tuple[int, int]

_SHORT = 3  # letters: "US" and "LA" are names everywhere, "Us" and "La" are not


def words(text: str) -> Set[str]:
    """The blank-separated words of a text without punctuation and possessives."""
    found = set(text.split())
    marked = [word for word in found if not word.isalpha()]  # a few of them
    found.difference_update(marked)
    found.update(*map(_words_of, marked))
    return found


def _words_of(chunk: str) -> tuple[str, ...]:
    return _remembered(chunk) if len(chunk) <= _LONGEST_WORD else _remembered.__wrapped__(chunk)


@lru_cache(maxsize=1 << 13)
def _remembered(chunk: str) -> tuple[str, ...]:
    word = chunk.strip(EDGES)
    made = [word]
    if word.endswith(("'s", "’s")):
        made.append(word[:-2])
    if "-" in word:
        made.append(word.partition("-")[0])
    return tuple(made)


def capitalised(words_: Set[str]) -> list[str]:
    """Those of a text's `words` that begin with a capital."""
    # Comparing spares a slice for most words.
    return [word for word in words_ if not "a" <= word < "{" and word[:1].isupper()]


def scan(
    text: str,
    covered: Sequence[Offsets],
    surfaces: Mapping[str, str],
    known: Packaged,
    of_text: Collection[str],
    capitals: Collection[str],
) -> list[Found]:
    """Mentions outside `covered` (sorted offsets) that do not overlap.

    `surfaces`: names of this document with their labels; `of_text`, `capitals`: its `words` and
    those with a capital. A name inside a longer run of capitalised words is not a mention, but part
    of another name.
    """
    taken = bytearray(len(text))  # by character
    for start, end in covered:
        taken[start:end] = _TAKEN * (end - start)
    begun = {start for start, _ in covered}
    found: list[Found] = []
    candidates = (
        *_again(text, surfaces, set(capitals), begun),
        *_titled(text, HONORIFICS.intersection(map(str.casefold, capitals))),
        *_honourable(text, capitals),
        *_justices(text, capitals),
        *_with_initial(text, known),
        *_well_known(text, capitals, known, begun),
        *_in_lower_case(text, known.lower.intersection(of_text)),
    )
    for made in candidates:
        if taken.find(_TAKEN, made.start, made.end) == -1:
            taken[made.start : made.end] = _TAKEN * (made.end - made.start)
            found.append(made)
    return found


def overlaps(made: Found | Mention, covered: Sequence[Offsets]) -> bool:
    """Whether a mention overlaps any of these spans (sorted, without overlaps)."""
    after = bisect_left(covered, (made.end, 0))
    return after > 0 and covered[after - 1][1] > made.start


def _again(
    text: str, surfaces: Mapping[str, str], capitals: Collection[str], begun: Collection[int]
) -> Iterator[Found]:
    for surface in sorted(surfaces, key=len, reverse=True):
        # Most names are in the text once, which is a mention already.
        first = text.find(surface)
        if first not in begun or text.find(surface, first + len(surface)) != -1:
            for start in _places(text, surface, begun):
                yield Found(start, start + len(surface), surfaces[surface])
        loud = surface.upper()
        if loud != surface and loud.partition(" ")[0] in capitals:
            for start in _places(text, loud, begun):
                yield Found(start, start + len(loud), surfaces[surface])


def _places(text: str, surface: str, begun: Collection[int]) -> Iterator[int]:
    """Where a surface occurs without a mention and without a capitalised word next to it."""
    start = text.find(surface)
    while start != -1:
        end = start + len(surface)
        if (
            start not in begun
            and not (end < len(text) and text[end].isalnum())
            and not (start and text[start - 1].isalnum())
            and not _CAPITAL_AFTER.match(text, end)
            and not _follows_capital(text, start)
        ):
            yield start
        start = text.find(surface, end)


def _follows_capital(text: str, start: int) -> bool:
    """Whether a capitalised word that can be part of a name is directly before an offset."""
    if start < 2 or text[start - 1] not in " -":
        return False
    before = text[max(0, start - 24) : start - 1]
    word = before[before.rfind(" ") + 1 :].lstrip("\"'“‘(")
    if not word or not word[0].isupper() or not word[-1].isalnum():
        return False
    low = word.casefold()
    return low not in NO_NAMES and low not in TITLES and low not in STARTERS


def _titled(text: str, titles: Collection[str]) -> Iterator[Found]:
    """Names directly after a title, without forms of address ("Mr. President")."""
    for title in sorted(titles):
        for match in _behind(title).finditer(text):
            name = match[3].casefold()
            if name == "justice" and (judge := _NAME_GOES_ON.match(text, match.end(2))):
                if judge[1].casefold() not in NO_NAMES:  # "Ms Justice Hallworth"
                    role = text[match.start(1) : match.end(2)]
                    yield Found(judge.start(1), judge.end(1), PERSON, role)
                continue
            if name in ADDRESSED or name in TITLES or name in NO_NAMES:
                continue
            end = _end_of_name(text, match.end(2))
            if is_titled_person(text[match.start(1) : end]) or title not in COURTESY:
                yield Found(match.start(2), end, PERSON, match[1])


def _honourable(text: str, capitals: Collection[str]) -> Iterator[Found]:
    """Members in capitals after their title: "Hon JOHN TOLLIVER"."""
    if "Hon" in capitals:
        for match in HONOURABLE.finditer(text):
            yield Found(*match.span("name"), PERSON, "Hon")


def _justices(text: str, capitals: Collection[str]) -> Iterator[Found]:
    """Judges in capitals in an opinion: "JUSTICE TOLLIVER delivered", "JUSTICE TOLLIVER, and"."""
    if "JUSTICE" in capitals:
        for match in _JUSTICE.finditer(text):
            yield Found(match.start(1), match.end(1), PERSON, "JUSTICE")
    if ", J." in text or "Justice." in text:
        for match in _JUDGE.finditer(text):
            start, end = match.span(match.lastindex or 0)
            yield Found(start, end, PERSON, "Justice")


@cache
def _behind(title: str) -> re.Pattern[str]:
    """The pattern of a title and a name. It begins with a letter, so that the search is fast."""
    rest = f"(?:{title[1:]}|{title[1:].upper()})"
    stop = r"\." if title in SHORTENED else r"\.?"
    before = rf"(?<!\w[{title[0].upper()}]{rest})"
    return re.compile(rf"({title[0].upper()}{rest}){before}{stop}{_NAME_AFTER_TITLE}")


def _with_initial(text: str, known: Packaged) -> Iterator[Found]:
    """ "Tobias M. Fenner": a given name, an initial and a capitalised word."""
    for match in _INITIAL.finditer(text):
        start = text.rfind(" ", max(0, match.start() - 20), match.start()) + 1
        start = max(start, text.rfind("\n", start, match.start()) + 1)
        first = text[start : match.start()].lstrip("\"'“‘(")
        if first.casefold() in known.given and first.istitle():
            end = match.end()
            if not _CAPITAL_AFTER.match(text, end) and not _follows_capital(text, start):
                yield Found(match.start() - len(first), end, PERSON)


def _end_of_name(text: str, end: int) -> int:
    """The end of a name whose first word ends at an offset; two more words may belong to it."""
    for _ in range(2):
        more = _NAME_GOES_ON.match(text, end)
        if more is None:
            break
        last = more[1].casefold()
        if last in NO_NAMES or last in STARTERS or last in TITLES:
            break
        end = more.end()
    return end


def _well_known(
    text: str, capitals: Collection[str], known: Packaged, begun: Collection[int]
) -> Iterator[Found]:
    met = [
        (word, first)
        for word in capitals
        if len(word) <= _LONGEST_WORD
        and ((first := key(word)) in known.beginnings or first in known.sure)
    ]
    # Sorted, because the order of a set differs between processes; "Opec" is before "Opec's".
    for word, first in sorted(met):
        if first in known.beginnings:
            for start in _starts(text, word, begun):
                if made := _longest(text, start, known):
                    yield made
        if first in known.sure and (len(first) > _SHORT or word.isupper()):
            for start in _places(text, word, begun):
                yield _of_kind(start, start + len(word), first, known)


def _starts(text: str, word: str, begun: Collection[int]) -> Iterator[int]:
    start = text.find(word)
    while start != -1:
        alone = start not in begun and not (start and text[start - 1].isalnum())
        if alone and not _follows_capital(text, start):
            yield start
        start = text.find(word, start + len(word))


def _longest(text: str, start: int, known: Packaged) -> Found | None:
    """The longest well-known name of several words that begins at an offset."""
    parts = text[start : start + 60].split(" ", _LONGEST)[:_LONGEST]
    for count in range(len(parts), 1, -1):
        surface = " ".join(parts[:count]).rstrip(EDGES)
        surface = surface[:-2] if surface.endswith(("'s", "’s")) else surface
        name, end = key(surface), start + len(surface)
        if name in known.sure and not _CAPITAL_AFTER.match(text, end):
            return _of_kind(start, end, name, known)
    return None


def _of_kind(start: int, end: int, name: str, known: Packaged) -> Found:
    return Found(start, end, PLACE_LABEL if known.kinds[name] & PLACE else ORGANIZATION_LABEL)


def _in_lower_case(text: str, names: Collection[str]) -> Iterator[Found]:
    for name in sorted(names):
        for match in re.finditer(rf"(?<![\w.]){re.escape(name)}(?!\w|\.\w)", text):
            beside = {text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]}
            if not _ADDRESS & beside:
                yield Found(match.start(), match.end(), PLACE_LABEL)
