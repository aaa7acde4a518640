"""Scores the labels of a taxonomy for a text, without training."""

import math
from functools import cached_property

from pipeline.classify.choice import UNDETERMINED
from pipeline.classify.evidence import ENGLISH, LabelEvidence, label_evidence
from pipeline.classify.taxonomy import Taxonomy
from pipeline.classify.vectors import languages_with_table, words

# Logistic regression of "this label is right" (`python -m tools.topics.calibration`), for English
# texts and for those scored in the joint space. The constant; the weights of the evidence, of how
# far it is behind the best, of the logarithm of the number of different words, and of evidence
# times that logarithm: a long text needs more evidence than a headline.
ENGLISH_CALIBRATION = (1.04, 1.71, -5.54, -0.67, 1.19)
JOINT_CALIBRATION = (1.43, -0.52, -4.15, -0.78, 1.51)
SHORTEST = 20  # different words: the constants were fitted on few texts that have less


class Scorer:
    """Scores texts by their similarity to the seed words of each label.

    The score is the probability that the label is right, given its evidence, its distance to the
    best label's and the length of the text. The score of a parent is at least that of its children.

    English words of a taxonomy serve for every language that has a table of words. What belongs to
    a language is loaded when the first text in it comes.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._by_language: dict[str, LabelEvidence] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages whose texts can be scored, sorted."""
        known = self._taxonomy.all_languages
        by_english = languages_with_table() if ENGLISH in known else ()
        return tuple(sorted({*known, *by_english}))

    def works_in(self, language: str) -> bool:
        """Whether texts in a language can be scored; those of undetermined language are tried."""
        return language == UNDETERMINED or language in self.languages

    def scores(self, title: str, text: str, language: str) -> dict[str, float]:
        """Every label's score in 0..1; all are 0 for a text without known words."""
        judged = self._in(language)
        in_order = words(f"{title}\n{text}")
        evidence = judged.of(in_order)
        best = max(evidence)
        size = math.log(max(len(set(in_order)), SHORTEST))
        constants = JOINT_CALIBRATION if judged.in_joint_space else ENGLISH_CALIBRATION
        scores = _calibrated(evidence, best, size, constants)
        for child, parent in self._taxonomy.parents.items():
            scores[parent] = max(scores[parent], scores[child])
        return {label.label: s for label, s in zip(self._taxonomy.labels, scores, strict=True)}

    def evidence(self, title: str, text: str, language: str) -> list[float]:
        """Every label's evidence, from about -0.5 to 1.4; all 0 for a text without known words."""
        return self._in(language).of(words(f"{title}\n{text}"))

    def _in(self, language: str) -> LabelEvidence:
        if language == UNDETERMINED:
            known = self._taxonomy.all_languages
            language = ENGLISH if ENGLISH in known else known[0]
        found = self._by_language.get(language)
        if found is None:
            found = self._by_language[language] = label_evidence(self._taxonomy, language)
        return found


def _calibrated(
    evidence: list[float],
    best: float,
    size: float,
    constants: tuple[float, float, float, float, float],
) -> list[float]:
    constant, by_evidence, by_behind, by_size, by_both = constants
    slope, offset, exp = by_evidence + by_both * size, by_size * size, math.exp
    return [
        round(1 / (1 + exp(-(constant + slope * one + by_behind * (best - one)) - offset)), 4)
        if one
        else 0.0
        for one in evidence
    ]
