"""Static vectors of texts, from the packaged table of word pieces.

The table is distilled from a sentence encoder by `benchmarks/topics_table.py`, which says how;
`table/provenance.json` says from what. Nothing is read before the first vector is asked for. The
rows stay in the file and are mapped, so that all processes of a machine share them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

REMEMBERED_WORDS = 65_536  # words whose pieces, or seeds, need not be looked up again

_FOLDER = Path(__file__).with_name("table")
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_LONGEST_WORD = 40  # characters; what is longer is no word, and taking it apart would cost


def words(text: str) -> list[str]:
    """The words of a text as the encoder knows them: lower case, no accents, no hyphens."""
    text = text.lower()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return _WORD.findall(text)


class Table:
    """Word pieces and their vectors, by descending frequency of the pieces.

    `numbers_of(word)`: the row of a word, or those of its pieces; none for what is no word.
    """

    def __init__(self, folder: Path) -> None:
        pieces = (folder / "pieces.txt").read_text("utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._rows: NDArray[np.int8] = np.load(folder / "rows.npy", mmap_mode="r")
        factors = np.load(folder / "factors.npy")
        # No row changes without its factor.
        self.digest = blake2b(factors.tobytes(), digest_size=8).hexdigest()
        # The rarer a piece is, the more it says: log(1 + rank) stands in for the idf.
        self._ranks: Vector = np.log1p(np.arange(len(pieces), dtype=np.float32))
        self._weights: Vector = factors * self._ranks
        self.numbers_of = lru_cache(REMEMBERED_WORDS)(self._take_apart)

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
        return _unit(np.log1p(frequencies) * self._weights[numbers] @ self._floats(numbers))

    def centre(self, seeds: Iterable[str]) -> Vector:
        """The unit vector of seed words and phrases, each of the same weight; zeros for none.

        A final `*` stands for all words of the table that begin so.
        """
        total = np.zeros(self.dimensions, np.float32)
        for seed in seeds:
            numbers = np.array(self._numbers_of_seed(seed), np.intp)
            if len(numbers):
                total += self._weights[numbers] @ self._floats(numbers) / len(numbers)
        return _unit(total)

    def rarity(self, word: str) -> float:
        """How much a word says: log(1 + rank) against the rarest piece's; 1 for an unknown one."""
        numbers = list(self.numbers_of(word))
        return float(self._ranks[numbers].mean() / self._ranks[-1]) if numbers else 1.0

    def _floats(self, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
        return self._rows[numbers].astype(np.float32)

    def _numbers_of_seed(self, seed: str) -> Sequence[int]:
        parts = words(seed)
        if seed.endswith("*") and len(parts) == 1:
            opening = parts[0]
            if found := [n for piece, n in self._numbers.items() if piece.startswith(opening)]:
                return found
        return [number for part in parts for number in self.numbers_of(part)]

    def _take_apart(self, word: str) -> tuple[int, ...]:
        """A word's row, or those of its pieces, longest first; none when a rest is unknown."""
        if len(word) > _LONGEST_WORD:
            return ()
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


def _unit(vector: Vector) -> Vector:
    length = float(np.sqrt(vector @ vector))
    return vector / np.float32(length) if length else vector


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
