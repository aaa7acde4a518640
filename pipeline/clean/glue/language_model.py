"""What is known of a language's words, word pairs and letter sequences, read from one file."""

import sys
from array import array
from bisect import bisect_left
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import accumulate
from math import log

import msgspec
from msgspec.structs import replace
from zstandard import ZstdDecompressor

from pipeline.clean.glue.word_classes import UNKNOWN
from pipeline.clean.glue.word_filter import WordFilter

ZIPF_STEP = 20  # steps of one power of ten in the list of words
FAMILY_STEP = 32  # steps of one nat in the sizes of compound families
PAIR_STEP = 10  # steps of one nat in the list of pairs
LETTER_STEP = 16  # steps of one nat in the table of letters
WEB_STEP = 4  # steps of one nat in the counts of web words
UNLISTED = 1.0  # zipf value that stands for all words the list lacks; it ends at 1.5
# What an unlisted word of usual letters costs, and each nat by which its letters are unusual.
UNLISTED_COST = -15.0
LETTER_COST = 0.5
USUAL_LETTER = 2.4  # nats a letter of listed words
# Letters of the letter model: a to z, and one for the edge of a word and all others.
EDGE = 26
SYMBOLS = 27
_STATES = SYMBOLS**3
_END = bytes([EDGE])
# The list of pairs has what occurs 100,000 times in 10**12 words: a pair it lacks is rarer.
RAREST_PAIR = log(1e5 / 1.024908267229e12)
LN10 = log(10)
# The list of web words has what occurs 12,711 times there. What it lacks is rarer, by so much.
RAREST_WEB = log(12_711 / 1.024908267229e12)
RARER = -2.0  # nats
WEB_KEYS = 28  # bits: 2 in 1,000 words that the list lacks share the key of one that it has


class Tables(msgspec.Struct, frozen=True):
    """The file's content; `tools/glue/tables.py` writes it and names the sources.

    `words`: by falling frequency, a line each; a byte a word in `zipf` (log10 of occurrences in
    10**9 words), `heads` and `tails` (log of how many compounds begin or end with it) and `classes`
    (part of speech). `pairs`: sorted keys, the first word's number times 2**20 plus the second's,
    as little-endian 64 bits; `attractions`: a signed byte a pair; `letters`: a byte for each four
    letters, -log P of the last given the others; `dictionary`: a `WordFilter` of words that
    dictionaries have, common ones left out. `web_keys`: `web_key` of each word of the web that may
    be in doubt, sorted, as little-endian 16 bits more than the one before; `web_counts`: a byte for
    each, log of its occurrences by the least; `names`: a `WordFilter` of surnames and places that
    the web words lack.
    """

    words: str
    zipf: bytes
    heads: bytes
    tails: bytes
    classes: bytes
    pairs: bytes
    attractions: bytes
    letters: bytes
    dictionary: bytes
    web_keys: bytes
    web_counts: bytes
    names: bytes


# Endings of words whose form without them dictionaries have: plurals, past forms, adverbs.
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("ly", ""), ("ness", ""),
)  # fmt: skip
SHORTEST_STEM = 5  # letters


def web_key(word: str) -> int:
    """The number that stands for a word in the list of web words."""
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "big") >> 32 - WEB_KEYS


_CODES = bytes(code - 97 if 97 <= code < 123 else EDGE for code in range(256))


def letter_codes(word: str) -> bytes:
    """Each letter's number in the letter model, a byte each."""
    return word.encode("ascii", "replace").translate(_CODES)


class LanguageModel:
    """Frequencies of words, attraction of word pairs, likelihood of letter sequences.

    All words are given in lower case, with straight apostrophes.
    """

    def __init__(self, tables: Tables) -> None:
        words = tables.words.split("\n")
        self._number = dict(zip(words, range(len(words)), strict=True))
        # What is kept below in another form would be in memory twice.
        self._tables = replace(tables, words="", pairs=b"", attractions=b"", web_keys=b"")
        self._pairs = array("Q", tables.pairs)
        if sys.byteorder == "big":
            self._pairs.byteswap()
        self._attractions = array("b", tables.attractions)
        self._dictionary = WordFilter(tables.dictionary)
        steps = array("H", tables.web_keys)
        if sys.byteorder == "big":
            steps.byteswap()
        self._web_keys = array("I", accumulate(steps))
        self._names = WordFilter(tables.names)

    def __contains__(self, word: str) -> bool:
        return word in self._number

    def is_in_dictionary(self, word: str) -> bool:
        """Whether dictionaries have a word that is not common, or it without a usual ending."""
        if word in self._dictionary:
            return True
        return any(
            word[: -len(ending)] + instead in self._dictionary
            for ending, instead in _ENDINGS
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
        )

    def is_surname_or_place(self, word: str) -> bool:
        """Whether it is among the names of people and places."""
        return word in self._names

    def web(self, word: str) -> float:
        """log of a doubted word's occurrences on the web, by the least listed; 0 of others."""
        key = web_key(word)
        at = bisect_left(self._web_keys, key)
        if at < len(self._web_keys) and self._web_keys[at] == key:
            return self._tables.web_counts[at] / WEB_STEP
        return 0.0

    def zipf(self, word: str) -> float:
        """log10 of the occurrences in 10**9 words: 7.7 for "the", `UNLISTED` if not listed."""
        number = self._number.get(word)
        return UNLISTED if number is None else self._tables.zipf[number] / ZIPF_STEP

    def listed_zipf(self, word: str) -> float:
        """The same, and 0 if not listed."""
        number = self._number.get(word)
        return 0.0 if number is None else self._tables.zipf[number] / ZIPF_STEP

    def head(self, word: str) -> float:
        """log of 1 + how many listed words are this word and another."""
        number = self._number.get(word)
        return 0.0 if number is None else self._tables.heads[number] / FAMILY_STEP

    def tail(self, word: str) -> float:
        """log of 1 + how many listed words are another word and this."""
        number = self._number.get(word)
        return 0.0 if number is None else self._tables.tails[number] / FAMILY_STEP

    def word_class(self, word: str) -> int:
        """Part of speech, an index of `word_classes.CLASSES`; `UNKNOWN` if not known."""
        number = self._number.get(word)
        return UNKNOWN if number is None else self._tables.classes[number]

    def pair(self, first: str, second: str) -> tuple[float, bool]:
        """log(P(first second) / P(first)P(second)) and whether the pair is listed.

        An unlisted pair of frequent words is known to be rare; of others nothing is known: 0.
        """
        i, j = self._number.get(first), self._number.get(second)
        if i is None or j is None:
            return 0.0, False
        key = i << 20 | j
        at = bisect_left(self._pairs, key)
        if at < len(self._pairs) and self._pairs[at] == key:
            return self._attractions[at] / PAIR_STEP, True
        zipf = self._tables.zipf
        expected = ((zipf[i] + zipf[j]) / ZIPF_STEP - 18) * LN10
        return min(0.0, RAREST_PAIR - expected), False

    def attraction(self, first: str, second: str) -> float:
        """log(P(first second) / P(first)P(second)), see `pair`."""
        return self.pair(first, second)[0]

    def letters(self, word: str) -> list[float]:
        """-log P of each letter and of the word's end, given the three letters before."""
        table, costs = self._tables.letters, []
        at = SYMBOLS**3 - 1  # three edges
        for code in letter_codes(word) + _END:
            at = at % _STATES * SYMBOLS + code
            costs.append(table[at] / LETTER_STEP)
        return costs

    def log_probability(self, word: str) -> float:
        """log P of a word; of an unlisted one by its letters."""
        number = self._number.get(word)
        if number is not None:
            return (self._tables.zipf[number] / ZIPF_STEP - 9) * LN10
        letters = self.letters(word)
        return UNLISTED_COST - LETTER_COST * max(0.0, sum(letters) - USUAL_LETTER * len(letters))


def pair_probability(zipfs: float, attraction: float, listed: bool) -> float:
    """log P of two words side by side, as far as known: an unlisted pair is rare.

    `zipfs`: the sum of their zipf values; the others are what `LanguageModel.pair` gives.
    """
    expected = (zipfs - 18) * LN10
    return expected + attraction if listed else min(expected, RAREST_PAIR)


@cache
def load(language: str) -> LanguageModel:
    """The model of a language (ISO 639-1), read once a process: 0.1 s, 30 MB."""
    packed = files(__package__).joinpath(f"{language}.msgpack.zst").read_bytes()
    return LanguageModel(msgspec.msgpack.decode(ZstdDecompressor().decompress(packed), type=Tables))
