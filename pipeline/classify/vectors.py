"""Static vectors of texts, from the packaged table of word pieces.

The table is distilled from a sentence encoder by `benchmarks/topics_table.py`, which says how;
`table/provenance.json` says from what. Nothing is read before the first vector is asked for. The
rows stay in the file and are mapped, so that all processes of a machine share them.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.remembered import Remembered

Vector = NDArray[np.float32]

_FOLDER = Path(__file__).with_name("table")
_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile("[^\\x00-\\x7f]")
_MARKS = ("\u0300", "\u036f")
_ASCII_WORDS = bytes(b if chr(b).isalnum() and b < 128 else ord(" ") for b in range(256))
_LAST_CHARACTER = "\U0010ffff"  # sorts after every other one
_LONGEST_WORD = 40  # characters; what is longer is no word, and taking it apart would cost


def words(text: str) -> list[str]:
    """The words of a text as the encoder knows them: lower case, no accents, no hyphens."""
    text = text.lower()
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_plain, unicodedata.normalize("NFD", text))
        if not text.isascii():
            return _WORD.findall(text)
    # A third of the time that the regular expression takes.
    return text.encode().translate(_ASCII_WORDS).decode().split()


def _plain(match: re.Match[str]) -> str:
    """A letter as it is, nothing for an accent, a blank for anything else."""
    character = match[0]
    if _MARKS[0] <= character <= _MARKS[1]:
        return ""
    return character if character.isalnum() else " "


class Table:
    """Word pieces and their vectors, by descending frequency of the pieces.

    `numbers_of[word]`: the row of a word, or those of its pieces; none for what is no word.
    """

    def __init__(self, folder: Path) -> None:
        pieces = (folder / "pieces.txt").read_text("utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._sorted = sorted(pieces)
        self._rows: NDArray[np.int8] = np.load(folder / "rows.npy", mmap_mode="r")
        factors = np.load(folder / "factors.npy")
        # No row changes without its factor.
        self.digest = blake2b(factors.tobytes(), digest_size=8).hexdigest()
        # The rarer a piece is, the more it says: log(1 + rank) stands in for the idf.
        self._ranks: Vector = np.log1p(np.arange(len(pieces), dtype=np.float32))
        self._weights: Vector = factors * self._ranks
        self.numbers_of: Mapping[str, tuple[int, ...]] = Remembered(self._take_apart)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._rows.shape[1])

    def vector(self, counts: Mapping[str, float]) -> Vector:
        """The unit vector of words with their counts; zeros when no word is known.

        Σ log(1 + count) · log(1 + rank) · row over the pieces of each word.
        """
        pieces = list(map(self.numbers_of.__getitem__, counts))
        numbers = np.array(list(chain.from_iterable(pieces)), np.intp)
        if not len(numbers):
            return np.zeros(self.dimensions, np.float32)
        frequencies = np.fromiter(counts.values(), np.float32, len(counts))
        frequencies = frequencies.repeat(list(map(len, pieces)))
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
        numbers = list(self.numbers_of[word])
        return float(self._ranks[numbers].mean() / self._ranks[-1]) if numbers else 1.0

    def _floats(self, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
        return self._rows.take(numbers, 0).astype(np.float32)

    def _numbers_of_seed(self, seed: str) -> Sequence[int]:
        parts = words(seed)
        if seed.endswith("*") and len(parts) == 1:
            opening = parts[0]
            first = bisect_left(self._sorted, opening)
            after = bisect_left(self._sorted, opening + _LAST_CHARACTER)
            if first < after:
                return [self._numbers[piece] for piece in self._sorted[first:after]]
        return [number for part in parts for number in self.numbers_of[part]]

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
