"""How sure it is that a word is two."""

from collections.abc import Sequence
from math import exp
from operator import mul
from typing import NamedTuple

from pipeline.clean.glue.candidates import Split
from pipeline.clean.glue.tokens import Token

SURE = 1.0  # log-odds of a word that counts for the others of its document
# Log-odds by itself from which a word is two, and up to which it is one, whatever its document.
# Between them, the trees decide.
CERTAIN, HOPELESS = 5.0, -5.0
NO_OTHER = -15.0  # log-odds that stand for another split where there is none
DOCUMENT_CLUES = ("odds", "lead", "others", "sure_others", "density", "words")


class Point(NamedTuple):
    """A place to split: the word, how, the log-odds, and by how much the next best has less."""

    token: Token
    split: Split
    odds: float
    lead: float


def weigh(weights: Sequence[float], clues: Sequence[float]) -> float:
    """The sum of the weighed clues."""
    total: float = sum(map(mul, weights, clues))
    return total


def best_point(token: Token, options: Sequence[tuple[Split, float]]) -> Point:
    """The likeliest of the splits, each with its log-odds, that a word has."""
    ranked = sorted(options, key=lambda option: -option[1])
    (split, odds), others = ranked[0], ranked[1:]
    return Point(token, split, odds, odds - (others[0][1] if others else NO_OTHER))


def document_clues(points: Sequence[tuple[float, float]], words: int) -> list[list[float]]:
    """The `DOCUMENT_CLUES` of each of a document's points, given as log-odds and lead.

    `words`: how many the document has.
    """
    likely = [1 / (1 + exp(SURE - odds)) for odds, _ in points]
    total = sum(likely)
    sure = sum(odds > SURE for odds, _ in points)
    found = []
    for (odds, lead), share in zip(points, likely, strict=True):
        others = total - share
        found.append(
            [odds, lead, others, sure - (odds > SURE), 100 * others / max(1, words), words]
        )
    return found
