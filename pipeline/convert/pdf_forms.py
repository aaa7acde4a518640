"""Forms of a PDF that draw one another so often that no reader comes to their end.

A form is a piece of a page that may be drawn in many places, and may draw others: ISO 32000-1,
8.10. PDFium reads it again each time that it is drawn, and nothing stops it before it is done.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from pipeline.pdf_objects import LONGEST_OBJECT, PdfObjects

# What one page may draw by its forms: PDFium took .3 s and 150 MB for 65,000 of them, and 3 s and
# 560 MB for 100 MB of small lines.
MOST_DRAWN = 100_000  # forms
MOST_BYTES = 100_000_000  # of their unpacked contents
DEEPEST = 40  # forms in one another, as PDFium reads them
_MOST_UNPACKED = 200_000_000  # bytes of contents that are looked at
_ROUNDS = 10


def _name(name: str) -> str:
    """A pattern of a name, each letter of which may be written by its number (7.3.5)."""
    return "/" + "".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name)


_SPACE = r"(?:[\0\t\n\f\r ]|%[^\r\n]{0,200}+)"
# A value that is an object of its own may be the name.
_FORM = re.compile(rf"({_name('Subtype')}){_SPACE}*+(?:{_name('Form')}\b|\d)".encode())
_XOBJECT = re.compile(
    rf"{_name('XObject')}{_SPACE}*+(?:<<([^<>]{{0,{LONGEST_OBJECT}}}+)|(\d{{1,10}})\s)".encode()
)
_RESOURCES = re.compile(rf"{_name('Resources')}{_SPACE}*+(\d{{1,10}})\s".encode())
_NAMED = re.compile(
    rf"/([^\0\t\n\f\r ()<>\[\]{{}}/%]++){_SPACE}++(\d{{1,10}})\s+\d+\s+R\b".encode()
)
_DRAW = re.compile(rf"/([^\0\t\n\f\r ()<>\[\]{{}}/%]++){_SPACE}++Do\b".encode())
_DRAWING = b"Do"
_OTHER_STREAM = re.compile(rb"/(?:Image|ObjStm|XRef|Length1|FontFile|Type1C|CIDFontType0C|XML)\b")
_NUMBER_OF_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")


class _Cost(NamedTuple):
    """What is drawn when a form is drawn, itself included."""

    forms: int
    size: int  # bytes

    @property
    def is_heavy(self) -> bool:
        return self.forms > MOST_DRAWN or self.size > MOST_BYTES


class _Content(NamedTuple):
    size: int  # bytes
    # How often it draws which other forms, by their numbers: where a name means several, each set
    # has those that it may mean.
    draws: Mapping[frozenset[int], int]

    def cost(self, costs: Mapping[int, _Cost], itself: int = 0) -> _Cost:
        """What it draws, where forms cost so much, and `itself` counts as so many forms."""
        forms, size = itself, self.size * itself
        for drawn, count in self.draws.items():
            dearest = [costs[number] for number in drawn if number in costs]
            forms += count * max((cost.forms for cost in dearest), default=0)
            size += count * max((cost.size for cost in dearest), default=0)
        return _Cost(min(forms, 2 * MOST_DRAWN), min(size, 2 * MOST_BYTES))


def without_endless_forms(raw: bytes) -> tuple[bytes, int]:
    """The file without the forms that draw too much, and how many they were.

    They are taken out by a change of the word that says what they are, so that nothing else moves.
    Contents that are encrypted or packed otherwise than by Flate are not looked at; words in a
    string that look like a draw count as one. Takes time linear in the size of the file.
    """
    if not _FORM.search(raw):
        return raw, 0
    file = PdfObjects(raw)
    endless = _Drawing(file).endless()
    if not endless:
        return raw, 0
    changed = bytearray(raw)
    for number in endless:
        at = file.places[number]
        if word := _FORM.search(raw, at, at + LONGEST_OBJECT):
            changed[word.start(1) + 1 : word.end(1)] = b"-" * (word.end(1) - word.start(1) - 1)
    return bytes(changed), len(endless)


class _Drawing:
    """Which form draws which, and which of them the pages draw."""

    def __init__(self, file: PdfObjects) -> None:
        self._file = file
        self._left = _MOST_UNPACKED
        self._bodies: dict[int, bytes] = {}  # of what holds names of forms
        self._form_bodies: dict[int, bytes] = {}
        others: list[int] = []
        for number, body in file.bodies():
            is_stream = number in file.places and file.stream(file.places[number]) is not None
            if is_stream and _FORM.search(body):
                self._form_bodies[number] = body
            elif is_stream and not _OTHER_STREAM.search(body):
                others.append(number)
            if _NAMED.search(body) or _XOBJECT.search(body):
                self._bodies[number] = body
        self._forms = {n: content for n in self._form_bodies if (content := self._content(n))}
        self._pages = [content for number in others if (content := self._content(number))]

    def endless(self) -> set[int]:
        """The numbers of forms without which no page draws too much."""
        found: set[int] = set()
        for _ in range(_ROUNDS):
            left = {number: form for number, form in self._forms.items() if number not in found}
            costs, first = _costs(left)
            if not first:
                break
            found |= _lowest(first, {n for n, cost in costs.items() if cost.is_heavy}, left)
        else:
            return set(self._forms)
        for page in self._pages:
            if page.cost(costs).is_heavy:
                found.update(*page.draws)
        return found

    def _content(self, number: int) -> _Content | None:
        """What a content stream draws; None for one that cannot be read here."""
        stream = self._file.stream(self._file.places[number])
        if stream is None or self._left <= 0:
            return None
        try:
            data = self._file.unpacked(stream, self._left)
        except ValueError:
            return None
        self._left -= len(data)
        draws: Counter[frozenset[int]] = Counter()
        if drawn := Counter(_DRAW.findall(data)) if _DRAWING in data else None:
            form = self._form_bodies.get(number)
            names = {} if form is None else self._own_names(form)
            for name, count in drawn.items():
                word = _plain(name)
                meant = {names[word]} if word in names else self._anywhere.get(word, set())
                if forms := frozenset(form for form in meant if form in self._form_bodies):
                    draws[forms] += count
        return _Content(len(data), draws)

    @cached_property
    def _anywhere(self) -> dict[bytes, set[int]]:
        """Numbers by the names of all pages, for what has none of its own."""
        found: dict[bytes, set[int]] = {}
        for number, body in self._bodies.items():
            for name, drawn in self._names(body).items() if number not in self._form_bodies else ():
                found.setdefault(name, set()).add(drawn)
        return found

    def _own_names(self, form: bytes) -> dict[bytes, int]:
        """Numbers by the names that a form gives them itself."""
        if told := _RESOURCES.search(form):
            form = self._bodies.get(int(told[1]), b"")
        return self._names(form)

    def _names(self, resources: bytes) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        for held in _XOBJECT.finditer(resources):
            body = held[1] if held[2] is None else self._bodies.get(int(held[2]), b"")
            found.update((_plain(name), int(number)) for name, number in _NAMED.findall(body))
        return found


def _costs(forms: Mapping[int, _Content]) -> tuple[dict[int, _Cost], set[int]]:
    """What each form draws, and those that were the first to draw too much, going deeper."""
    costs = {number: _Cost(1, form.size) for number, form in forms.items()}
    first: set[int] = set()
    for _ in range(DEEPEST):
        before = costs
        costs = {number: form.cost(before, itself=1) for number, form in forms.items()}
        first = first or {n for n, cost in costs.items() if cost.is_heavy}
        if costs == before:
            break
    return costs, first


def _lowest(first: set[int], heavy: set[int], forms: Mapping[int, _Content]) -> set[int]:
    """Of those that draw too much the ones that do so by themselves, else the first."""
    return {n for n in heavy if all(heavy.isdisjoint(drawn) for drawn in forms[n].draws)} or first


def _plain(name: bytes) -> bytes:
    return _NUMBER_OF_LETTER.sub(lambda found: bytes([int(found[1], 16)]), name)
