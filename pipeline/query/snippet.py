"""Snippets: the part of a text with the words that a query looks for, the same for every index."""

import re
from collections.abc import Iterator
from collections.abc import Sequence as Several
from functools import lru_cache
from itertools import islice

from pipeline.fields import TEXT_FIELDS
from pipeline.index import AFTER_MATCH, BEFORE_MATCH, SNIPPET_LENGTH
from pipeline.query.leaves import wildcard_parts
from pipeline.query.lowering import folded_pattern, fuzzy_distance
from pipeline.query.tree import And, Boost, Fuzzy, Node, Or, Phrase, Prefix, Wildcard, Word
from pipeline.terms.stems import stem
from pipeline.terms.words import Token, Wanted, is_unspaced, tokens, wanted

# Characters before the first match.
_LEAD = 60
# A common word in a book matches thousands of times; only this many matches are considered.
_MATCHES = 500
# Characters of a text in which matches are looked for.
_LOOKED_AT = 1_000_000

Span = tuple[int, int]


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
        self._is_found = lru_cache(4_096)(self._is_wanted)
        self._looks_for_words = bool(self._words or self._exact or self._patterns or self._near)

    @property
    def looks_for_nothing(self) -> bool:
        """Whether no text has a match."""
        return not (self._looks_for_words or self._sequences)

    def spans(self, text: str, language: str | None) -> list[Span]:
        """The places of matches in the text, in order and apart from one another."""
        if self.looks_for_nothing:
            return []
        found = tokens(text[:_LOOKED_AT])
        if not self._sequences and not self._pairs:
            single = (t[:2] for t in found if self._is_found(t.term, language))
            return _apart(islice(single, _MATCHES))
        here = list(found)
        spans = [
            (token.start, _end(here, at, token.term) if token.term in self._pairs else token.end)
            for at, token in enumerate(here)
            if self._looks_for_words and self._is_found(token.term, language)
        ]
        for sequence, slop in self._sequences:
            spans += islice(_sequence_spans(here, sequence, slop), _MATCHES)
        return _apart(sorted(spans)[:_MATCHES])

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

    def _is_wanted(self, term: str, language: str | None) -> bool:
        if term in self._exact or term in self._words:
            return True
        own = stem(term, language)
        if own and any(stem(word, language) == own for word in self._words):
            return True
        return any(pattern.fullmatch(term) for pattern in self._patterns) or any(
            distance(term, near, most) <= most for near, most in self._near
        )


def snippet(title: str, text: str, language: str | None, found: Matcher) -> str:
    """About 200 characters on one line, matches between « and ».

    It is from the text, or from the title when only that has a match; else the text's beginning.
    """
    for whole in (text, title):
        if whole and (spans := found.spans(whole, language)):
            return _marked(whole, spans)
    return _line(_beginning(text or title))


def distance(one: str, two: str, most: int) -> int:
    """The number of characters in which two words differ, two exchanged ones counting once.

    The optimal string alignment distance; above `most` it is `most + 1`.
    """
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, character in enumerate(one, start=1):
        last, before_last, row = row, before, [at]
        for place, other in enumerate(two, start=1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (character != other))
            if place > 1 and at > 1 and character == two[place - 2] and other == one[at - 2]:
                cost = min(cost, before_last[place - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _is_text(field: str | None) -> bool:
    return field is None or field in TEXT_FIELDS


def _expression(pattern: str) -> re.Pattern[str]:
    wild = {"*": ".*", "?": "."}
    parts = wildcard_parts(pattern)
    return re.compile("".join(wild[p] if w else re.escape(p) for p, w in parts), re.DOTALL)


def _sequence_spans(here: Several[Token], sequence: Wanted, slop: int) -> Iterator[Span]:
    """Each place of a phrase as a whole; with slop, each word of it where all are near enough."""
    terms = sequence.terms
    last = len(terms) - 1
    if not slop:
        whole = terms[:last] if sequence.is_open else terms
        for at in range(len(here) - last):
            if all(here[at + k].term == term for k, term in enumerate(whole)) and here[
                at + last
            ].term.startswith(terms[last]):
                yield here[at].start, _end(here, at + last, terms[last])
        return
    # A shift is a word's place less its place in the phrase: all have to lie within `slop`.
    shifts = sorted(
        (at - k, k, at)
        for at, token in enumerate(here)
        for k, term in enumerate(terms)
        if token.term == term
    )
    first = 0
    for end, (shift, _, _) in enumerate(shifts):
        while shift - shifts[first][0] > slop:
            first += 1
        near = shifts[first : end + 1]
        if len({k for _, k, _ in near}) == len(terms):
            yield from (here[at][:2] for _, _, at in near)


def _end(here: Several[Token], at: int, term: str) -> int:
    """Where a match ends whose last term stands at `at`; a pair ends with its second character."""
    token = here[at]
    second = at + 1 < len(here) and here[at + 1].start == token.end and is_unspaced(term[0])
    return here[at + 1].end if second and len(term) > token.end - token.start else token.end


def _apart(spans: Iterator[Span] | list[Span]) -> list[Span]:
    """Spans without those that begin within an earlier one."""
    found: list[Span] = []
    for span in spans:
        if found and span[0] < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], span[1]))
        else:
            found.append(span)
    return found


def _marked(whole: str, spans: list[Span]) -> str:
    first = max(range(len(spans)), key=lambda at: (_distinct(whole, spans, at), -at))
    start = max(0, spans[first][0] - _LEAD)
    if start:
        blank = whole.find(" ", start, spans[first][0])
        start = blank + 1 if blank >= 0 else spans[first][0]
    end = start + len(_beginning(whole[start : start + SNIPPET_LENGTH + 1]))
    parts, at = [], start
    for low, high in spans:
        if low >= start and low < max(end, spans[first][1]):
            parts += [whole[at:low], BEFORE_MATCH, whole[low:high], AFTER_MATCH]
            at = high
    return _line("".join([*parts, whole[at:end]]))


def _distinct(whole: str, spans: list[Span], at: int) -> int:
    """How many different words a snippet would show that begins with match `at`."""
    limit = spans[at][0] + SNIPPET_LENGTH - _LEAD
    shown = set()
    for low, high in spans[at:]:
        if high > limit:
            break
        shown.add(whole[low:high].lower())
    return len(shown)


def _beginning(text: str) -> str:
    """The first characters, cut at a blank if there is one."""
    if len(text) <= SNIPPET_LENGTH:
        return text
    head = text[:SNIPPET_LENGTH]
    return head.rsplit(None, 1)[0] if any(c.isspace() for c in head.strip()) else head


def _line(text: str) -> str:
    return " ".join(text.split())
