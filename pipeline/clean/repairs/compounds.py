"""Decides whether two halves are one word (`contending`) or a compound (`bone-dry`) in English."""

import re
from collections.abc import Mapping
from typing import Protocol

# Zipf values (powers of ten per 10**9 words) and the pair's attraction (log of how much more often
# the two stand together than by chance).
LISTED = 1.0
RARE, LESS_RARE, LESS_COMMON = 2.5, 3.3, 3.9
HALF, PLAIN_HALF, FREQUENT, COMMON_HALF = 2.0, 3.0, 3.5, 5.0
ATTRACTED = 1.0
# Listed words that are more often the end of a longer word after a hyphen at a line's end.
_ENDINGS = frozenset({
    "able", "age", "al", "ally", "ance", "ate", "ed", "ence", "er", "ers", "es", "est", "ful",
    "ial", "ible", "ies", "ing", "ings", "ion", "ions", "ise", "ish", "ism", "ist", "ists", "ity",
    "ive", "ize", "less", "ly", "man", "men", "ment", "ments", "ness", "or", "ors", "ous", "tion",
    "tions", "ure",
})  # fmt: skip
# Prefixes that are written in one word with the next, if that word is listed.
_PREFIXES = frozenset({
    "be", "col", "com", "con", "cor", "counter", "de", "dis", "em", "en", "ex", "fore", "hence",
    "here", "herein", "im", "in", "inter", "ir", "mis", "out", "over", "per", "sub", "super",
    "sur", "there", "therein", "trans", "un", "under", "where", "wherein", "with",
})  # fmt: skip
# Prefixes that are written in one word with any word.
_BOUND = frozenset({"dis", "inter", "mis", "sub", "un"})
# Prefixes that are written with or without a hyphen.
_EITHER_WAY = frozenset({
    "anti", "co", "counter", "cross", "half", "inter", "mid", "multi", "neo", "non", "over", "post",
    "pre", "pro", "pseudo", "quarter", "quasi", "re", "semi", "socio", "sub", "super", "trans",
    "ultra", "under",
})  # fmt: skip
_NUMERALS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
})  # fmt: skip
# Second halves of compounds, also after names: "Leeds-based", "Nato-style".
_TAILS = frozenset({
    "backed", "based", "born", "bound", "built", "controlled", "day", "elect", "era", "free",
    "friendly", "funded", "held", "language", "led", "level", "like", "made", "majority", "only",
    "owned", "related", "run", "speaking", "sponsored", "style", "trained", "type", "wide",
})  # fmt: skip
# Adverb → zipf value up to which a compound word is rather written with a hyphen: "line-up", but
# "shutdown".
_HYPHENED_ADVERBS = {
    **dict.fromkeys(("in", "off", "on", "over", "up"), 4.3),
    **dict.fromkeys(("away", "back", "down", "out", "through"), 3.0),
}
_PARTICIPLE = re.compile(r"[^\W\d_]{3,}(?:ed|ing)")


class WordList(Protocol):
    """The frequencies of words and word pairs of a language."""

    def zipf(self, word: str, /) -> float: ...

    def attraction(self, first: str, second: str, /) -> float: ...


def is_compound(first: str, second: str, words: WordList, hyphens: bool | None) -> bool:
    """Whether the halves are joined by a hyphen, by the evidence of a word list.

    `hyphens`: whether the document writes optional hyphens after prefixes (see `writes_hyphens`);
    None if it does not show that.
    """
    is_name = first[0].isupper() and not first.isupper()
    first, second = first.lower(), second.lower()
    zipf, whole = words.zipf, words.zipf(first + second)
    rarer_half = min(zipf(first), zipf(second))
    if first in _EITHER_WAY and rarer_half >= HALF and second not in _ENDINGS:
        if hyphens is not None and whole < FREQUENT:
            return hyphens
        if first not in _PREFIXES and zipf(second) >= PLAIN_HALF > whole:
            return True
    if whole > LISTED:
        if first in _PREFIXES:
            return False
        if words.attraction(first, second) >= ATTRACTED:
            return whole < _HYPHENED_ADVERBS.get(second, LESS_COMMON)
        if second in _ENDINGS or is_name:
            return False
        return (rarer_half >= PLAIN_HALF and whole < RARE) or (
            rarer_half >= COMMON_HALF and whole < LESS_RARE
        )
    if second in _ENDINGS or (first in _BOUND and zipf(second) >= HALF):
        return False
    if second in _TAILS or first in _NUMERALS:
        return True
    if _PARTICIPLE.fullmatch(second) and zipf(second) >= FREQUENT and len(first) > 3:
        return True
    if is_name:  # names are made of words, too, but of short ones: "Roddick"
        return rarer_half >= PLAIN_HALF and len(second) > 4
    return rarer_half >= HALF


def writes_hyphens(counts: Mapping[str, int], words: WordList) -> bool | None:
    """Whether a document writes "non-profit" rather than "nonprofit", by all such words in it.

    `counts`: its words in lower case. None if both kinds are equally frequent.
    """
    balance = 0
    for word in counts:
        prefix, hyphen, rest = word.partition("-")
        if hyphen:
            balance += prefix in _EITHER_WAY and rest.isalpha()
        else:
            balance -= any(
                word[:length] in _EITHER_WAY
                and words.zipf(word[length:]) >= FREQUENT
                and words.zipf(word) < RARE
                for length in range(2, min(8, len(word) - 3))
            )
    return None if balance == 0 else balance > 0
