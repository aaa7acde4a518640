"""Words broken at a line's end: `govern-`, `ment` is joined; `well-`, `known` keeps its hyphen."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from pipeline.clean.edit import Edit
from pipeline.clean.lexicon import Lexicon, fold_word

_BREAKS = re.compile(r"(?<=\w)-\n(?=\w)")
_FIRST = re.compile(r"[^\W_]+$")
_SECOND = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LONGEST_WORD = 40
# Zipf values (powers of ten per 10**9 words) and the pair's attraction (log of how much more often
# the two stand together than by chance), set on half of the BBC development articles; on the other
# half they keep 95 % of the hyphens and join 99 % of the broken words (benchmarks/quality.md).
LISTED = 1.0
RARE, LESS_COMMON = 3.5, 4.2
HALF, PLAIN_HALF = 2.0, 3.0
ATTRACTED = 1.0
# Words of the list that, after a hyphen at a line's end, are rather the rest of a longer word.
_ENDINGS = frozenset({
    "able", "age", "al", "ally", "ance", "ate", "ed", "ence", "er", "ers", "es", "est", "ful",
    "ial", "ible", "ies", "ing", "ings", "ion", "ions", "ise", "ish", "ism", "ist", "ists", "ity",
    "ive", "ize", "less", "ly", "man", "men", "ment", "ments", "ness", "or", "ors", "ous", "tion",
    "tions", "ure",
})  # fmt: skip
# Of a text in the list's language, most words are listed; of one in another language, few.
LEAST_LISTED = 0.7
SAMPLE_WORDS = 100


class WordList(Protocol):
    """What a language's list of words and word pairs tells."""

    def zipf(self, word: str) -> float: ...

    def attraction(self, a: str, b: str) -> float: ...


class Hyphenation:
    """Joins words that a line's end broke, by what the document, the archive, a word list know.

    `load_words`: gives a word list, which is heard on texts whose words it knows.
    """

    name = "hyphenation"
    version = 1

    def __init__(self, lexicon: Lexicon | None, load_words: Callable[[], WordList]) -> None:
        self._lexicon = lexicon.words if lexicon else {}
        self._load_words = load_words

    def edits(self, text: str) -> list[Edit]:
        """For each hyphen at a line's end: it goes with the line break, or the break alone."""
        if "-\n" not in text:
            return []
        breaks = list(_BREAKS.finditer(text))
        if not breaks:
            return []
        here = Counter(fold_word(word) for word in _WORDS.findall(text))
        # In a text of another language the list's silence means nothing.
        listed = self._load_words()
        sample = [word for word in list(here)[:SAMPLE_WORDS] if "-" not in word]
        known = sum(listed.zipf(word) > LISTED for word in sample)
        words = listed if known >= LEAST_LISTED * len(sample) else None
        edits = []
        for found in breaks:
            start, end = found.span()
            before = text[max(0, start - _LONGEST_WORD) : start]
            first = _FIRST.search(before)
            second = _SECOND.match(text[end : end + _LONGEST_WORD])
            if first is None or second is None:
                continue
            if before[: first.start()].endswith("-"):
                hyphen, evidence = True, "one of several hyphens"
            else:
                hyphen, evidence = self._judged(first[0], second[0], here, words)
            edits.append(Edit(start, end, "-" if hyphen else "", evidence))
        return edits

    def _judged(
        self, first: str, second: str, here: Counter[str], words: WordList | None
    ) -> tuple[bool, str]:
        """Whether the hyphen belongs to the word, and the evidence."""
        if not (first.isalpha() and second.isalpha() and second.islower()) or len(first) == 1:
            return True, "no broken word"
        whole = fold_word(first + second)
        compound = fold_word(f"{first}-{second}")
        for known, where in ((here, "document"), (self._lexicon, "archive")):
            if known.get(whole, 0) != known.get(compound, 0):
                hyphen = known.get(whole, 0) < known.get(compound, 0)
                return hyphen, f"{compound if hyphen else whole!r} in the {where}"
        if words is not None and _is_compound(first.lower(), second, words):
            return True, f"{first!r} and {second!r} are words"
        return False, "no evidence for a hyphen"


def _is_compound(first: str, second: str, words: WordList) -> bool:
    whole = words.zipf(first + second)
    rarer_half = min(words.zipf(first), words.zipf(second))
    if whole > LISTED and words.attraction(first, second) >= ATTRACTED:
        return whole < LESS_COMMON
    if second in _ENDINGS:
        return False
    return rarer_half >= HALF if whole <= LISTED else rarer_half >= PLAIN_HALF and whole < RARE
