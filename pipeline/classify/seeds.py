"""Which labels' seed words a text holds."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.classify.remembered import Remembered
from pipeline.classify.vectors import words


class Phrase(NamedTuple):
    """A seed of several words: its words, whether the last is open-ended, its labels.

    `anchor`: the place in it of its rarest word, by which it is looked for.
    """

    words: tuple[str, ...]
    open: bool
    anchor: int
    labels: tuple[int, ...]
    weight: float

    def stands_at(self, text: Sequence[str], place: int) -> bool:
        """Whether a text holds the phrase with the anchor at a place."""
        start = place - self.anchor
        if start < 0 or start + len(self.words) > len(text):
            return False
        *whole, last = text[start : start + len(self.words)]
        return (last == self.words[-1] or (self.open and last.startswith(self.words[-1]))) and (
            tuple(whole) == self.words[:-1]
        )


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
        for (parts, is_open), labels in _labels_of(seeds).items():
            if len(parts) > 1:
                rarities = [rarity(part) for part in parts]
                closed = rarities[:-1] if is_open else rarities
                anchor = closed.index(max(closed))
                weight = sum(rarities) / len(parts) / len(labels)
                phrase = Phrase(parts, is_open, anchor, labels, weight)
                self._phrases[parts[anchor]].append(phrase)
            else:
                (self._openings if is_open else self._whole)[parts[0]] = labels
        self._lengths = sorted({len(opening) for opening in self._openings})
        self._weights_of = Remembered(self._look_up)

    def evidence(self, text: Sequence[str], counts: Mapping[str, int]) -> dict[int, float]:
        """The evidence for each label that has any, by its number, for a text's words in order."""
        found: dict[int, float] = defaultdict(float)
        for word, count in counts.items():
            if weights := self._weights_of[word]:
                for label, weight in weights:
                    found[label] += math.log1p(count) * weight
        for phrase, count in self._phrases_in(text, counts):
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

    def _phrases_in(
        self, text: Sequence[str], counts: Mapping[str, int]
    ) -> Iterator[tuple[Phrase, int]]:
        anchors = self._phrases.keys() & counts.keys()
        if not anchors:
            return
        places: dict[str, list[int]] = {anchor: [] for anchor in anchors}
        for place in [place for place, word in enumerate(text) if word in anchors]:
            places[text[place]].append(place)
        for anchor, found in places.items():
            for phrase in self._phrases[anchor]:
                if count := sum(phrase.stands_at(text, place) for place in found):
                    yield phrase, count


def _labels_of(
    seeds: Sequence[Sequence[str]],
) -> dict[tuple[tuple[str, ...], bool], tuple[int, ...]]:
    """The numbers of the labels that share a seed, by its words and whether it is open-ended."""
    labels: dict[tuple[tuple[str, ...], bool], dict[int, None]] = defaultdict(dict)
    for number, own in enumerate(seeds):
        for seed in own:
            labels[tuple(words(seed)), seed.endswith("*")][number] = None
    return {seed: tuple(numbers) for seed, numbers in labels.items()}
