"""Which words may be two, and where they may be split."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.clean.glue.language_model import UNLISTED, LanguageModel
from pipeline.clean.glue.tokens import fold, words_in

FREQUENT = 5.5  # zipf value of some 300 words that make up half of a text
USUAL = 5.0  # zipf value of a thousand words
COMMON = 3.3  # zipf value from which a word is not doubted
SHORTEST = 4  # letters of a word that may be two
MANY = 6  # documents of the archive that make a word common there
SINGLE = frozenset("ai")  # the words of one letter
LEAST_SHORT = 4.3  # zipf value of words of two letters that may be halves
LEAST_SUM = 5.0  # of the halves' zipf values
LEAST_PARTNER = 3.5  # zipf value of a half whose other half is not listed
SHORTEST_UNLISTED = 3
SHORTEST_STEM = 4  # letters
LEAST_GAIN = -15.0  # nats that two words may be less likely than one
# Used as the zipf value of a half that only the archive knows.
OF_ARCHIVE = 2.0


MOST_REMEMBERED = 30_000  # chunks
_MARKS = frozenset(".,;:!?\"')”’")  # what may be behind a word and belongs to none


class Whole(NamedTuple):
    """A word, or the part of one between hyphens, that may be two.

    `zipf`: 0 if not listed; `letters`: the mean of `LanguageModel.letters`; `stem`: the zipf value
    of its beginning, without one to three letters, above that of unlisted words; `web`: log of how
    often it is on the web, by the rarest listed word, 0 if not listed there; `dictionary`: whether
    dictionaries have it; `name`: whether it is a surname or a place, and not on the web's list.
    """

    word: str
    zipf: float
    letters: float
    stem: float
    web: float
    dictionary: bool
    name: bool


class Split(NamedTuple):
    """A way to split a word: after `cut` characters, counted from the word's beginning.

    `a`, `b`: what stands for the halves in lists, with their zipf values. `gain`: log P(a) +
    log P(b) - log P(whole). `seam`: log of how much likelier the letters at the cut are as two
    words' than as one's.
    """

    cut: int
    whole: Whole
    a: str
    b: str
    zipf_a: float
    zipf_b: float
    gain: float
    seam: float


class Candidates:
    """Finds words that neither the language nor the archive knows well."""

    def __init__(self, model: LanguageModel, known: Mapping[str, int]) -> None:
        self._model = model
        self._known = known
        # Most chunks occurred in earlier documents.
        self._plain: set[str] = set()
        self._doubted: set[str] = set()

    def find_doubted(self, chunks: Sequence[str]) -> list[int]:
        """Which of these have a word in doubt; a chunk is what stands between two blanks."""
        plain, doubted = self._plain, self._doubted
        for chunk in set(chunks) - plain - doubted:
            # Most are one word, with a mark behind it or none: these need no search.
            word = chunk[:-1] if chunk[-1] in _MARKS else chunk
            if word.isalpha():
                in_doubt = self._doubts_part(word.lower())
            else:
                in_doubt = any(self.doubts(fold(match[0])) for match in words_in(chunk))
            (doubted if in_doubt else plain).add(chunk)
        found = [i for i, chunk in enumerate(chunks) if chunk in doubted]
        if len(plain) + len(doubted) > MOST_REMEMBERED:
            plain.clear()
            doubted.clear()
        return found

    def doubts(self, word: str) -> bool:
        """Whether a word (as `fold` gives it) may be two: one of its parts is hardly known."""
        return any(map(self._doubts_part, word.split("-")))

    def _doubts_part(self, part: str) -> bool:
        part = _without_possessive(part)
        if len(part) < SHORTEST or self._model.zipf(part) >= COMMON:
            return False
        # "of the" is lost often enough to be seen in many documents of an archive.
        return self._known.get(part, 0) < MANY or any(
            max(zipfs) > FREQUENT and min(zipfs) > USUAL
            for cut in range(2, len(part) - 1)
            for zipfs in [(self._model.zipf(part[:cut]), self._model.zipf(part[cut:]))]
        )

    def splits(self, word: str) -> list[Split]:
        """The splits of a word whose halves may be words."""
        lower = word.lower()
        found = []
        # A part between hyphens is split by itself: "co-founderof".
        begin = 0
        for part in lower.split("-"):
            if len(part) > 1:
                found += self._splits_of_part(word, lower, begin, begin + len(part))
            begin += len(part) + 1
        return found

    def _splits_of_part(self, word: str, lower: str, begin: int, end: int) -> list[Split]:
        model = self._model
        bare = _without_possessive(lower[begin:end])
        whole: Whole | None = None
        letters: list[float] = []
        cost = model.log_probability(bare)
        # Most words are letters, all small but the first: these need fewer checks.
        only_letters = word[begin:end].isalpha()
        rest = word[begin + 1 : end]
        one_case = rest.isascii() and rest == lower[begin + 1 : end]
        found = []
        for cut in range(begin + 1, end):
            if not (only_letters or (word[cut - 1].isalpha() and word[cut].isalpha())):
                continue
            if cut == begin + 1 and word[begin] == "i" and word[cut].isupper():
                continue  # no text writes the pronoun small before a capital; many products do
            a, b = lower[begin:cut], lower[cut:end]
            if not one_case and self._is_rare_acronym(word[begin:cut], word[cut:end]):
                continue
            if not only_letters:
                a, b = _without_possessive(a), _without_possessive(b)
            if (len(a) == 1 and a not in SINGLE) or (len(b) == 1 and b not in SINGLE):
                continue
            if not self._may_be(a, b) and (
                one_case or not self._has_capital_seam(word[begin:cut], word[cut:])
            ):
                continue
            gain = model.log_probability(a) + model.log_probability(b) - cost
            if gain < LEAST_GAIN:
                continue
            if whole is None:  # most words have no such split, and what is below takes longest
                letters = model.letters(bare)
                whole = self._whole(bare, letters)
            seam = 0.0
            if len(a) + len(b) == len(bare):
                # A letter depends on three before it.
                seam = model.letters(a[-3:])[-1] + sum(model.letters(b[:3])[:3])
                seam -= sum(letters[len(a) : len(a) + 3])
            found.append(Split(cut, whole, a, b, model.zipf(a), model.zipf(b), gain, seam))
        return found

    def _whole(self, bare: str, letters: Sequence[float]) -> Whole:
        model = self._model
        return Whole(
            bare,
            model.listed_zipf(bare),
            sum(letters) / len(letters),
            self._stem(bare),
            model.web(bare),
            bare.isascii() and model.is_in_dictionary(bare),
            model.is_surname_or_place(bare),
        )

    def _stem(self, word: str) -> float:
        zipf = self._model.zipf
        stems = [zipf(word[:-k]) for k in (1, 2, 3) if len(word) - k >= SHORTEST_STEM]
        return max(stems, default=UNLISTED) - UNLISTED

    def _is_rare_acronym(self, a: str, b: str) -> bool:
        """Whether capitals before small letters may be a product's name: `SETIhome`.

        Behind a common acronym a blank is missing (`USgovernment`).
        """
        product = len(a) > 1 and a.isupper() and b.islower()
        return product and self._model.zipf(a.lower()) < COMMON

    @staticmethod
    def _has_capital_seam(a: str, b: str) -> bool:
        """Whether the case alone makes two words likely: `ParisBerlin`, `USgovernment`."""
        if b[0].isupper():
            return a[-1].islower()
        return len(a) > 1 and len(b) > 1 and a.isupper() and b.islower()

    def _may_be(self, a: str, b: str) -> bool:
        zipf_a = self._zipf(a)
        if len(a) <= 2 and zipf_a < LEAST_SHORT:
            return False
        zipf_b = self._zipf(b)
        if len(b) <= 2 and zipf_b < LEAST_SHORT:
            return False
        if zipf_a and zipf_b:
            return zipf_a + zipf_b >= LEAST_SUM
        unlisted = b if zipf_a else a
        return max(zipf_a, zipf_b) >= LEAST_PARTNER and len(unlisted) >= SHORTEST_UNLISTED

    def _zipf(self, half: str) -> float:
        listed = self._model.listed_zipf(half)
        if listed == 0.0 and self._known.get(half, 0) > 1:
            return OF_ARCHIVE
        return listed


def _without_possessive(part: str) -> str:
    return part.removesuffix("'s") or part
