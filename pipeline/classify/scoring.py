"""Scores of a taxonomy's labels for a text, without any training."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.seeds import SeedWords
from pipeline.classify.taxonomy import Taxonomy
from pipeline.classify.vectors import load_table, words

ENGLISH = "en"  # of the table of vectors
UNDETERMINED = "und"

# Tried on the even documents of the development corpus, see docs/explanation/topics.md: 0.25 to
# 0.5 and 1 to 4 do within half a point as well.
SEEDS_WEIGHT = 0.4
SEEDS_DAMPING = 2.0
# Logistic regression of "this label is right" (`python -m benchmarks.topics --fit`).
CALIBRATION = {"evidence": 6.5, "behind": -7.3, "constant": -1.4}


class Scorer:
    """Scores texts by how near they are to the seed words of each label.

    A label's evidence is the cosine between the text's vector and that of its seeds, plus a share
    of the seed words found, damped so that a single one in a short text does not decide. The score
    is the probability that the label is right, by its evidence and by how far that is behind the
    best label's. A parent scores at least what its children do.

    In a language other than English the table knows no words, and the seeds alone decide.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._table = load_table()
        self._seeds = SeedWords(taxonomy.seeds, self._table.rarity)
        self._centres: NDArray[np.float32] = np.stack(
            [self._table.centre(s) for s in taxonomy.seeds]
        )

    def scores(self, title: str, text: str, language: str) -> dict[str, float]:
        """Every label's score in 0..1; all are 0 for a text that says nothing."""
        evidence = self.evidence(title, text, language)
        if evidence.any():
            logits = (
                CALIBRATION["evidence"] * evidence
                + CALIBRATION["behind"] * (evidence.max() - evidence)
                + CALIBRATION["constant"]
            )
            scores = (1 / (1 + np.exp(-logits))).round(4).tolist()
        else:
            scores = [0.0] * len(evidence)
        for child, parent in self._taxonomy.parents.items():
            scores[parent] = max(scores[parent], scores[child])
        return {label.label: s for label, s in zip(self._taxonomy.labels, scores, strict=True)}

    def evidence(self, title: str, text: str, language: str) -> NDArray[np.float64]:
        """Every label's evidence, from about -0.5 to 1.4, shape (labels,)."""
        found = [*words(title), *words(text)]
        counts = Counter(found)
        seeds = np.zeros(len(self._centres))
        for label, amount in self._seeds.evidence(found, counts).items():
            seeds[label] = amount
        seeds /= np.sqrt(seeds @ seeds + SEEDS_DAMPING**2)
        if ENGLISH not in self._taxonomy.languages or language not in (ENGLISH, UNDETERMINED):
            return seeds
        return self._centres @ self._table.vector(counts) + SEEDS_WEIGHT * seeds
