"""Static vectors of texts, from the packaged table of word pieces.

The table is distilled from a sentence encoder by `benchmarks/topics_table.py`, which says how;
`table/provenance.json` says from what. Nothing is read before the first vector is asked for. The
rows stay in the file and are mapped, so that all processes of a machine share them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.folding import fold

Vector = NDArray[np.float32]

_FOLDER = Path(__file__).with_name("table")
_WORD = re.compile(r"[^\W_]+")
_REMEMBERED_WORDS = 65_536
_LONGEST_WORD = 40  # characters; what is longer is no word, and taking it apart would cost


def words(text: str) -> list[str]:
    """The words of a text in lower case, parted at hyphens."""
    return _WORD.findall(text.lower())


class Table:
    """Word pieces and their vectors, by descending frequency of the pieces."""

    def __init__(self, folder: Path) -> None:
        pieces = (folder / "pieces.txt").read_text("utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._rows: NDArray[np.int8] = np.load(folder / "rows.npy", mmap_mode="r")
        factors = np.load(folder / "factors.npy")
        # No row changes without its factor.
        self.digest = blake2b(factors.tobytes(), digest_size=8).hexdigest()
        # The rarer a piece is, the more it says: log(1 + rank) stands in for the idf.
        self._weights: Vector = (factors * np.log1p(np.arange(len(pieces)))).astype(np.float32)
        self.numbers_of = lru_cache(_REMEMBERED_WORDS)(self._take_apart)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._rows.shape[1])

    def vector(self, counts: Mapping[str, float]) -> Vector:
        """The unit vector of words with their counts; zeros when no word is known.

        Σ log(1 + count) · log(1 + rank) · row over all pieces of all words.
        """
        found: dict[int, float] = {}
        for word, count in counts.items():
            for number in self.numbers_of(word):
                found[number] = found.get(number, 0.0) + count
        if not found:
            return np.zeros(self.dimensions, np.float32)
        numbers = np.fromiter(found, np.intp, len(found))
        frequencies = np.fromiter(found.values(), np.float32, len(found))
        total = (np.log1p(frequencies) * self._weights[numbers]) @ self._rows[numbers].astype(
            np.float32
        )
        vector: Vector = total / np.sqrt(total @ total)
        return vector

    def _take_apart(self, word: str) -> tuple[int, ...]:
        """A word's row, or those of its pieces, longest first; none when a rest is unknown."""
        if len(word) > _LONGEST_WORD:
            return ()
        word = fold(word)  # the encoder knows no accents
        if (whole := self._numbers.get(word)) is not None:
            return (whole,)
        found: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(prefix + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return ()
        return tuple(found)


@cache
def load_table() -> Table:
    """The packaged table, read once a process."""
    return Table(_FOLDER)


def document_vector(text: str) -> Vector:
    """A text's unit vector, shape (dimensions,), float32; zeros for a text without known words."""
    return load_table().vector(Counter(words(text)))


def document_vectors(texts: Iterable[str]) -> NDArray[np.float32]:
    """The vectors of texts, shape (texts, dimensions)."""
    vectors = [document_vector(text) for text in texts]
    return np.stack(vectors) if vectors else np.zeros((0, load_table().dimensions), np.float32)
