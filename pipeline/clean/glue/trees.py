"""Small decision trees whose answers add up, fitted one after the other by gradient boosting."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec


class Fork(msgspec.Struct, frozen=True, array_like=True):
    """A question: is the clue (by its number) at most `limit`; and where each answer leads."""

    clue: int
    limit: float
    below: Fork | float
    above: Fork | float


class Trees(msgspec.Struct, frozen=True):
    """Log-odds: `base`, and what the leaf adds that each tree comes to."""

    base: float
    trees: list[Fork]

    def odds(self, clues: Sequence[float]) -> float:
        """The log-odds that these clues make."""
        total = self.base
        for tree in self.trees:
            node: Fork | float = tree
            while isinstance(node, Fork):
                node = node.below if clues[node.clue] <= node.limit else node.above
            total += node
        return total


class Forest(msgspec.Struct, frozen=True):
    """The file: trees with and without a lexicon of the archive; `clues`: what each number is."""

    clues: tuple[str, ...]
    with_lexicon: Trees
    without_lexicon: Trees


@cache
def load(language: str) -> Forest:
    """The trees for a language (ISO 639-1)."""
    file = files(__package__).joinpath(f"{language}-trees.json")
    return msgspec.json.decode(file.read_bytes(), type=Forest)
