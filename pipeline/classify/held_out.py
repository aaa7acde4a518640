"""Evaluates a head on rows that it was not trained on."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
import numpy as np

from pipeline.classify.choice import THRESHOLD
from pipeline.classify.head import Floats, Head
from pipeline.classify.labelled import Row
from pipeline.classify.training import Truth, learn, parts, truth_of

THRESHOLDS = (0.0, 0.3, THRESHOLD, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
BINS = 10


class LabelScore(msgspec.Struct, frozen=True):
    """One label: precision, recall, F1 in 0..1; `rows`: how many have it."""

    label: str
    precision: float
    recall: float
    f1: float
    rows: int


class Point(msgspec.Struct, frozen=True):
    """At a threshold: the share of documents with a label, the share of labels that are right."""

    threshold: float
    coverage: float
    precision: float


class Report(msgspec.Struct, frozen=True):
    """The quality of a head.

    `labels`: scores when labels are chosen as the stage does, with its threshold. `accuracy`: share
    of documents whose labels are exactly right, when each gets its best label (with several labels
    a document: all that reach the threshold). `macro_f1`: mean of the labels' F1 by the same rule.
    `confusion[i][j]`: documents of label i given label j (None with several labels a document).
    `calibration_error`: mean gap between probability and share of right labels, over ten equal bins
    (ECE; Guo et al. 2017).
    """

    learned_from: int
    judged_on: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    labels: tuple[LabelScore, ...]
    confusion: tuple[tuple[int, ...], ...] | None
    abstention: tuple[Point, ...]


def held_out(
    rows: Sequence[Row],
    labels: Sequence[str],
    several: bool,
    seed: int = 0,
    advance: Callable[[int], None] = lambda more: None,
) -> Report:
    """Train on four fifths of the rows and evaluate on the rest."""
    judged = parts(truth_of(rows, labels), seed) == 0
    seen = [row for row, out in zip(rows, judged, strict=True) if not out]
    head = learn(seen, labels, several, seed, advance).head
    return report(head, [row for row, out in zip(rows, judged, strict=True) if out])


def report(head: Head, rows: Sequence[Row]) -> Report:
    """Evaluate a head on rows that it was not trained on."""
    probabilities = np.stack([head.probabilities(row.title, row.text) for row in rows])
    truth = truth_of(rows, head.labels)
    given = _given(probabilities, THRESHOLD if head.several else 0.0, head.several)
    scores = tuple(_label_scores(head.labels, given, truth))
    return Report(
        learned_from=head.rows,
        judged_on=len(rows),
        accuracy=_rounded((given == truth).all(axis=1).mean()),
        macro_f1=_rounded(sum(score.f1 for score in scores) / len(scores)),
        calibration_error=_calibration_error(probabilities, truth, head.several),
        labels=scores,
        confusion=None if head.several else _confusion(given, truth),
        abstention=tuple(_points(probabilities, truth, head.several)),
    )


def _given(probabilities: Floats, threshold: float, several: bool) -> Truth:
    """The labels that documents get: all that reach the threshold, or only the best of these."""
    enough = probabilities >= threshold
    if several:
        return enough
    best = np.zeros(probabilities.shape, np.bool_)
    best[np.arange(len(best)), probabilities.argmax(axis=1)] = True
    return best & enough


def _label_scores(labels: Sequence[str], given: Truth, truth: Truth) -> Iterable[LabelScore]:
    for label, here, there in zip(labels, given.T, truth.T, strict=True):
        right = int((here & there).sum())
        precision, recall = _share(right, here.sum()), _share(right, there.sum())
        f1 = _share(2 * right, here.sum() + there.sum())
        yield LabelScore(label, precision, recall, f1, int(there.sum()))


def _confusion(given: Truth, truth: Truth) -> tuple[tuple[int, ...], ...]:
    table = truth.astype(np.int64).T @ given.astype(np.int64)
    return tuple(tuple(int(count) for count in row) for row in table)


def _points(probabilities: Floats, truth: Truth, several: bool) -> Iterable[Point]:
    for threshold in THRESHOLDS[1:] if several else THRESHOLDS:
        given = _given(probabilities, threshold, several)
        coverage = _rounded(given.any(axis=1).mean())
        yield Point(threshold, coverage, _share((given & truth).sum(), given.sum()))


def _calibration_error(probabilities: Floats, truth: Truth, several: bool) -> float:
    told, right = probabilities.ravel(), truth.ravel()
    if not several:
        best = probabilities.argmax(axis=1)
        told, right = probabilities.max(axis=1), truth[np.arange(len(truth)), best]
    bins = np.minimum((told * BINS).astype(np.intp), BINS - 1)
    gaps = np.bincount(bins, told - right, BINS)
    return _rounded(np.abs(gaps).sum() / len(told))


def _share(part: float, whole: float) -> float:
    return _rounded(part / whole) if whole else 0.0


def _rounded(value: float) -> float:
    return round(float(value), 4)
