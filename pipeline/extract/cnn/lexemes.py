"""The embeddings of tokens, each computed once."""

import mmap
from collections.abc import Callable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cnn.structure import Floats, Keys

# More than a thousand articles have: a process that would need more room than it was forked with
# would have to copy what it shares. What is not used yet takes no memory.
_FIRST_ROOM = 65_536


class Lexemes:
    """A table of embeddings by the attributes of tokens.

    `vectors`: (rows, width); `blank`: whether a row is white space. Both have more rows than are
    used. Row 0 is for the gaps between documents: zeros, as spaCy pads them, and blank.
    """

    def __init__(self, embed: Callable[[Keys], Floats], width: int) -> None:
        self._embed = embed
        self._rows: dict[bytes, int] = {}
        self.vectors = _zeros(_FIRST_ROOM, width)
        self.blank: NDArray[np.bool_] = np.ones(_FIRST_ROOM, np.bool_)

    def __len__(self) -> int:
        return len(self._rows)

    def forget_after(self, row: int) -> None:
        """Remove the rows after this one; they are used again."""
        self._rows = dict(islice(self._rows.items(), row))

    def rows(self, keys: Keys, blank: NDArray[np.bool_]) -> list[int]:
        """The rows of tokens with these attributes (tokens, columns); adds new ones."""
        content, size = keys.tobytes(), keys.shape[1] * keys.itemsize
        known, new = self._rows, []
        rows = []
        for number in range(len(keys)):
            key = content[number * size : (number + 1) * size]
            row = known.get(key)
            if row is None:
                row = known[key] = len(known) + 1
                new.append(number)
            rows.append(row)
        if new:
            end = len(known) + 1
            self._make_room(end)
            self.vectors[end - len(new) : end] = self._embed(keys[new])
            self.blank[end - len(new) : end] = blank[new]
        return rows

    def _make_room(self, rows: int) -> None:
        if rows > len(self.vectors):
            room = max(rows, 2 * len(self.vectors))
            vectors, blank = self.vectors, self.blank
            self.vectors = _zeros(room, vectors.shape[1])
            self.vectors[: len(vectors)] = vectors
            self.blank = np.ones(room, np.bool_)
            self.blank[: len(blank)] = blank


def _zeros(rows: int, width: int) -> Floats:
    """Memory of its own from the system: in what was freed before, zeros would be written."""
    size = rows * width * np.dtype(np.float32).itemsize
    return np.frombuffer(mmap.mmap(-1, size, mmap.MAP_PRIVATE), np.float32).reshape(rows, width)
