"""How likely it is that a word is two words run together."""

from collections.abc import Sequence
from math import exp
from operator import mul
from typing import NamedTuple

from pipeline.clean.glue.candidates import Split
from pipeline.clean.glue.document import Facts
from pipeline.clean.glue.tokens import Token
from pipeline.clean.glue.word_classes import GRAMMATICAL

SURE = 1.0  # log-odds from which a word counts as evidence for the others of its document
# By the regression alone: log-odds up to which a word is one, and from which a word in lower case
# is two. The trees decide on all others, such as `asKeyword`, which the regression takes for two.
SURELY_ONE, SURELY_TWO = -3.0, 7.0
# A text of fewer words gives little evidence of its own, so its words need higher log-odds.
SHORT = 80
MORE_IF_SHORT = 0.4  # log-odds
# A text in which no other word is surely glued has probably none ("flowthrough"). Then a word needs
# higher log-odds too, unless a half is a word that forms no compounds: "thegovernment".
GLUED = 3.0  # log-odds, after the trees, of a word that is surely glued
MORE_IF_ALONE = 0.8  # log-odds
# Products and programs write names of two words with a capital inside: "remoteStorage",
# "factcheckUK". Where no word of another kind is surely glued, such a word is hardly two.
MORE_IF_INNER_CAPITAL = 2.5  # log-odds
# A word with a capital whose second half is one letter, or a few capitals, may be a name: "Madea",
# "DrKW".
MORE_IF_NAME = 1.5  # log-odds
MOST_CAPITALS = 3
NO_OTHER = -15.0  # log-odds of the next best split where there is none
DOCUMENT_FEATURES = (
    "log_odds",
    "lead",
    "others",
    "sure_others",
    "density",
    "words",
    "doubted",
    "code",
    "inner_capitals",
)


class Point(NamedTuple):
    """A place to split: the word, how, the log-odds, and by how much the next best has less."""

    token: Token
    split: Split
    log_odds: float
    lead: float


def is_in_doubt(point: Point) -> bool:
    """Whether the trees decide on a point."""
    return point.log_odds > SURELY_ONE and not (
        point.log_odds > SURELY_TWO and point.token.word.islower()
    )


def has_inner_capital(point: Point) -> bool:
    """Whether a word begins with a small letter and has a capital inside."""
    word = point.token.word
    return word[0].islower() and not word.islower()


def may_be_name(point: Point) -> bool:
    """Whether a word with a capital ends in one letter, or in a few capitals behind small ones."""
    word, cut = point.token.word, point.split.cut
    first, second = word[:cut], word[cut:]
    if not first[0].isupper() or first.isupper():
        return False
    return len(second) == 1 or (len(second) <= MOST_CAPITALS and second.isupper())


def is_surely_glued(point: Point) -> bool:
    """Whether a split is evidence of a damaged text; a name of a program or product is none."""
    return point.log_odds > GLUED and not has_inner_capital(point)


def extra_threshold(point: Point, others: int, words: int) -> float:
    """Log-odds above the threshold that a split needs.

    `others`: how many other words of its text are surely glued; `words`: how many words it has.
    """
    more = MORE_IF_SHORT if words < SHORT else 0.0
    split = point.split
    if not others and not any(half in GRAMMATICAL for half in (split.a, split.b)):
        more += MORE_IF_ALONE
    if not others and has_inner_capital(point):
        more += MORE_IF_INNER_CAPITAL
    if may_be_name(point):
        more += MORE_IF_NAME
    return more


def weigh(weights: Sequence[float], features: Sequence[float]) -> float:
    """The sum of the features, each times its weight."""
    total: float = sum(map(mul, weights, features))
    return total


def best_point(token: Token, options: Sequence[tuple[Split, float]]) -> Point:
    """The likeliest of the splits, each with its log-odds, that a word has."""
    ranked = sorted(options, key=lambda option: -option[1])
    (split, log_odds), others = ranked[0], ranked[1:]
    return Point(token, split, log_odds, log_odds - (others[0][1] if others else NO_OTHER))


def document_features(points: Sequence[tuple[float, float]], facts: Facts) -> list[list[float]]:
    """The `DOCUMENT_FEATURES` of each of a document's points, given as log-odds and lead."""
    words, doubted, code, inner_capitals = facts
    likely = [1 / (1 + exp(SURE - log_odds)) for log_odds, _ in points]
    total = sum(likely)
    sure = sum(log_odds > SURE for log_odds, _ in points)
    rows = []
    for (log_odds, lead), share in zip(points, likely, strict=True):
        others = total - share
        density = 100 * others / max(1, words)
        of_point = [log_odds, lead, others, sure - (log_odds > SURE), density]
        rows.append([*of_point, words, doubted, code, inner_capitals])
    return rows
