"""Classes of words by what they are like as parts of names, for the networks of `docmill-names`.

A small set of annotated text has few names. What else is known of words comes from the vocabulary
of a large multilingual model, whose vectors say that "Tampere" is like "Oslo" and "Mikael" like
"Anna" (`tools/names/word_classes.py`). Each of its words and beginnings of words has a class. Some
languages have classes of many more words of their own, inflected ones among them: "Puolasta" is a
place (`tools/names/own_words.py`).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import zstandard

PACKAGE, FILE = "docmill_names", "word_classes.zst"
LEAST, LEAST_OWN = 2, 3  # characters of a beginning that counts
KEY, OWN_KEY = 3, 4  # first characters by which words are divided, so that few are searched
MOST = 16
_END, _CLASS = "\n", "\t"
NO_WORD, UNKNOWN = "-", "?"
PART, LOWER = "+", "~"


def word_class(word: str, language: str = "") -> str:
    """The class of the longest beginning of a word that has one.

    Marked if it is a part of the word only, and if only the word in lower case has it: a word that
    is better known in lower case, at the beginning of a sentence, is seldom a name. `language`: ISO
    639-1 code; its own words, if it has some, go before those that all languages share.
    """
    if not word[:1].isalpha():
        return NO_WORD
    length, found, mark = *_longest(word, language), ""
    if not word.islower():
        in_lower = _longest(word.lower(), language)
        if in_lower[0] > length:
            (length, found), mark = in_lower, LOWER
    if not found:
        return UNKNOWN
    return found + mark + (PART if length < len(word) else "")


def own_file(language: str) -> str:
    """The name of the file of a language's own words."""
    return f"{language}.words.zst"


def _longest(word: str, language: str) -> tuple[int, str]:
    """The length and the class of the longest beginning that has one; 0 and "" without any."""
    shared = _longest_in(_by_beginning(FILE, KEY), word, KEY, LEAST)
    if not language:
        return shared
    own = _longest_in(_by_beginning(own_file(language), OWN_KEY), word, OWN_KEY, LEAST_OWN)
    return own if own[0] >= shared[0] else shared


def _longest_in(words: Mapping[str, str], word: str, key: int, least: int) -> tuple[int, str]:
    for end in range(min(len(word), MOST), least - 1, -1):
        if listed := words.get(word[: min(end, key)]):
            place = listed.find(f"{_END}{word[key:end]}{_CLASS}")
            if place >= 0:
                return end, listed[place + 2 + max(end - key, 0)]
    return 0, ""


@cache
def _by_beginning(file: str, key: int) -> Mapping[str, str]:
    """The first characters of words → the rest of each with its class, one a line.

    Nothing where there is no such file. A dictionary of all words would take ten times the memory.
    """
    packed = files(PACKAGE).joinpath(file)
    if not packed.is_file():
        return {}
    content = zstandard.decompress(packed.read_bytes()).decode("utf-8")
    found: dict[str, list[str]] = {}
    for line in content.split(_END):
        word, of = line.split(_CLASS)
        found.setdefault(word[:key], []).append(f"{word[key:]}{_CLASS}{of}")
    return {first: f"{_END}{_END.join(rest)}" for first, rest in found.items()}
