"""How sure it is that a word is two."""

from collections.abc import Sequence
from math import exp
from operator import mul
from typing import NamedTuple

from pipeline.clean.glue.candidates import Split
from pipeline.clean.glue.document import Facts
from pipeline.clean.glue.tokens import Token
from pipeline.clean.glue.word_classes import GRAMMATICAL

SURE = 1.0  # log-odds of a word that counts for the others of its document
# Log-odds by itself up to which a word is one, whatever its document; and from which a word of
# small letters is two. Of all others the trees decide: `asKeyword` looks like two for certain.
HOPELESS, CERTAIN = -3.0, 7.0
# A text of less than so many words tells little of its own: more is asked of a word in it.
SHORT = 80
MORE_IF_SHORT = 0.4  # log-odds
# A text without another word that is glued for sure has probably none at all: "flowthrough". Then
# more is asked, too, unless a half is a word that compounds are not made with: "thegovernment".
GLUED = 3.0  # log-odds, after the trees, of a word that is glued for sure
MORE_IF_ALONE = 0.8  # log-odds
# A capital within a word of small letters is how products and programs write a name of two words:
# "remoteStorage", "factcheckUK". In a text with nothing else that is glued for sure, other words of
# this kind not counted, it is hardly two.
MORE_IF_HUMP = 2.5  # log-odds
NO_OTHER = -15.0  # log-odds that stand for another split where there is none
DOCUMENT_CLUES = (
    "odds",
    "lead",
    "others",
    "sure_others",
    "density",
    "words",
    "doubted",
    "code",
    "humps",
)


class Point(NamedTuple):
    """A place to split: the word, how, the log-odds, and by how much the next best has less."""

    token: Token
    split: Split
    odds: float
    lead: float


def in_doubt(point: Point) -> bool:
    """Whether the trees are to decide of a point."""
    return point.odds > HOPELESS and not (point.odds > CERTAIN and point.token.word.islower())


def has_hump(point: Point) -> bool:
    """Whether a word begins small and has a capital within."""
    word = point.token.word
    return word[0].islower() and not word.islower()


def glued_for_sure(point: Point) -> bool:
    """Whether a split tells that its text is damaged; no name of a program or product does."""
    return point.odds > GLUED and not has_hump(point)


def more_asked(point: Point, others: int, words: int) -> float:
    """Log-odds beyond the threshold that are asked of a split.

    `others`: how many words of its text are glued for sure; `words`: how many it has.
    """
    more = MORE_IF_SHORT if words < SHORT else 0.0
    split = point.split
    if not others and not any(half in GRAMMATICAL for half in (split.a, split.b)):
        more += MORE_IF_ALONE
    if not others and has_hump(point):
        more += MORE_IF_HUMP
    return more


def weigh(weights: Sequence[float], clues: Sequence[float]) -> float:
    """The sum of the weighed clues."""
    total: float = sum(map(mul, weights, clues))
    return total


def best_point(token: Token, options: Sequence[tuple[Split, float]]) -> Point:
    """The likeliest of the splits, each with its log-odds, that a word has."""
    ranked = sorted(options, key=lambda option: -option[1])
    (split, odds), others = ranked[0], ranked[1:]
    return Point(token, split, odds, odds - (others[0][1] if others else NO_OTHER))


def document_clues(points: Sequence[tuple[float, float]], facts: Facts) -> list[list[float]]:
    """The `DOCUMENT_CLUES` of each of a document's points, given as log-odds and lead."""
    words, doubted, code, humps = facts
    likely = [1 / (1 + exp(SURE - odds)) for odds, _ in points]
    total = sum(likely)
    sure = sum(odds > SURE for odds, _ in points)
    found = []
    for (odds, lead), share in zip(points, likely, strict=True):
        others = total - share
        density = 100 * others / max(1, words)
        by_odds = [odds, lead, others, sure - (odds > SURE), density]
        found.append([*by_odds, words, doubted, code, humps])
    return found
