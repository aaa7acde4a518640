"""How sure it is that a word is two."""

from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

from pipeline.clean.glue.candidates import Split
from pipeline.clean.glue.weights import Weights

SURE = 1.0  # log-odds of a word that counts for the others of its document
SOME, MANY = 2, 4  # other sure words
SHORT = 120  # words of a document in which none other says little


class Point(NamedTuple):
    """A place to split: where its word begins, the split, the log-odds."""

    start: int
    word: str
    split: Split
    odds: float


def weigh(weights: Sequence[float], clues: Sequence[float]) -> float:
    """The sum of the weighed clues."""
    total: float = sum(map(mul, weights, clues))
    return total


def with_document(points: Sequence[Point], words: int, weights: Weights) -> list[Point]:
    """The points with what the other points of the document (of so many words) say."""
    sure = sum(point.odds > SURE for point in points)
    found = []
    for point in points:
        others = sure - (point.odds > SURE)
        odds = weights.scale * point.odds
        if not others:
            odds += weights.alone_short if words < SHORT else weights.alone
        else:
            odds += weights.one
        if others >= SOME:
            odds += weights.some
        if others >= MANY:
            odds += weights.many
        found.append(point._replace(odds=odds))
    return found
