"""Suggests seed words for a label: words more frequent in its documents than in others."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from pipeline.classify.vectors import load_table, stop_words, words

# The prior's weight in documents: enough that words of two or three documents do not come first,
# as in Monroe et al., and little compared with some hundred documents.
PRIOR_DOCUMENTS = 10.0
LEAST_DOCUMENTS = 3
# Significant at one in a thousand, one-sided.
LEAST_SCORE = 3.09
# A word that more than this share of the other documents has belongs to no topic.
COMMON_SHARE = 0.25
UNRELATED = 0.25  # factor of the score of a word with a kinship of 0
SHORTEST = 3  # characters of a word
_SENTENCE_END = re.compile(r"[.!?;:,()\"“”\n]+")


class Suggestion(msgspec.Struct, frozen=True):
    """A word, or two in a row.

    `score`: z-score of the log-odds ratio. `kinship`: cosine to the label's own words, −1..1.
    `found`, `elsewhere`: shares of the label's and of the other documents that have it.
    """

    words: str
    score: float
    kinship: float
    found: float
    elsewhere: float


class _LogOdds(NamedTuple):
    """The log-odds ratio of a word, and its z-score."""

    ratio: float
    score: float


def suggest(
    found: Sequence[str],
    elsewhere: Sequence[str],
    label: Sequence[str],
    names: Iterable[str] = (),
) -> list[Suggestion]:
    """Rank the words of texts found for a label against those of a sample of others.

    The score is the log-odds ratio with an informative Dirichlet prior (B. Monroe, M. Colaresi,
    K. Quinn, "Fightin' Words", Political Analysis 16, 2008), over documents that have a word; the
    prior is its share in all of them. Words are ordered by score × (kinship + ¼), so that words
    similar to `label` (its name and seed words) come before others that only occur with it. Left
    out are stop words of all languages that have a table, words of `names`, words that are common
    everywhere, numbers, and pairs that are hardly better than one of their words.
    """
    here, there = _documents_with(found), _documents_with(elsewhere)
    number, others = len(found), len(elsewhere)
    unwanted = {word for name in names for word in words(name)} | stop_words()
    scores: dict[str, _LogOdds] = {}
    for term, count in here.items():
        both = (count + there[term]) / (number + others)
        common = there[term] > COMMON_SHARE * others or both == 1
        if count < LEAST_DOCUMENTS or common or unwanted & set(term.split()):
            continue
        log_odds = _log_odds(count, number, there[term], others, PRIOR_DOCUMENTS * both)
        if log_odds.score >= LEAST_SCORE:
            scores[term] = log_odds
    table = load_table()
    centre = table.vector(Counter(word for text in label for word in words(text)))
    suggestions = [
        Suggestion(
            words=term,
            score=round(log_odds.score, 2),
            kinship=round(float(table.vector(Counter(term.split())) @ centre), 2),
            found=round(here[term] / number, 4),
            elsewhere=round(there[term] / others, 4) if others else 0.0,
        )
        for term, log_odds in scores.items()
        if not _says_no_more(term, scores)
    ]
    return sorted(
        suggestions,
        key=lambda one: (-one.score * max(one.kinship + UNRELATED, 0.0), -one.score, one.words),
    )


def _log_odds(here: int, number: int, there: int, others: int, prior: float) -> _LogOdds:
    weight = PRIOR_DOCUMENTS
    ratio = math.log((here + prior) / (number + weight - here - prior)) - math.log(
        (there + prior) / (others + weight - there - prior)
    )
    return _LogOdds(ratio, ratio / math.sqrt(1 / (here + prior) + 1 / (there + prior)))


def _says_no_more(term: str, scores: Mapping[str, _LogOdds]) -> bool:
    """Whether the odds ratio of a pair is less than twice that of one of its words."""
    parts = term.split()
    alone = max(scores[part].ratio if part in scores else 0.0 for part in parts)
    return len(parts) > 1 and scores[term].ratio < alone + math.log(2)


def _documents_with(texts: Iterable[str]) -> Counter[str]:
    """The number of texts with each word and each pair of words in a row."""
    return Counter(term for text in texts for term in set(_terms(text)))


def _terms(text: str) -> Iterator[str]:
    for part in _SENTENCE_END.split(text):
        before = ""
        for word in words(part):
            whole = len(word) >= SHORTEST and not word.isdigit()
            if whole:
                yield word
                if before:
                    yield f"{before} {word}"
            before = word if whole else ""
