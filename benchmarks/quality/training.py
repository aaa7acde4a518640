"""A trained head: `docmill train` on one half, its topics on the other; and the usual recipe."""

import json
from collections.abc import Sequence
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.corpus import CACHE, Article, articles, even_half
from benchmarks.measuring.docmill_command import DOCMILL
from benchmarks.quality.figure import Figure
from benchmarks.quality.kit import EVEN_HALF, run
from benchmarks.quality.topics import ranked, topics_of
from pipeline.classify import ClassifyStage

# corpus, every n-th of the other half to learn from, target
CASES = (("bbc", 1, 0.98), ("agnews", 2, 0.855), ("agnews", 1, None))
NAMES = {"bbc": "BBC", "agnews": "AG News"}


def measure() -> list[Figure]:
    """The rows on trained heads."""
    figures = []
    for corpus, step, target in CASES:
        learned_from = articles(corpus)[1::2][::step]
        judged = even_half(corpus)
        truth = [article.label for article in judged]
        stage = ClassifyStage(model=str(trained(learned_from)))
        guesses = [ranked(topics)[0] for topics in topics_of(judged, stage)]
        told = (len(judged), EVEN_HALF)
        rows = f"{NAMES[corpus]}, {len(learned_from):,} rows: macro-F1"
        figures += [
            Figure(f"{rows} of a trained head", macro_f1(truth, guesses), *told,
                   "`docmill train` on rows of the other half", at_least=target),
            Figure(f"{rows} of TF-IDF and a linear SVM",
                   macro_f1(truth, usual(learned_from, judged)), *told,
                   "scikit-learn's `TfidfVectorizer(sublinear_tf=True)`, `LinearSVC()`"),
        ]  # fmt: skip
    return figures


def trained(rows: Sequence[Article]) -> Path:
    """The file of a head that learned from these rows."""
    labelled, model = CACHE / "labelled.jsonl", CACHE / "head.model"
    with labelled.open("w", encoding="utf-8") as stream:
        for row in rows:
            told = {"title": row.title, "text": row.text, "label": row.label}
            stream.write(json.dumps(told) + "\n")
    run(DOCMILL, "train", str(labelled), "--output", str(model), "--json")
    return model


def usual(rows: Sequence[Article], judged: Sequence[Article]) -> list[str]:
    """The labels that the usual recipe gives: how hard these rows and these documents are."""
    known = make_pipeline(TfidfVectorizer(sublinear_tf=True), LinearSVC())
    known.fit([f"{row.title}\n{row.text}" for row in rows], [row.label for row in rows])
    return list(known.predict([f"{one.title}\n{one.text}" for one in judged]))


def macro_f1(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """The mean over the labels of F1 = 2 · right / (true + guessed)."""
    labels = sorted(set(truth))
    right = {
        label: sum(t == g == label for t, g in zip(truth, guesses, strict=True)) for label in labels
    }
    return sum(
        2 * right[label] / (truth.count(label) + guesses.count(label)) for label in labels
    ) / len(labels)
