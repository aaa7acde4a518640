"""Static vectors of texts, from packaged tables.

`table/` holds English word pieces, `joint/` words of several languages in one space. They were
distilled from sentence encoders by `tools/topics/`; `provenance.json` beside them names the
encoders. Nothing is read before the first vector is needed, and of other languages only those that
are met. The rows stay in the file and are memory-mapped, so that all processes of a machine share
them.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.remembered import Remembered

Vector = NDArray[np.float32]

_FOLDER = Path(__file__).with_name("table")
_JOINT = Path(__file__).with_name("joint")
_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile("[^\\x00-\\x7f]")
_INNER_APOSTROPHE = re.compile("(?<=[\u0400-\u04ff])['\u2019\u02bc](?=[\u0400-\u04ff])")
_MARKS = ("\u0300", "\u036f")
_ASCII_WORDS = bytes(b if chr(b).isalnum() and b < 128 else ord(" ") for b in range(256))
_LAST_CHARACTER = "\U0010ffff"  # sorts after every other one
_AT_ONCE = 16_384  # rows (16 MB) in memory at once: 2 MB of base64 have a million pieces
# Chosen on the development part of SIB-200, see docs/explanation/topics.md.
_LEAST_COMMON = 4  # letters that a word has in common with the one it counts as
_COMMON_SHARE = 0.6  # of the letters of the longer one of both
_LENGTHS_DIFFER = 0.1  # what a letter more or less takes away
_NEIGHBOURS = 3  # in alphabetical order, on each side
# Languages that write compounds in one word, which no list has all of.
_COMPOUNDING = frozenset({"de", "nl"})
_SHORTEST_PART = 4  # letters of a part of a compound
_LINKS = ("", "s", "es", "n", "en", "er", "e")  # between the parts: "Gesundheit-s-system"
_LINK_COST = 0.5  # of a link, where a part costs the logarithm of its rank
_SURE_SHARE = 0.75  # in common with a listed word: rather a form of it than a compound
_LONGEST_WORD = 40  # characters; longer strings are no words and would take long to split


def words(text: str) -> list[str]:
    """The words of a text as the tables know them: lower case, no accents, no hyphens.

    An apostrophe between Cyrillic letters is a part of the word, as Ukrainian writes it.
    """
    text = text.lower()
    if not text.isascii():
        text = _INNER_APOSTROPHE.sub("", text)
        text = _BEYOND_ASCII.sub(_plain, unicodedata.normalize("NFD", text))
        if not text.isascii():
            return _WORD.findall(text)
    # This takes a third of the time of the regular expression.
    return text.encode().translate(_ASCII_WORDS).decode().split()


def _plain(match: re.Match[str]) -> str:
    """A letter as it is, nothing for an accent, a blank for anything else."""
    character = match[0]
    if _MARKS[0] <= character <= _MARKS[1]:
        return ""
    return character if character.isalnum() else " "


class Found(NamedTuple):
    """The words of a text as rows of the table, and their weights, log(1 + count).

    `pieces`: row numbers; the first `whole` of them are whole words, the others pieces of words
    that the table does not have. `apart`: those words with their weights.
    """

    pieces: NDArray[np.intp]
    weights: Vector
    whole: int
    apart: list[tuple[str, float]]


class Table:
    """Word pieces and their vectors, by descending frequency of the pieces.

    `numbers`: the row of each piece. `pieces_of[word]`: the rows of the pieces of a word that is
    not in the table; empty if it is no word.
    """

    def __init__(self, folder: Path) -> None:
        pieces = (folder / "pieces.txt").read_text("utf-8").splitlines()
        self.numbers = {piece: number for number, piece in enumerate(pieces)}
        self._sorted = sorted(pieces)
        self._longest = max(map(len, pieces))
        # As a plain array: each operation on a `memmap` makes a new object of that class first.
        self._rows: NDArray[np.int8] = np.asarray(np.load(folder / "rows.npy", mmap_mode="r"))
        self.factors: Vector = np.load(folder / "factors.npy")
        # No row changes without its factor.
        self.digest = blake2b(self.factors.tobytes(), digest_size=8).hexdigest()
        # Rarer pieces get more weight: log(1 + rank) is used as the idf.
        self._ranks: Vector = np.log1p(np.arange(len(pieces), dtype=np.float32))
        self._weights: Vector = self.factors * self._ranks
        self.pieces_of: Mapping[str, tuple[int, ...]] = Remembered(self._take_apart)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._rows.shape[1])

    def vector(self, counts: Mapping[str, float]) -> Vector:
        """The unit vector of words with their counts; zeros when no word is known.

        Σ log(1 + count) · log(1 + rank) · row over the pieces of each word.
        """
        return self.vector_of(self.find(counts))

    def find(self, counts: Mapping[str, float]) -> Found:
        """Look up words with their counts in the table."""
        number_of = self.numbers.get
        numbers = np.array([number_of(word, -1) for word in counts], np.intp)
        weights = np.log1p(np.fromiter(counts.values(), np.float32, len(counts)))
        known = numbers >= 0
        if known.all():
            return Found(numbers, weights, len(numbers), [])
        unknown = [word for word in counts if word not in self.numbers]
        apart = list(zip(unknown, weights[~known].tolist(), strict=True))
        parts = [(number, weight) for word, weight in apart for number in self.pieces_of[word]]
        numbers, weights = numbers[known], weights[known]
        whole = len(numbers)
        if parts:
            pieces, their_weights = zip(*parts, strict=True)
            numbers = np.concatenate((numbers, pieces))
            weights = np.concatenate((weights, np.array(their_weights, np.float32)))
        return Found(numbers, weights, whole, apart)

    def vector_of(self, found: Found) -> Vector:
        """The unit vector of the words that were found; zeros when there are none."""
        weights: Vector = found.weights * self._weights[found.pieces]
        total = np.zeros(self.dimensions, np.float32)
        for begin in range(0, len(weights), _AT_ONCE):
            some = slice(begin, begin + _AT_ONCE)
            total += weights[some] @ self._floats(found.pieces[some])
        return _unit(total)

    def centre(self, seeds: Iterable[str]) -> Vector:
        """The unit vector of seed words and phrases with equal weights; zeros when there are none.

        A final `*` matches all words of the table that begin so.
        """
        total = np.zeros(self.dimensions, np.float32)
        for seed in seeds:
            numbers = np.array(self._numbers_of_seed(seed), np.intp)
            if len(numbers):
                total += self._weights[numbers] @ self._floats(numbers) / len(numbers)
        return _unit(total)

    def rarity(self, word: str) -> float:
        """log(1 + rank) of a word, divided by that of the rarest piece; 1 for an unknown word."""
        numbers = self._numbers_of_word(word)
        return float(self._ranks[list(numbers)].mean() / self._ranks[-1]) if numbers else 1.0

    def beginning(self, opening: str) -> list[str]:
        """All whole words of the table that begin so."""
        first = bisect_left(self._sorted, opening)
        return self._sorted[first : bisect_left(self._sorted, opening + _LAST_CHARACTER)]

    def _floats(self, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
        return self._rows.take(numbers, 0).astype(np.float32)

    def _numbers_of_seed(self, seed: str) -> Sequence[int]:
        parts = words(seed)
        if seed.endswith("*") and len(parts) == 1 and (found := self.beginning(parts[0])):
            return [self.numbers[word] for word in found]
        return [number for part in parts for number in self._numbers_of_word(part)]

    def _numbers_of_word(self, word: str) -> tuple[int, ...]:
        number = self.numbers.get(word)
        return self.pieces_of[word] if number is None else (number,)

    def _take_apart(self, word: str) -> tuple[int, ...]:
        """The pieces of a word, longest first; empty when a part of it is unknown."""
        if len(word) > _LONGEST_WORD:
            return ()
        found: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(min(len(word), start + self._longest), start, -1):
                number = self.numbers.get(prefix + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return ()
        return tuple(found)


class WordTable(Table):
    """Whole words of one language, in the space that all of these tables share.

    `english`: for each word the row, in the English one of these tables, of the word that means
    most nearly the same. A word that is not in the table counts as the one that begins most like
    it, so that forms that are rare find those that are frequent. With `compounds` it may also count
    as the two words that it is made of. Words such as "and" have the factor 0: they belong to no
    topic.
    """

    def __init__(self, folder: Path, *, compounds: bool = False) -> None:
        super().__init__(folder)
        self._names = list(self.numbers) if compounds else []
        self.english: NDArray[np.uint16] = np.load(folder / "english.npy")

    def find(self, counts: Mapping[str, float]) -> Found:
        """Look up words with their counts; a word that counts as another one is a whole word."""
        numbers: list[int] = []
        weights: list[float] = []
        apart: list[tuple[str, float]] = []
        for word, count in counts.items():
            weight = math.log1p(count)
            if rows := self._numbers_of_word(word):
                numbers += rows
                weights += (weight / math.sqrt(len(rows)),) * len(rows)
            else:
                apart.append((word, weight))
        return Found(np.array(numbers, np.intp), np.array(weights, np.float32), len(numbers), apart)

    def _take_apart(self, word: str) -> tuple[int, ...]:
        """The word that it counts as, or the parts of a compound."""
        if not _LEAST_COMMON <= len(word) <= _LONGEST_WORD:
            return ()
        nearest = self._nearest(word)
        if not self._names or len(word) < 2 * _SHORTEST_PART:
            return nearest
        if nearest:
            listed = self._names[nearest[0]]
            if _in_common(word, listed) >= _SURE_SHARE * max(len(word), len(listed)):
                return nearest
        return self._parts(word) or nearest

    def _parts(self, word: str) -> tuple[int, ...]:
        """The two listed words that a compound is made of, the most frequent; none for none."""
        best: tuple[float, tuple[int, ...]] = math.inf, ()
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            second = self.numbers.get(word[cut:])
            if second is None:
                continue
            for link in _LINKS:
                stem = word[:cut].removesuffix(link)
                first = self.numbers.get(stem) if len(stem) + len(link) == cut else None
                if first is not None and len(stem) >= _SHORTEST_PART:
                    cost = math.log1p(first) + math.log1p(second) + _LINK_COST * bool(link)
                    best = min(best, (cost, (first, second)))
        return best[1]

    def _nearest(self, word: str) -> tuple[int, ...]:
        """The known word with the longest common beginning, if that is most of both."""
        place = bisect_left(self._sorted, word)
        nearest: tuple[float, int] | None = None
        for other in self._sorted[max(place - _NEIGHBOURS, 0) : place + _NEIGHBOURS]:
            common = _in_common(word, other)
            if common >= max(_LEAST_COMMON, _COMMON_SHARE * max(len(word), len(other))):
                likeness = common - _LENGTHS_DIFFER * abs(len(word) - len(other))
                number = self.numbers[other]
                if nearest is None or (likeness, -number) > (nearest[0], -nearest[1]):
                    nearest = likeness, number
        return () if nearest is None else (nearest[1],)


def _in_common(one: str, other: str) -> int:
    """The number of letters with which both begin."""
    for place, (letter, its) in enumerate(zip(one, other, strict=False)):
        if letter != its:
            return place
    return min(len(one), len(other))


def _unit(vector: Vector) -> Vector:
    length = float(np.sqrt(vector @ vector))
    return vector / np.float32(length) if length else vector


@cache
def load_table() -> Table:
    """The packaged table, read once in each process."""
    return Table(_FOLDER)


@cache
def languages_with_table() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have a table, sorted; English is among them."""
    return tuple(sorted(path.name for path in _JOINT.iterdir() if path.is_dir()))


@cache
def load_words(language: str) -> WordTable:
    """The packaged table of a language's words, read once in each process.

    The one of English serves to place labels among the words of other languages; English texts
    have a table of their own (`load_table`).
    """
    return WordTable(_JOINT / language, compounds=language in _COMPOUNDING)


@cache
def stop_words() -> frozenset[str]:
    """Words that belong to no topic, such as "and", of all languages that have a table."""
    found: set[str] = set()
    for language in languages_with_table():
        table = load_words(language)
        found.update(w for w, n in table.numbers.items() if not table.factors[n])
    return frozenset(found)


def document_vector(text: str) -> Vector:
    """A text's unit vector, shape (dimensions,), float32; zeros for a text without known words."""
    return load_table().vector(Counter(words(text)))
