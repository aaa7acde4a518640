"""Finds the seed words of labels in texts."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.remembered import Remembered
from pipeline.classify.vectors import Table, words


class Phrase(NamedTuple):
    """A seed of several words: its form in a spaced text, its labels, its weight for each.

    `closed`: those of its words that must occur as they are, that is all but a last one with `*`.
    """

    spaced: str
    closed: frozenset[str]
    labels: tuple[int, ...]
    weight: float


class SeedWords:
    """The seeds of all labels, prepared for a search in texts.

    The weight of a seed is rarity / (number of labels that share it), so that common and shared
    seeds count less. `rarity`: about 1 for a rare word, less for common ones. `labels_of[word]`:
    the numbers of the labels of which the word is a seed, each with its weight.
    """

    def __init__(self, seeds: Sequence[Sequence[str]], rarity: Callable[[str], float]) -> None:
        self._rarity = rarity
        self._whole: dict[str, tuple[int, ...]] = {}
        self._openings: dict[str, tuple[int, ...]] = {}
        self._phrases: dict[str, list[Phrase]] = defaultdict(list)
        for (parts, is_open), labels in _labels_of(seeds).items():
            if len(parts) > 1:
                rarities = {part: rarity(part) for part in parts}
                closed = parts[:-1] if is_open else parts
                weight = sum(rarities.values()) / len(rarities) / len(labels)
                phrase = Phrase(_spaced(parts, is_open), frozenset(closed), labels, weight)
                self._phrases[max(closed, key=rarities.__getitem__)].append(phrase)
            else:
                (self._openings if is_open else self._whole)[parts[0]] = labels
        self._lengths = sorted({len(opening) for opening in self._openings})
        self._labels = len(seeds)
        self.labels_of = Remembered(self._look_up)

    def words_of(self, table: Table) -> NDArray[np.float32]:
        """The weight of every piece of a table for every label, shape (pieces, labels)."""
        weights = np.zeros((len(table.numbers), self._labels), np.float32)
        openings = (word for opening in self._openings for word in table.beginning(opening))
        for word in {*self._whole, *openings} & table.numbers.keys():
            for label, weight in self.labels_of[word]:
                weights[table.numbers[word], label] = weight
        return weights

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

    def phrases_in(
        self, text: Sequence[str], counts: Mapping[str, int]
    ) -> Iterator[tuple[Phrase, int]]:
        """The phrases that a text holds, by its words in order and their counts; how often."""
        # Not as a set: sums should not depend on the order of hashes.
        if rarest := [word for word in counts if word in self._phrases]:
            spaced = _spaced(text)
            for word in rarest:
                for phrase in self._phrases[word]:
                    if phrase.closed <= counts.keys() and (count := spaced.count(phrase.spaced)):
                        yield phrase, count


def _spaced(parts: Sequence[str], is_open: bool = False) -> str:
    """Words with a blank on both sides of each, so that a search finds whole words."""
    return f" {'  '.join(parts)}" if is_open else f" {'  '.join(parts)} "


def _labels_of(
    seeds: Sequence[Sequence[str]],
) -> dict[tuple[tuple[str, ...], bool], tuple[int, ...]]:
    """The numbers of the labels that share a seed, by its words and whether it is open-ended."""
    labels: dict[tuple[tuple[str, ...], bool], dict[int, None]] = defaultdict(dict)
    for number, own in enumerate(seeds):
        for seed in own:
            labels[tuple(words(seed)), seed.endswith("*")][number] = None
    return {seed: tuple(numbers) for seed, numbers in labels.items()}
