"""Where in a text a query's words are, the same for every index."""

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Several
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from pipeline.fields import TEXT_FIELDS
from pipeline.query.distance import distance
from pipeline.query.leaves import wildcard_parts
from pipeline.query.lowering import folded_pattern, fuzzy_distance
from pipeline.query.tree import And, Boost, Fuzzy, Node, Or, Phrase, Prefix, Wildcard, Word
from pipeline.terms.keys import keys
from pipeline.terms.words import (
    JOINED,
    LONGEST_REMEMBERED,
    REMEMBERED,
    Wanted,
    is_unspaced,
    tokens,
    wanted,
)

# A common word in a book matches thousands of times; only this many matches are considered.
MOST_MATCHES = 500
# Characters, about, that are looked at together: those without a match are passed over quickly.
_PORTION = 1 << 15
_PIECE = re.compile(r"\S+")
_BLANK = re.compile(r"\s")

Span = tuple[int, int]


class _Placed(NamedTuple):
    """A word of a phrase: its number among all words of the text, its place, its term.

    `next_end`: where the next word ends that follows without a gap; otherwise `end`.
    """

    at: int
    start: int
    end: int
    next_end: int
    term: str


class _Matching(dict[str, tuple[Span, ...]]):
    """What stands between blanks → where in it a query's words are, in texts of one language.

    Emptied when full: the same pieces come again and again, in all texts.

    Args:
        in_any_form: words that are looked for, as terms.
        exact: those that are looked for as they are written.
        pairs: of these, pairs of characters of a script without blanks.
        alike: tells of any other term whether it is looked for; None where none is.
        language: of the texts.
    """

    def __init__(
        self,
        in_any_form: set[str],
        exact: set[str],
        pairs: set[str],
        alike: Callable[[str], bool] | None,
        language: str | None,
    ) -> None:
        self._as_written = in_any_form | exact
        self._pairs = pairs
        self._alike = alike
        self._keys = keys(language)
        self._stems = set(map(self._keys.of_term, in_any_form))
        self._looked_for = set(map(self._keys.of_term, self._as_written))

    def in_portion(self, portion: str) -> dict[str, tuple[Span, ...]]:
        """The pieces of a portion of a text that have a match."""
        pieces = set(portion.split())
        likely = self._keys.likely(pieces, self._looked_for) if self._alike is None else pieces
        return {piece: spans for piece in likely if (spans := self[piece])}

    def __missing__(self, piece: str) -> tuple[Span, ...]:
        if len(piece) > LONGEST_REMEMBERED:
            return self._spans(piece)
        # Where words are inside of a piece is only asked of those with a match.
        is_match = any(map(self._is_wanted, JOINED[piece].split()))
        found = self._spans(piece) if is_match else ()
        if len(self) >= REMEMBERED:
            self.clear()
        self[piece] = found
        return found

    def _spans(self, piece: str) -> tuple[Span, ...]:
        return tuple(
            (one.start, _end(one, one.term) if one.term in self._pairs else one.end)
            for one in _all_placed(piece)
            if self._is_wanted(one.term)
        )

    def _is_wanted(self, term: str) -> bool:
        return (
            term in self._as_written
            or self._keys.of_term(term) in self._stems
            or (self._alike is not None and self._alike(term))
        )


class Matcher:
    """Finds in texts what a query looks for in title and text."""

    def __init__(self, query: Node) -> None:
        self._words: set[str] = set()  # in any form
        self._exact: set[str] = set()
        self._patterns: list[re.Pattern[str]] = []
        self._near: list[tuple[str, int]] = []
        self._sequences: list[tuple[Wanted, int]] = []
        self._pairs: set[str] = set()  # of characters of a script without blanks
        self._add(query)
        self._in_sequences = {term for found, _ in self._sequences for term in found.terms}
        self._beginnings = tuple(found.terms[-1] for found, _ in self._sequences if found.is_open)
        self._looks_for_words = bool(self._words or self._exact or self._patterns or self._near)
        self._matching_in = lru_cache(64)(self._matching)

    @property
    def looks_for_nothing(self) -> bool:
        """Whether no text has a match."""
        return not (self._looks_for_words or self._sequences)

    def spans(self, text: str, language: str | None) -> list[Span]:
        """The places of matches in the text, in order and apart from one another."""
        if self.looks_for_nothing:
            return []
        found: list[Span] = []
        if self._looks_for_words:
            found += islice(self._of_words(text, language), MOST_MATCHES)
        if self._sequences:
            here = self._words_of_sequences(text)
            for sequence, slop in self._sequences:
                places = _near_places(here, sequence, slop) if slop else _places(here, sequence)
                found += islice(places, MOST_MATCHES)
        return _apart(sorted(found)[:MOST_MATCHES])

    def _add(self, node: Node) -> None:
        match node:
            case And(parts) | Or(parts):
                for part in parts:
                    self._add(part)
            case Boost(part):
                self._add(part)
            case Word(_, field) | Phrase(_, field) | Prefix(_, field) if _is_text(field):
                begins = isinstance(node, Prefix)
                slop = node.slop if isinstance(node, Phrase) else 0
                self._add_terms(wanted(node.text, begins), isinstance(node, Word), slop)
            case Wildcard(pattern, field) if _is_text(field):
                self._patterns.append(_expression(folded_pattern(pattern)))
            case Fuzzy(text, field) if _is_text(field):
                found = wanted(text)
                if len(found.terms) == 1:
                    self._near.append((found.terms[0], fuzzy_distance(node, found.terms[0])))
                else:
                    self._add_terms(found, False, 0)

    def _add_terms(self, found: Wanted, any_form: bool, slop: int) -> None:
        if len(found.terms) > 1:
            self._sequences.append((found, 0 if found.is_open else slop))
        elif found.is_open and found.terms[0]:
            self._patterns.append(re.compile(re.escape(found.terms[0]) + ".*", re.DOTALL))
        elif found.terms:
            if is_unspaced(found.terms[0][0]):
                self._pairs.add(found.terms[0])
            (self._words if any_form else self._exact).add(found.terms[0])

    def _of_words(self, text: str, language: str | None) -> Iterator[Span]:
        """The places of single words, in order."""
        matching = self._matching_in(language)
        for start, portion in _portions(text):
            found = matching.in_portion(portion)
            places = [
                (start + at, spans) for piece, spans in found.items() for at in _at(portion, piece)
            ]
            for at, spans in sorted(places):
                yield from ((at + low, at + high) for low, high in spans)

    def _matching(self, language: str | None) -> _Matching:
        alike = lru_cache(4_096)(self._is_like_or_near) if self._patterns or self._near else None
        return _Matching(self._words, self._exact, self._pairs, alike, language)

    def _is_like_or_near(self, term: str) -> bool:
        return any(pattern.fullmatch(term) for pattern in self._patterns) or any(
            distance(term, near, most) <= most for near, most in self._near
        )

    def _words_of_sequences(self, text: str) -> list[_Placed]:
        """The words of a text that are in one of the phrases."""
        here: list[_Placed] = []
        count = 0
        for piece in _PIECE.finditer(text):
            if len(piece[0]) <= LONGEST_REMEMBERED:
                found = JOINED[piece[0]].split()
                if not any(map(self._is_in_sequence, found)):
                    count += len(found)
                    continue
            place = piece.start()
            words = _all_placed(piece[0])
            here += (
                _Placed(count + at, place + start, place + end, place + next_end, term)
                for at, start, end, next_end, term in words
                if self._is_in_sequence(term)
            )
            count += len(words)
        return here

    def _is_in_sequence(self, term: str) -> bool:
        return term in self._in_sequences or term.startswith(self._beginnings)


def _is_text(field: str | None) -> bool:
    return field is None or field in TEXT_FIELDS


def _expression(pattern: str) -> re.Pattern[str]:
    wild = {"*": ".*", "?": "."}
    parts = wildcard_parts(pattern)
    return re.compile("".join(wild[p] if w else re.escape(p) for p, w in parts), re.DOTALL)


def _portions(text: str) -> Iterator[tuple[int, str]]:
    """A text in portions that end at blanks, each with the place where it begins."""
    start = 0
    while start < len(text):
        blank = _BLANK.search(text, start + _PORTION)
        end = blank.start() if blank else len(text)
        yield start, text[start:end]
        start = end


def _at(portion: str, piece: str) -> Iterator[int]:
    """Where in a portion a piece stands between blanks."""
    at = portion.find(piece)
    while at >= 0:
        end = at + len(piece)
        if (at == 0 or portion[at - 1].isspace()) and (
            end == len(portion) or portion[end].isspace()
        ):
            yield at
        at = portion.find(piece, end)


def _all_placed(piece: str) -> list[_Placed]:
    found = list(tokens(piece))
    ends = [two.end if two.start == one.end else one.end for one, two in pairwise(found)]
    ends += [one.end for one in found[-1:]]
    return [
        _Placed(at, start, end, next_end, term)
        for at, ((start, end, term), next_end) in enumerate(zip(found, ends, strict=True))
    ]


def _places(here: Several[_Placed], sequence: Wanted) -> Iterator[Span]:
    """Each place of a phrase, as a whole."""
    terms = sequence.terms
    last = len(terms) - 1
    whole = terms[:last] if sequence.is_open else terms
    for first in range(len(here) - last):
        end = here[first + last]
        if (
            end.at == here[first].at + last
            and all(here[first + k].term == term for k, term in enumerate(whole))
            and end.term.startswith(terms[last])
        ):
            yield here[first].start, _end(end, terms[last])


def _near_places(here: Several[_Placed], sequence: Wanted, slop: int) -> Iterator[Span]:
    """Each word of a phrase where all of them are near enough."""
    terms = sequence.terms
    # A shift is a word's place less its place in the phrase: all have to lie within `slop`.
    shifts = sorted(
        (one.at - k, k, one.start, one.end)
        for one in here
        for k, term in enumerate(terms)
        if one.term == term
    )
    first = 0
    for last, (shift, *_) in enumerate(shifts):
        while shift - shifts[first][0] > slop:
            first += 1
        near = shifts[first : last + 1]
        if len({k for _, k, _, _ in near}) == len(terms):
            yield from ((start, end) for *_, start, end in near)


def _end(word: _Placed, term: str) -> int:
    """Where a match ends whose last term this is; a pair ends with its second character."""
    is_pair = is_unspaced(term[0]) and len(term) > word.end - word.start
    return word.next_end if is_pair else word.end


def _apart(spans: Several[Span]) -> list[Span]:
    """Spans without those that begin within an earlier one."""
    found: list[Span] = []
    for span in spans:
        if found and span[0] < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], span[1]))
        else:
            found.append(span)
    return found
