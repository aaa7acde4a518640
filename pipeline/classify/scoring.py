"""Scores the labels of a taxonomy for a text, without training."""

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.choice import UNDETERMINED
from pipeline.classify.seeds import SeedWords
from pipeline.classify.taxonomy import Taxonomy
from pipeline.classify.vectors import Found, load_table, words

ENGLISH = "en"  # of the table of vectors

# Chosen on the even documents of the development corpus, see docs/explanation/topics.md: with 0.25
# to 0.5 and 1 to 4 the results are within half a point.
SEEDS_WEIGHT = 0.4
SEEDS_DAMPING = 2.0
# In a text with this many different words, the evidence is half of what its vector gives.
SHORT = 3
# Logistic regression of "this label is right" (`python -m tools.topics.calibration`).
# The constant, the weight of the evidence, that of how far it is behind the best.
CALIBRATION = (-1.2, 6.4, -7.6)


class Scorer:
    """Scores texts by their similarity to the seed words of each label.

    A label's evidence is the cosine between the text's vector and that of its seeds, plus a share
    of the seed words found. In a short text it is lowered, so that a single word does not decide.
    The score is the probability that the label is right, given its evidence and its distance to the
    best label's. The score of a parent is at least that of its children.

    The table has English words only, so in other languages only the seeds count.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._table = load_table()
        self._seeds = SeedWords(taxonomy.seeds, self._table.rarity)
        self._words = self._seeds.words_of(self._table)
        self._centres: NDArray[np.float32] = np.stack(
            [self._table.centre(s) for s in taxonomy.seeds]
        )

    def scores(self, title: str, text: str, language: str) -> dict[str, float]:
        """Every label's score in 0..1; all are 0 for a text without known words."""
        evidence = self.evidence(title, text, language)
        best = max(evidence)
        scores = [_calibrated(one, best - one) if one else 0.0 for one in evidence]
        for child, parent in self._taxonomy.parents.items():
            scores[parent] = max(scores[parent], scores[child])
        return {label.label: s for label, s in zip(self._taxonomy.labels, scores, strict=True)}

    def evidence(self, title: str, text: str, language: str) -> list[float]:
        """Every label's evidence, from about -0.5 to 1.4; all 0 for a text without known words."""
        in_order = words(f"{title}\n{text}")
        counts = Counter(in_order)
        found = self._table.find(counts)
        seeds = self._seeds_in(in_order, counts, found)
        damped = math.hypot(SEEDS_DAMPING, *seeds)
        if ENGLISH not in self._taxonomy.languages or language not in (ENGLISH, UNDETERMINED):
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
        known = found.weights[whole] @ self._words.take(found.pieces[whole], 0)
        seeds: list[float] = known.tolist()
        for word, weight in found.apart:
            for label, share in self._seeds.labels_of[word]:
                seeds[label] += weight * share
        for phrase, count in self._seeds.phrases_in(in_order, counts):
            for label in phrase.labels:
                seeds[label] += math.log1p(count) * phrase.weight
        return seeds


def _calibrated(evidence: float, behind: float) -> float:
    logit = CALIBRATION[0] + CALIBRATION[1] * evidence + CALIBRATION[2] * behind
    return round(1 / (1 + math.exp(-logit)), 4)
