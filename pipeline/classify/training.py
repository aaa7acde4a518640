"""Learning a head from labelled documents, with scikit-learn.

TF-IDF of words and the static document vector stand side by side in one linear model, a logistic
regression. How strongly it is regularised is chosen by cross-validation, and so is the
temperature that makes its probabilities mean what they say.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.head import Floats, Head, calibrated, word_counts
from pipeline.classify.labelled import LEAST_ROWS, Row
from pipeline.classify.vectors import load_table

Truth = NDArray[np.bool_]  # (documents, labels)
Numbers = NDArray[np.intp]

FOLDS = LEAST_ROWS  # so that each part has every label
# Inverse strengths of the L2 penalty, ascending: each fit begins where the last one ended.
STRENGTHS = (3.0, 10.0, 30.0, 100.0)
# Length of the document vector beside the TF-IDF vector's 1. Measured on the development corpora
# (`python -m benchmarks.topics_head`): 0.5 to 1.0 differ by 0.2 points of macro-F1, 2 loses 1.
VECTOR_LENGTH = 0.8
# So many rows are enough to choose by; the final fit sees all.
ROWS_TO_CHOOSE_BY = 10_000
MOST_WORDS = 100_000  # the most frequent ones; bounds the size of the model
TEMPERATURES = np.geomspace(0.2, 5.0, 200)
# A language with a smaller share of the rows is a slip of the language id.
LEAST_LANGUAGE_SHARE = 0.05
FITS = FOLDS * len(STRENGTHS) + 1
MOST_ITERATIONS = 500
# scikit-learn's 1e-4 ends a fit that begins at the last one's weights before its first step.
TOLERANCE = 1e-5


class Choice(NamedTuple):
    """What cross-validation chose; `loss` is the mean log loss (nats) on rows left out."""

    strength: float
    temperature: float
    loss: float


class Learned(NamedTuple):
    """A head, and how it was chosen."""

    head: Head
    choice: Choice


class Features(NamedTuple):
    """Documents as numbers, a row each: counts of words (sparse), document vectors."""

    counts: Any
    vectors: Floats

    def rows(self, numbers: Numbers) -> "Features":
        """Some of the documents."""
        return Features(self.counts[numbers], self.vectors[numbers])


def learn(
    rows: Sequence[Row],
    labels: Sequence[str],
    several: bool,
    seed: int = 0,
    advance: Callable[[int], None] = lambda more: None,
) -> Learned:
    """Learn a head from rows whose labels have at least `LEAST_ROWS` each (`labelled.select`).

    The same rows and seed give the same head. `advance` is told of each of the `FITS` fits.
    """
    vocabulary, features = _features(rows)
    truth = truth_of(rows, labels)
    choice = _choose(features, truth, several, seed, advance)
    idf = _idf(features.counts)
    weights, bias = _Fits(features, truth, several, idf).fit(choice.strength)
    advance(1)
    head = Head(
        labels=tuple(labels),
        several=several,
        languages=_languages(rows),
        temperature=choice.temperature,
        rows=len(rows),
        vocabulary=vocabulary,
        idf=idf,
        word_weights=weights[: len(vocabulary)],
        vector_weights=weights[len(vocabulary) :] * VECTOR_LENGTH,
        bias=bias,
    )
    return Learned(head, choice)


def truth_of(rows: Sequence[Row], labels: Sequence[str]) -> Truth:
    """Which row has which label."""
    return np.array([[label in row.labels for label in labels] for row in rows], np.bool_)


def parts(truth: Truth, seed: int) -> Numbers:
    """For each row a part in 0..FOLDS-1, at random, every label spread evenly over the parts.

    With several labels a row counts under the rarest that it has.
    """
    stratum = _strata(truth)
    order = np.lexsort((np.random.default_rng(seed).random(len(truth)), stratum))
    part = np.empty(len(truth), np.intp)
    part[order] = np.arange(len(truth)) % FOLDS
    return part


def log_loss(probabilities: Floats, truth: Truth, several: bool) -> float:
    """Mean −log of the probability of what is true, in nats; of every label, if several may be."""
    chances = np.where(truth, probabilities, 1 - probabilities) if several else probabilities[truth]
    return float(-np.log(np.maximum(chances, 1e-9)).mean())


class _Fits:
    """Fits of one set of rows, from strong to weak regularisation."""

    def __init__(self, features: Features, truth: Truth, several: bool, idf: Floats) -> None:
        from sklearn.linear_model import LogisticRegression

        self._matrix = _matrix(features, idf)
        # One target for each label, or one for all.
        self._targets = list(truth.T) if several else [truth.argmax(axis=1)]
        self._models = [
            LogisticRegression(warm_start=True, tol=TOLERANCE, max_iter=MOST_ITERATIONS)
            for _ in self._targets
        ]
        self._labels = truth.shape[1]

    def fit(self, strength: float) -> tuple[Floats, Floats]:
        """Weights (words and dimensions, labels) and bias (labels,)."""
        from sklearn.exceptions import ConvergenceWarning

        weights = np.zeros((self._matrix.shape[1], self._labels), np.float32)
        bias = np.zeros(self._labels, np.float32)
        for number, (model, target) in enumerate(zip(self._models, self._targets, strict=True)):
            if len(np.unique(target)) == 1:
                # Nothing to tell apart: of rows of many labels, a part may have but one of this.
                share = (target.sum() + 0.5) / (len(target) + 1)
                bias[number] = np.log(share / (1 - share))
                continue
            model.set_params(C=strength)
            with warnings.catch_warnings():
                # A fit that is not quite at its end is judged like all others.
                warnings.simplefilter("ignore", ConvergenceWarning)
                model.fit(self._matrix, target)
            if len(model.coef_) > 1:
                weights, bias = model.coef_.T, model.intercept_
            else:
                # Of two classes scikit-learn gives the second one's weights alone.
                column = number if len(self._targets) > 1 else -1
                weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
        return weights.astype(np.float32), bias.astype(np.float32)


def _features(rows: Sequence[Row]) -> tuple[list[str], Features]:
    """The vocabulary in its order, and all rows as numbers."""
    from sklearn.feature_extraction.text import CountVectorizer

    table = load_table()
    vectors = []

    def words_of(row: Row) -> Iterator[str]:
        counts = word_counts(row.title, row.text)
        vectors.append(table.vector(counts))
        return counts.elements()

    counter = CountVectorizer(analyzer=words_of, max_features=MOST_WORDS, dtype=np.float32)
    counts = counter.fit_transform(rows)
    return list(counter.get_feature_names_out()), Features(counts, np.stack(vectors))


def _choose(
    features: Features, truth: Truth, several: bool, seed: int, advance: Callable[[int], None]
) -> Choice:
    """The strength by which rows left out have the least log loss, once at their temperature."""
    sample = _sample(truth, seed)
    features, truth = features.rows(sample), truth[sample]
    part = parts(truth, seed)
    logits = {strength: np.empty(truth.shape, np.float32) for strength in STRENGTHS}
    for fold in range(FOLDS):
        there = part == fold
        here, judged = features.rows(np.flatnonzero(~there)), features.rows(np.flatnonzero(there))
        idf = _idf(here.counts)
        fits = _Fits(here, truth[~there], several, idf)
        for strength in STRENGTHS:
            weights, bias = fits.fit(strength)
            logits[strength][there] = _matrix(judged, idf) @ weights + bias
            advance(1)
    return min(
        (
            Choice(strength, float(t), log_loss(calibrated(values, t, several), truth, several))
            for strength, values in logits.items()
            for t in TEMPERATURES
        ),
        key=lambda choice: choice.loss,
    )


def _sample(truth: Truth, seed: int) -> Numbers:
    """At most `ROWS_TO_CHOOSE_BY` rows, or `FOLDS` of each label where that is more."""
    shuffled = np.random.default_rng(seed).permutation(len(truth))
    stratum = _strata(truth)[shuffled]
    share = min(1.0, ROWS_TO_CHOOSE_BY / len(truth))
    chosen = []
    for one in np.unique(stratum):
        rows = shuffled[stratum == one]
        chosen.append(rows[: max(FOLDS, int(share * len(rows)))])
    return np.sort(np.concatenate(chosen))


def _strata(truth: Truth) -> Numbers:
    """The number of each row's rarest label; one more than there are for a row without any."""
    rarity = np.where(truth, truth.sum(axis=0), len(truth) + 1)
    stratum: Numbers = np.where(truth.any(axis=1), rarity.argmin(axis=1), truth.shape[1])
    return stratum


def _idf(counts: Any) -> Floats:
    """Smoothed inverse document frequency as scikit-learn has it; 0 for a word not there."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + documents)) + 1
    return np.where(documents, idf, 0).astype(np.float32)


def _matrix(features: Features, idf: Floats) -> Any:
    """What the linear model sees: the TF-IDF vector of length 1, then the document vector."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    counts = features.counts
    values = (1 + np.log(counts.data)) * idf[counts.indices]
    tfidf = csr_matrix((values, counts.indices, counts.indptr), counts.shape)
    vectors = csr_matrix(features.vectors * np.float32(VECTOR_LENGTH))
    return hstack([normalize(tfidf, copy=False), vectors], format="csr")


def _languages(rows: Sequence[Row]) -> tuple[str, ...]:
    languages = [row.language for row in rows]
    share = {language: languages.count(language) / len(rows) for language in set(languages)}
    known = (one for one, part in share.items() if part >= LEAST_LANGUAGE_SHARE and one != "und")
    return tuple(sorted(known))
