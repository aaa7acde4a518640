"""Fits the constants that turn a label's evidence into the probability that it is right.

A logistic regression on even documents of the development corpus: whether the first label is the
data set's own, under its own taxonomy and under the default one, and for 90 articles whether each
label of the default taxonomy is right (`several.toml`). Every second text with hardly any topic
(`off_topic.toml`) counts, too. Prints the constants for `pipeline/classify/scoring.py`, how well
they do on the odd documents, and how many further labels of the 90 articles are given.
"""

import gzip
import json
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import SHARED
from benchmarks.quality.topics import OWN, RIGHT
from pipeline.classify.choice import THRESHOLD
from pipeline.classify.scoring import SHORTEST, Scorer
from pipeline.classify.taxonomy import load_taxonomy
from pipeline.classify.vectors import words

HERE = Path(__file__).parent
CORPORA = ("bbc", "agnews")
SEVERAL_WEIGHT = 2.0  # of an annotated label against a first one's; see the explanation
OFF_TOPIC_WEIGHT = 10.0  # of a label of a text that has hardly any topic
BINS = (0.5, 0.6, 0.7, 0.8, 0.9)

Floats = NDArray[np.float64]


def main() -> None:
    """Fit, print, judge."""
    several = tomllib.loads((HERE / "several.toml").read_text("utf-8"))
    features: list[Floats] = []
    right: list[Floats] = []
    weights: list[Floats] = []
    held_out = []
    further = Further()
    for row, given in off_topic():
        features.append(row)
        right.append(given)
        weights.append(np.full(len(given), OFF_TOPIC_WEIGHT))
    for corpus in CORPORA:
        documents = list(read(corpus))
        for source in (str(OWN / f"{corpus}.toml"), "iptc"):
            taxonomy = load_taxonomy(source)
            names = [label.label for label in taxonomy.labels]
            scorer = Scorer(taxonomy)
            evidence = np.array([scorer.evidence(d["title"], d["text"], "en") for d in documents])
            best = evidence.argmax(axis=1)
            known = [
                names[b] in (RIGHT[corpus][d["label"]] if source == "iptc" else {d["label"]})
                for b, d in zip(best, documents, strict=True)
            ]
            every = described(evidence, np.array([size(d["title"], d["text"]) for d in documents]))
            first = every[np.arange(len(documents)), best]
            features.append(first[::2])
            right.append(np.array(known[::2], float))
            weights.append(np.full(len(first[::2]), len(several) / len(first[::2])))
            held_out.append((f"{corpus}, {source.rpartition('/')[2]}", first[1::2], known[1::2]))
            if source == "iptc":
                for row, document in zip(every, documents, strict=True):
                    if labels := several.get(document["id"]):
                        features.append(row)
                        right.append(np.array([float(name in labels) for name in names]))
                        weights.append(np.full(len(names), SEVERAL_WEIGHT))
                        further.count(scorer, document, set(labels))
    constants = fit(np.concatenate(features), np.concatenate(right), np.concatenate(weights))
    print("constant, evidence, behind, size, evidence x size:", constants.round(2))
    for what, rows, known in held_out:
        judge(what, probabilities(rows, constants), np.array(known, float))
    print(
        f"further labels, with the constants as they are: {further.given} given, of these "
        f"{further.both} right; {further.right} would be right"
    )


@dataclass
class Further:
    """Labels beside the first: how many are given, are right, are both."""

    given: int = 0
    right: int = 0
    both: int = 0

    def count(self, scorer: Scorer, document: dict[str, str], right: set[str]) -> None:
        """Add one annotated document."""
        scores = scorer.scores(document["title"], document["text"], "en")
        first, *others = sorted(scores, key=scores.__getitem__, reverse=True)
        given = {label for label in others if scores[label] >= THRESHOLD}
        self.given += len(given)
        self.right += len(right - {first})
        self.both += len(given & right)


def read(corpus: str) -> Iterator[dict[str, str]]:
    """The documents of a development corpus."""
    path = SHARED / "corpus" / f"{corpus}-dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def off_topic() -> Iterator[tuple[Floats, Floats]]:
    """Of every second text of `off_topic.toml`: features of its labels, and which are right."""
    taxonomy = load_taxonomy()
    scorer = Scorer(taxonomy)
    texts = tomllib.loads((HERE / "off_topic.toml").read_text("utf-8"))["texts"]
    for entry in texts[::2]:
        evidence = np.array([scorer.evidence("", entry["text"], "en")])
        known = [float(label.label in entry["right"]) for label in taxonomy.labels]
        yield described(evidence, np.array([size("", entry["text"])]))[0], np.array(known)


def size(title: str, text: str) -> float:
    """The logarithm of the number of different words, as the scorer takes it."""
    return math.log(max(len(set(words(f"{title}\n{text}"))), SHORTEST))


def described(evidence: Floats, sizes: Floats) -> Floats:
    """Features of every label of every document, shape (documents, labels, 5)."""
    behind = evidence.max(axis=1, keepdims=True) - evidence
    wide = np.broadcast_to(sizes[:, None], evidence.shape)
    return np.stack([np.ones_like(evidence), evidence, behind, wide, evidence * wide], axis=-1)


def probabilities(rows: Floats, constants: Floats) -> Floats:
    """The calibrated probability of each row."""
    values: Floats = 1 / (1 + np.exp(-rows @ constants))
    return values


def fit(rows: Floats, right: Floats, weights: Floats) -> Floats:
    """Weighted logistic regression by Newton's method."""
    constants = np.zeros(rows.shape[1])
    for _ in range(30):
        guess = probabilities(rows, constants)
        slope = (rows * (weights * guess * (1 - guess))[:, None]).T @ rows
        constants += np.linalg.solve(slope, rows.T @ (weights * (right - guess)))
    return constants


def judge(what: str, guess: Floats, right: Floats) -> None:
    """Print how often first labels are right, by the probability that is claimed."""
    bins = np.digitize(guess, BINS)
    print(what)
    for number in sorted(set(bins)):
        here = bins == number
        print(f"  claimed {guess[here].mean():.2f}, right {right[here].mean():.2f} of {here.sum()}")


if __name__ == "__main__":
    main()
