"""Which labels' seed words a text holds."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.classify.vectors import REMEMBERED_WORDS, words


class Phrase(NamedTuple):
    """A seed of several words: those after the first, whether the last is open, its labels."""

    rest: tuple[str, ...]
    open: bool
    labels: tuple[int, ...]
    weight: float


class SeedWords:
    """The seeds of all labels, as they are looked up in texts.

    A seed found n times gives its label log(1 + n) · rarity / (labels that share the seed): neither
    one repeated word decides, nor a common or a shared one. `rarity` tells how much a word says,
    about 1 for a rare one.
    """

    def __init__(self, seeds: Sequence[Sequence[str]], rarity: Callable[[str], float]) -> None:
        self._rarity = rarity
        self._whole: dict[str, tuple[int, ...]] = {}
        self._openings: dict[str, tuple[int, ...]] = {}
        self._phrases: dict[str, list[Phrase]] = defaultdict(list)
        labels: dict[tuple[tuple[str, ...], bool], list[int]] = defaultdict(list)
        for number, own in enumerate(seeds):
            for seed in own:
                key = (tuple(words(seed)), seed.endswith("*"))
                if number not in labels[key]:
                    labels[key].append(number)
        for ((first, *rest), is_open), numbers in labels.items():
            if rest:
                weight = sum(map(rarity, (first, *rest))) / (1 + len(rest)) / len(numbers)
                self._phrases[first].append(Phrase(tuple(rest), is_open, tuple(numbers), weight))
            else:
                (self._openings if is_open else self._whole)[first] = tuple(numbers)
        self._lengths = sorted({len(opening) for opening in self._openings})
        self._weights_of = lru_cache(REMEMBERED_WORDS)(self._look_up)

    def evidence(self, text: Sequence[str], counts: Mapping[str, int]) -> dict[int, float]:
        """The evidence for each label that has any, by its number, for a text's words in order."""
        found: dict[int, float] = defaultdict(float)
        for word, count in counts.items():
            for label, weight in self._weights_of(word):
                found[label] += math.log1p(count) * weight
        for phrase, count in Counter(self._phrases_in(text)).items():
            for label in phrase.labels:
                found[label] += math.log1p(count) * phrase.weight
        return found

    def _look_up(self, word: str) -> tuple[tuple[int, float], ...]:
        """A word's labels, each with the weight of the word for it."""
        shares: dict[int, float] = {}
        openings = (word[:length] for length in self._lengths if length <= len(word))
        for labels in (
            self._whole.get(word, ()),
            *(self._openings.get(opening, ()) for opening in openings),
        ):
            for label in labels:
                shares[label] = max(shares.get(label, 0.0), 1 / len(labels))
        if not shares:
            return ()
        rarity = self._rarity(word)
        return tuple((label, share * rarity) for label, share in shares.items())

    def _phrases_in(self, text: Sequence[str]) -> Iterator[Phrase]:
        phrases = self._phrases
        for place in [place for place, word in enumerate(text) if word in phrases]:
            for phrase in phrases[text[place]]:
                *middle, last = text[place + 1 : place + 1 + len(phrase.rest)] or [""]
                if tuple(middle) == phrase.rest[:-1] and (
                    last.startswith(phrase.rest[-1]) if phrase.open else last == phrase.rest[-1]
                ):
                    yield phrase
