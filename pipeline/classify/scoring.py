"""Scores of labels by the seed words that a text holds."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.classify.taxonomy import Taxonomy

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
TITLE_WEIGHT = 3  # a word of the title counts as often as this many of the text
STEEPNESS = 3.0  # how fast a score nears 1 with the evidence
SHORTEST = 40  # a shorter text is judged as one of this many words: a few words prove little
REMEMBERED_WORDS = 65_536
LONGEST_WORD = 40  # characters looked at, so that what is remembered stays small


class Term(NamedTuple):
    """A seed: words, whether the last is open-ended, and the numbers of its labels."""

    words: tuple[str, ...]
    open: bool
    labels: tuple[int, ...]


class Scorer:
    """Scores texts by the seed words of a taxonomy.

    A label's evidence is the sum over its seeds found of (1 + ln count) / (labels that share the
    seed), so that neither one repeated word nor a shared one decides; a single seed, which may be
    chance, counts half. Divided by the square root of the text's length in words and squashed, it
    is the score: 1 - exp(-steepness · density).
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._labels = [label.label for label in taxonomy.labels]
        self._terms = list(_terms(taxonomy))
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._openings: dict[str, list[int]] = defaultdict(list)
        self._phrases: dict[str, list[int]] = defaultdict(list)
        for number, term in enumerate(self._terms):
            first, *rest = term.words
            if rest:
                self._phrases[first].append(number)
            else:
                (self._openings if term.open else self._whole)[first].append(number)
        self._lengths = sorted({len(opening) for opening in self._openings})
        self._terms_of = lru_cache(REMEMBERED_WORDS)(self._look_up)

    def scores(self, title: str, text: str) -> dict[str, float]:
        """Every label's score in 0..1 for a text; the title counts extra."""
        words = _words(text)
        heading = _words(title)
        counts: Counter[int] = Counter()
        for words_here, weight in ((words, 1), (heading, TITLE_WEIGHT)):
            for word, count in Counter(words_here).items():
                for term in self._terms_of(word[:LONGEST_WORD]):
                    counts[term] += weight * count
            for term in self._phrases_in(words_here):
                counts[term] += weight
        evidence = [0.0] * len(self._labels)
        seeds = [0] * len(self._labels)
        for term, count in counts.items():
            labels = self._terms[term].labels
            for label in labels:
                evidence[label] += (1 + math.log(count)) / len(labels)
                seeds[label] += 1
        length = math.sqrt(max(len(words) + TITLE_WEIGHT * len(heading), SHORTEST))
        return {
            label: round(1 - math.exp(-STEEPNESS * found * (0.5 if seen == 1 else 1.0) / length), 4)
            for label, found, seen in zip(self._labels, evidence, seeds, strict=True)
        }

    def _look_up(self, word: str) -> tuple[int, ...]:
        found = list(self._whole.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found.extend(self._openings.get(word[:length], ()))
        return tuple(found)

    def _phrases_in(self, words: Sequence[str]) -> Iterator[int]:
        phrases = self._phrases
        for place in [place for place, word in enumerate(words) if word in phrases]:
            for number in phrases[words[place]]:
                term = self._terms[number]
                *middle, last = words[place + 1 : place + len(term.words)] or [""]
                if tuple(middle) == term.words[1:-1] and (
                    last.startswith(term.words[-1]) if term.open else last == term.words[-1]
                ):
                    yield number


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _terms(taxonomy: Taxonomy) -> Iterator[Term]:
    labels: dict[tuple[tuple[str, ...], bool], list[int]] = defaultdict(list)
    for number, label in enumerate(taxonomy.labels):
        for seed in dict.fromkeys(label.words):
            labels[tuple(_words(seed)), seed.endswith("*")].append(number)
    for (words, is_open), numbers in labels.items():
        yield Term(words, is_open, tuple(numbers))
