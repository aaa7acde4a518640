"""Small decision trees, fitted one after the other by gradient boosting; their values add up."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


class Trees(msgspec.Struct, frozen=True):
    """Trees as the file has them: the log-odds are `base` plus one leaf of each tree.

    A tree is a leaf (its value), or a node: [number of the feature, limit, the tree where the
    feature is at most the limit, the tree where it is above].
    """

    base: float
    trees: list[Any]


class Ensemble:
    """Trees as arrays: all are followed at once for many words, one level a step."""

    def __init__(self, trees: Trees) -> None:
        import numpy as np  # here, because it takes time and most commands need no trees

        self._base = trees.base
        self._depth = 0
        nodes: list[tuple[int, float, int, int, float]] = []
        self._roots = np.array([self._add(nodes, tree, 0) for tree in trees.trees], dtype=np.intp)
        features, limits, below, above, values = zip(*nodes, strict=True) if nodes else ((),) * 5
        self._features = np.array(features, dtype=np.intp)
        self._limits = np.array(limits)
        self._below = np.array(below, dtype=np.intp)
        self._above = np.array(above, dtype=np.intp)
        self._values = np.array(values)

    def log_odds(self, words: Sequence[Sequence[float]]) -> list[float]:
        """The log-odds of each word, given its features."""
        import numpy as np

        features = np.array(words, dtype=float)
        rows = np.arange(len(words))[:, None]
        nodes = np.broadcast_to(self._roots, (len(words), len(self._roots)))
        for _ in range(self._depth):
            most = features[rows, self._features[nodes]] <= self._limits[nodes]
            nodes = np.where(most, self._below[nodes], self._above[nodes])
        total: list[float] = (self._base + self._values[nodes].sum(axis=1)).tolist()
        return total

    def _add(self, nodes: list[tuple[int, float, int, int, float]], tree: Any, depth: int) -> int:
        """Put a tree's nodes behind the others; a leaf leads to itself. Returns its place."""
        place = len(nodes)
        self._depth = max(self._depth, depth)
        if not isinstance(tree, list):
            nodes.append((0, 0.0, place, place, float(tree)))
            return place
        feature, limit, below, above = tree
        nodes.append((feature, limit, 0, 0, 0.0))
        first = self._add(nodes, below, depth + 1)
        second = self._add(nodes, above, depth + 1)
        nodes[place] = (feature, limit, first, second, 0.0)
        return place


class Forest(msgspec.Struct, frozen=True):
    """The file: trees with and without a lexicon of the archive, names of `features` in order."""

    features: tuple[str, ...]
    with_lexicon: Trees
    without_lexicon: Trees


@cache
def load(language: str) -> Forest:
    """The trees for a language (ISO 639-1)."""
    file = files(__package__).joinpath(f"{language}-trees.json")
    return msgspec.json.decode(file.read_bytes(), type=Forest)
