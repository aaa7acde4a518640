"""Small decision trees, fitted one after the other by gradient boosting; their values add up."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import inf
from typing import Any

import msgspec


class Trees(msgspec.Struct, frozen=True):
    """Trees as the file has them: the log-odds are `base` plus one leaf of each tree.

    A tree is a leaf (its value), or a node: [number of the feature, limit, the tree where the
    feature is at most the limit, the tree where it is above].
    """

    base: float
    trees: list[Any]


# The feature, its limit, the node where it is at most the limit, a leaf's value.
_NOTHING_YET = (0, inf, 0, 0.0)


class Ensemble:
    """Trees as arrays: all are followed at once for many words, one level a step.

    The deepest tree stands first, so that a step moves only those that go on. A node's two ways
    stand side by side: above the limit is the place behind.
    """

    def __init__(self, trees: Trees) -> None:
        import numpy as np  # here, because it takes time and most commands need no trees

        deepest_first = sorted(trees.trees, key=_depth, reverse=True)
        depths = [*map(_depth, deepest_first)]
        nodes = [_NOTHING_YET] * len(depths)
        for root, tree in enumerate(deepest_first):
            _lay_out(nodes, root, tree)
        features, limits, below, values = zip(*nodes, strict=True) if nodes else ((),) * 4
        self._base = trees.base
        self._roots = np.arange(len(depths))[:, None]
        self._going_on = [  # how many trees, by level
            sum(depth > level for depth in depths) for level in range(max(depths, default=0))
        ]
        self._features = np.array(features, dtype=np.intp)
        self._limits = np.array(limits)
        self._below = np.array(below, dtype=np.intp)
        self._values = np.array(values)

    def log_odds(self, words: Sequence[Sequence[float]]) -> list[float]:
        """The log-odds of each word, given its features."""
        import numpy as np

        features = np.array(words, dtype=float)
        begins = np.arange(len(words)) * features.shape[1]
        nodes = np.repeat(self._roots, len(words), axis=1)
        for going_on in self._going_on:
            here = nodes[:going_on]
            values = features.take(self._features.take(here) + begins)
            nodes[:going_on] = self._below.take(here) + (values > self._limits.take(here))
        total: list[float] = (self._base + self._values.take(nodes).sum(axis=0)).tolist()
        return total


def _depth(tree: Any) -> int:
    """Levels below the root."""
    return 1 + max(map(_depth, tree[2:])) if isinstance(tree, list) else 0


def _lay_out(nodes: list[tuple[int, float, int, float]], place: int, tree: Any) -> None:
    """Put a tree's node at a place and those below behind the others; a leaf leads to itself."""
    if not isinstance(tree, list):
        nodes[place] = (0, inf, place, float(tree))
        return
    feature, limit, *ways = tree
    first = len(nodes)
    nodes[place] = (feature, limit, first, 0.0)
    nodes += [_NOTHING_YET] * len(ways)
    for way, below in enumerate(ways):
        _lay_out(nodes, first + way, below)


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
