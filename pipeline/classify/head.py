"""A trained head: gives a probability for each label, from a text's words and static vectors.

`docmill train` makes one (`pipeline/classify/training.py`). To use it takes numpy, but not
scikit-learn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.vectors import load_table, words

Floats = NDArray[np.float32]


def word_counts(title: str, text: str) -> Counter[str]:
    """The words of a document and its title, with their counts.

    Words of the title count once: to count them two or three times lost 0.5 points of macro-F1 on
    AG News.
    """
    return Counter(words(f"{title}\n{text}"))


@dataclass(frozen=True, eq=False)
class Head:
    """A linear model over TF-IDF and the document vector, with calibrated probabilities.

    `several`: whether labels are independent of one another (one-vs-rest) or exclude each other.
    `languages`: ISO 639-1 codes of the rows it learned from; none = any. `temperature`: what
    logits are divided by (Guo et al., "On Calibration of Modern Neural Networks", 2017). `rows`:
    how many it learned from. Shapes: `idf` (words,), `word_weights` (words, labels),
    `vector_weights` (dimensions, labels), `bias` (labels,).
    """

    labels: tuple[str, ...]
    several: bool
    languages: tuple[str, ...]
    temperature: float
    rows: int
    vocabulary: Sequence[str]
    idf: Floats
    word_weights: Floats
    vector_weights: Floats
    bias: Floats

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.vocabulary)}

    @cached_property
    def _padded(self) -> tuple[Floats, Floats]:
        """The weights of words, with a row of zeros at the end for unknown words."""
        nothing = np.zeros((1, len(self.labels)), np.float32)
        return np.append(self.idf, np.float32(0)), np.concatenate([self.word_weights, nothing])

    def logits(self, counts: Mapping[str, int]) -> Floats:
        """The logits of the labels before calibration, shape (labels,)."""
        idf, weights = self._padded
        numbers = map(self._numbers.get, counts, repeat(len(self.vocabulary)))
        rows = np.fromiter(numbers, np.intp, len(counts))
        frequencies = np.fromiter(counts.values(), np.float32, len(counts))
        # Sublinear TF-IDF of unit length, as scikit-learn's TfidfTransformer makes it.
        values = (1 + np.log(frequencies)) * idf[rows]
        total = self.bias + load_table().vector(counts) @ self.vector_weights
        if length := np.sqrt(values @ values):
            total = total + values @ weights[rows] / length
        return np.asarray(total, np.float32)

    def probabilities(self, title: str, text: str) -> Floats:
        """Each label's calibrated probability, shape (labels,)."""
        return calibrated(self.logits(word_counts(title, text)), self.temperature, self.several)


def calibrated(logits: Floats, temperature: float, several: bool) -> Floats:
    """Probabilities from logits, whose last axis is the labels."""
    scaled = logits / temperature
    if several:
        return np.asarray(1 / (1 + np.exp(-scaled)), np.float32)
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
