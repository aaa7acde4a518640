"""Whether weights of evidence fitted on several genres would be better than those in the code.

    python -m benchmarks.names.refit

A small logistic model: a label's score is its votes and the weights of the signs found. Weights are
fitted with a prior around those in the code (maximum a posteriori) and judged by cross-validation,
by document and by genre. Prints wrong labels of names by genre, before and after.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.names.scoring import Found, found
from benchmarks.names.texts import Annotated, annotated
from pipeline.extract import evidence, resolution
from pipeline.extract.forms import Form
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.keys import key
from pipeline.extract.signs import MOST

LABELS = ("person", "organization", "place")
FOLDS = 10
STEPS, RATE = 600, 0.02  # Adam's
TEMPERATURE, PRIOR = 1.2, 1.0  # votes to log-odds; deviation of a weight, in votes
Numbers = NDArray[np.float64]


class Case(NamedTuple):
    """A form: its document and genre, votes, signs, and the label that it should have."""

    document: int
    genre: str
    votes: Counter[str]
    signs: Counter[str]
    label: str


def cases(of: Sequence[Found]) -> Iterator[Case]:
    """All forms of the texts that have one label in the gold."""
    for number, (text, clean, spans) in enumerate(of):
        gold = _labels(text)
        met: dict[str, tuple[Counter[str], Counter[str]]] = {}
        for form, signs in _labelled(clean, spans):
            votes = Counter({label: min(n, MOST) for label, n in form.votes.items()})
            met[form.key] = votes, signs
        for name, (votes, signs) in met.items():
            if len(labels := gold.get(name, set())) == 1:
                yield Case(number, text.genre.partition(" ")[0], votes, signs, *labels)


def _labels(text: Annotated) -> dict[str, set[str]]:
    """Key of a name → the labels that the gold has for it; two or more where it is ambiguous."""
    found: dict[str, set[str]] = {}
    for name, label in text.names:
        found.setdefault(key(name), set()).add(label)
    for entity in text.entities:
        labels = {
            entity["type"],
            *entity.get("types", ()),
            *(["?"] * bool(entity.get("ambiguous"))),
        }
        for name in entity["variants"]:
            found.setdefault(key(name), set()).update(labels)
    return found


def _labelled(text: str, spans: Sequence[object]) -> Iterator[tuple[Form, Counter[str]]]:
    """Each form as it is labelled, with the signs that were found."""
    made: list[tuple[Form, Counter[str]]] = []
    signs = Counter[str]()
    weigh, label_form = evidence._weigh, evidence.label_form

    def weighed(found: list[str], scores: dict[str, float]) -> None:
        signs.update(found)
        weigh(found, scores)

    def labelled(text: str, form: Form, *rest: object) -> str:
        signs.clear()
        label = label_form(text, form, *rest)  # type: ignore[arg-type]
        made.append((form, signs.copy()))
        return label

    with (
        patch.object(evidence, "_weigh", weighed),
        patch.object(resolution, "label_form", labelled),
    ):
        resolution.resolve(text, spans, packaged())  # type: ignore[arg-type]
    yield from made


def fitted(signs: Numbers, votes: Numbers, labels: NDArray[np.intp], prior: Numbers) -> Numbers:
    """Weights (signs, labels) by maximum a posteriori, with Adam (Kingma and Ba 2015)."""
    weights = prior.copy()
    mean, square = np.zeros_like(prior), np.zeros_like(prior)
    right = np.eye(len(LABELS))[labels]
    for step in range(1, STEPS + 1):
        scores = TEMPERATURE * (votes + signs @ weights)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = TEMPERATURE * signs.T @ (shares - right) + (weights - prior) / PRIOR**2
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights -= RATE * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def main() -> None:
    """Print a line of JSON for each way of dividing, and the weights fitted on all."""
    of = [*cases(found(annotated()))]
    names = [*evidence.WEIGHTS]
    prior = np.array([evidence.WEIGHTS[name] for name in names], dtype=np.float64)
    signs = np.array([[case.signs[name] for name in names] for case in of], dtype=np.float64)
    votes = np.array([[case.votes[label] for label in LABELS] for case in of], dtype=np.float64)
    labels = np.array([LABELS.index(case.label) for case in of])
    genres = sorted({case.genre for case in of})
    ways = {
        "by document": np.array([case.document % FOLDS for case in of]),
        "by genre": np.array([genres.index(case.genre) for case in of]),
    }
    for way, folds in ways.items():
        before, after = Counter[str](), Counter[str]()
        for fold in sorted(set(folds.tolist())):
            out = folds == fold
            weights = fitted(signs[~out], votes[~out], labels[~out], prior)
            for counted, used in ((before, prior), (after, weights)):
                wrong = (votes[out] + signs[out] @ used).argmax(axis=1) != labels[out]
                counted.update(of[n].genre for n in np.flatnonzero(out)[wrong])
        facts = {"cases": len(of), "wrong": before.total(), "wrong when fitted": after.total()}
        print(json.dumps({way: facts, "genres": {g: (before[g], after[g]) for g in genres}}))
    weights = fitted(signs, votes, labels, prior)
    print(json.dumps(dict(zip(names, weights.round(2).tolist(), strict=True))))


if __name__ == "__main__":
    main()
