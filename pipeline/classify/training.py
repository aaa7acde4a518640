"""Trains a head from labelled documents, with scikit-learn.

The model is linear, a support vector machine for each label. Its features are the TF-IDF of words
and the static document vector. Cross-validation chooses the regularisation, the weight of the
vector, and the parameters that turn margins into probabilities.
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
# Inverse strengths of the L2 penalty, and lengths of the document vector (that of the TF-IDF vector
# is 1). For long articles 0.3 is best (BBC), for short news 0.8 (AG News); 1.2 was worse for both,
# and so were strengths of 10 and above.
STRENGTHS = (0.1, 0.3, 1.0, 3.0)
VECTOR_LENGTHS = (0.8, 0.55, 0.3, 0.15)
# The choice is made with at most this many rows; the final fit uses all.
ROWS_TO_CHOOSE_BY = 10_000
MOST_WORDS = 100_000  # the most frequent ones; bounds the size of the model
# Margins are divided by the temperature. Where labels are independent, a shift is added.
TEMPERATURES = np.geomspace(0.03, 3.0, 100)
SHIFTS = np.linspace(-1.0, 1.0, 21)
FLOOR = 1e-9  # of a probability, for its logarithm
# A language with a smaller share of the rows is taken for an error of the language identification.
LEAST_LANGUAGE_SHARE = 0.05
FITS = FOLDS * len(STRENGTHS) * len(VECTOR_LENGTHS) + 1


class Choice(NamedTuple):
    """The choice of cross-validation; `loss`: mean log loss (nats) on held-out rows."""

    strength: float
    vector_length: float
    temperature: float
    shift: float
    loss: float


class Learned(NamedTuple):
    """A head, and how it was chosen."""

    head: Head
    choice: Choice


class Features(NamedTuple):
    """The features of documents, one row each: counts of words (sparse), document vectors."""

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
    """Train a head on rows whose labels have at least `LEAST_ROWS` each (`labelled.select`).

    The same rows and seed give the same head. `advance` is called after each of the `FITS` fits.
    """
    vocabulary, features = _features(rows)
    truth = truth_of(rows, labels)
    choice = _choose(features, truth, several, seed, advance)
    idf = _idf(features.counts)
    matrix = _matrix(features, idf, choice.vector_length)
    weights, bias = _fit(matrix, truth, several, choice.strength, seed)
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
        vector_weights=weights[len(vocabulary) :] * np.float32(choice.vector_length),
        bias=bias + np.float32(choice.shift),
    )
    return Learned(head, choice)


def truth_of(rows: Sequence[Row], labels: Sequence[str]) -> Truth:
    """Which row has which label."""
    return np.array([[label in row.labels for label in labels] for row in rows], np.bool_)


def parts(truth: Truth, seed: int) -> Numbers:
    """A part in 0..FOLDS-1 for each row, at random, with every label in all parts equally.

    A row with several labels counts for its rarest one.
    """
    stratum = _strata(truth)
    order = np.lexsort((np.random.default_rng(seed).random(len(truth)), stratum))
    part = np.empty(len(truth), np.intp)
    part[order] = np.arange(len(truth)) % FOLDS
    return part


def log_loss(probabilities: Floats, truth: Truth, several: bool) -> float:
    """Mean −log of the probability of the true label, in nats; over all labels with `several`.

    The targets are (n + 1) / (n + 2) instead of 1, as if each answer had been seen once more
    (J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999): a few rows that are all
    right do not prove certainty.
    """
    doubt = 1 / (len(truth) + 2)
    right = np.where(truth, probabilities, 1 - probabilities) if several else probabilities[truth]
    wrong = 1 - right
    losses = (1 - doubt) * np.log(np.maximum(right, FLOOR)) + doubt * np.log(
        np.maximum(wrong, FLOOR)
    )
    return float(-losses.mean())


def _fit(
    matrix: Any, truth: Truth, several: bool, strength: float, seed: int
) -> tuple[Floats, Floats]:
    """Weights (words and dimensions, labels) and bias (labels,)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    labels = truth.shape[1]
    weights = np.zeros((matrix.shape[1], labels), np.float32)
    bias = np.zeros(labels, np.float32)
    # For two labels that exclude each other one fit is enough.
    for number in range(labels if several or labels > 2 else 1):
        target = truth[:, number]
        if target.all() or not target.any():
            # All rows agree: with several labels, a part may have no row with this one.
            bias[number] = 1.0 if target.all() else -1.0
            continue
        model = LinearSVC(C=strength, random_state=seed)
        with warnings.catch_warnings():
            # A fit that has not quite converged is used like all others.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(matrix, target)
        weights[:, number], bias[number] = model.coef_[0], model.intercept_[0]
    if not several and labels == 2:
        weights[:, 1], bias[1] = -weights[:, 0], -bias[0]
    return weights, bias


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
    """The strength with the least log loss on held-out rows, each with its best temperature."""
    sample = _sample(truth, seed)
    features, truth = features.rows(sample), truth[sample]
    part = parts(truth, seed)
    settings = [(strength, length) for length in VECTOR_LENGTHS for strength in STRENGTHS]
    logits = {setting: np.empty(truth.shape, np.float32) for setting in settings}
    for fold in range(FOLDS):
        there = part == fold
        here, judged = features.rows(np.flatnonzero(~there)), features.rows(np.flatnonzero(there))
        idf = _idf(here.counts)
        for strength, length in settings:
            matrix = _matrix(here, idf, length)
            weights, bias = _fit(matrix, truth[~there], several, strength, seed)
            logits[strength, length][there] = _matrix(judged, idf, length) @ weights + bias
            advance(1)
    # Differences of a thousandth of a nat are chance. Of equal ones the first is regularised most
    # and depends most on the vectors, which know more words than the rows.
    return min(
        (_calibrate(values, truth, several, *setting) for setting, values in logits.items()),
        key=lambda choice: round(choice.loss, 3),
    )


def _calibrate(
    logits: Floats, truth: Truth, several: bool, strength: float, vector_length: float
) -> Choice:
    """The temperature and shift with the least log loss."""
    # A shift of all logits changes nothing where labels exclude each other.
    shifts = SHIFTS if several else np.zeros(1)
    return min(
        (
            Choice(
                strength, vector_length, float(temperature), float(shift),
                log_loss(calibrated(logits + shift, temperature, several), truth, several),
            )
            for shift in shifts
            for temperature in TEMPERATURES
        ),
        key=lambda choice: choice.loss,
    )  # fmt: skip


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
    """Smoothed inverse document frequency as in scikit-learn; 0 for a word that does not occur."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + documents)) + 1
    return np.where(documents, idf, 0).astype(np.float32)


def _matrix(features: Features, idf: Floats, vector_length: float) -> Any:
    """The input of the linear model: the TF-IDF vector of length 1, then the document vector."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    counts = features.counts
    values = (1 + np.log(counts.data)) * idf[counts.indices]
    tfidf = csr_matrix((values, counts.indices, counts.indptr), counts.shape)
    vectors = csr_matrix(features.vectors * np.float32(vector_length))
    return hstack([normalize(tfidf, copy=False), vectors], format="csr")


def _languages(rows: Sequence[Row]) -> tuple[str, ...]:
    languages = [row.language for row in rows]
    share = {language: languages.count(language) / len(rows) for language in set(languages)}
    known = (one for one, part in share.items() if part >= LEAST_LANGUAGE_SHARE and one != "und")
    return tuple(sorted(known))
