"""What a text says for each label: how near it is to the label's words, and which it holds."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.seeds import SeedWords
from pipeline.classify.taxonomy import Taxonomy
from pipeline.classify.vectors import Found, Table, languages_with_table, load_table, load_words

Seeds = Sequence[Sequence[str]]

ENGLISH = "en"

# Chosen on the even documents of the development corpus, see docs/explanation/topics.md: with 0.25
# to 0.5 and 1 to 4 the results are within half a point.
SEEDS_WEIGHT = 0.4
SEEDS_DAMPING = 2.0
# How much a label's words in the text's language count beside its English ones. With 1 as many
# first labels are right, but more that are chosen are wrong. Chosen on the sentences of SIB-200.
OWN_WEIGHT = 0.5
# In a text with this many different words, the evidence is half of what its vector gives.
SHORT = 3


class LabelEvidence:
    """Gives texts of one language their evidence for each label.

    A label's evidence is the cosine between the text's vector and that of the label's seeds, plus a
    share of the seed words found. In a short text it is lowered, so that a single word does not
    decide.

    `centres`: the vector of each label, shape (labels, dimensions); None to count seeds alone.
    `weights`: of each row of the table for each label, shape (rows, labels).
    """

    def __init__(
        self,
        table: Table,
        seeds: SeedWords,
        weights: NDArray[np.float32],
        centres: NDArray[np.float32] | None,
        *,
        in_joint_space: bool = False,
    ) -> None:
        self._table = table
        self._seeds = seeds
        self._weights = weights
        self._centres = centres
        self.in_joint_space = in_joint_space

    def of(self, in_order: list[str]) -> list[float]:
        """Every label's evidence, from about -0.5 to 1.4; all 0 for a text without known words."""
        counts = Counter(in_order)
        found = self._table.find(counts)
        seeds = self._seeds_in(in_order, counts, found)
        damped = math.hypot(SEEDS_DAMPING, *seeds)
        if self._centres is None:
            return [amount / damped for amount in seeds]
        length = len(counts) / (len(counts) + SHORT)
        nearness = (self._centres @ self._table.vector_of(found) * length).tolist()
        return [
            near + SEEDS_WEIGHT * amount / damped
            for near, amount in zip(nearness, seeds, strict=True)
        ]

    def _seeds_in(
        self, in_order: list[str], counts: Mapping[str, int], found: Found
    ) -> list[float]:
        """Each label's seed words in a text: Σ log(1 + count) · weight."""
        whole = slice(found.whole)
        known = found.weights[whole] @ self._weights.take(found.pieces[whole], 0)
        seeds: list[float] = known.tolist()
        for word, weight in found.apart:
            for label, share in self._seeds.labels_of[word]:
                seeds[label] += weight * share
        for phrase, count in self._seeds.phrases_in(in_order, counts):
            for label in phrase.labels:
                seeds[label] += math.log1p(count) * phrase.weight
        return seeds


def label_evidence(taxonomy: Taxonomy, language: str) -> LabelEvidence:
    """The evidence for the labels of a taxonomy that works in this language."""
    own = taxonomy.seeds_in(language)
    if language == ENGLISH and any(own):
        return _alone(own, by_nearness=True)
    if language not in languages_with_table():
        return _alone(own, by_nearness=False)
    return _joint(own, taxonomy.seeds_in(ENGLISH), language)


def _alone(own: Seeds, *, by_nearness: bool) -> LabelEvidence:
    """Labels by their words in the text's own language; nearness only where it is English."""
    table = load_table()
    seeds = SeedWords(own, table.rarity)
    centres = _centres(table, own) if by_nearness else None
    return LabelEvidence(table, seeds, seeds.words_of(table), centres)


def _joint(own: Seeds, english: Seeds, language: str) -> LabelEvidence:
    """Labels placed among the words of a language by their English words and by its own."""
    table, known = load_words(language), load_words(ENGLISH)
    both = tuple((*one, *other) for one, other in zip(own, english, strict=True))
    seeds = SeedWords(both, table.rarity)
    # A word counts as a seed when its nearest English word is one, or when it is one itself.
    weights = SeedWords(english, known.rarity).words_of(known).take(table.english, 0)
    weights[table.factors == 0] = 0  # common words: "war" in German is no war
    if any(own):
        weights = np.maximum(weights, SeedWords(own, table.rarity).words_of(table))
    centres = _centres(known, english) + OWN_WEIGHT * _centres(table, own)
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    centres /= np.where(lengths, lengths, 1)
    return LabelEvidence(table, seeds, weights, centres, in_joint_space=True)


def _centres(table: Table, seeds: Seeds) -> NDArray[np.float32]:
    return np.stack([table.centre(one) for one in seeds])
