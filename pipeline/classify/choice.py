"""Chooses topics by their scores."""

from collections.abc import Mapping

from pipeline.records import Topics

THRESHOLD = 0.45  # the least score of a label that is chosen, unless another is asked for
UNDETERMINED = "und"  # texts of this language are classified like those of a known language
OTHER_LANGUAGE = "language"  # the reason of a document in a language without labels


def choose(scores: Mapping[str, float], threshold: float) -> Topics:
    """The labels whose score reaches the threshold, best first; else the best one as a guess.

    A document whose labels all score 0 has no guess.
    """
    best_first = sorted(scores, key=scores.__getitem__, reverse=True)
    chosen = tuple(label for label in best_first if scores[label] >= threshold)
    guess = best_first[0] if not chosen and scores[best_first[0]] else None
    return Topics(dict(scores), chosen, guess)
