"""Classes of words by what they are like as parts of names, for the networks of `docmill-names`.

A small set of annotated text has few names. What else is known of words comes from the vocabulary
of a large multilingual model, whose vectors say that "Tampere" is like "Oslo" and "Mikael" like
"Anna" (`tools/names/word_classes.py`). Each of its words and beginnings of words has a class.
"""

from functools import cache
from importlib.resources import files

import zstandard

PACKAGE, FILE = "docmill_names", "word_classes.zst"
KEY = 2  # characters; words are looked up by their first ones
LEAST = KEY  # characters of a beginning
MOST = 16
_END, _CLASS = "\n", "\t"
NO_WORD, UNKNOWN = "-", "?"
PART, LOWER = "+", "~"


def word_class(word: str) -> str:
    """The class of the longest beginning of a word that has one.

    Marked if it is a part of the word only, and if only the word in lower case has it: a word that
    is better known in lower case, at the beginning of a sentence, is seldom a name.
    """
    if not word[:1].isalpha():
        return NO_WORD
    length, found, mark = *_longest(word), ""
    if not word.islower():
        in_lower = _longest(word.lower())
        if in_lower[0] > length:
            (length, found), mark = in_lower, LOWER
    if not found:
        return UNKNOWN
    return found + mark + (PART if length < len(word) else "")


def _longest(word: str) -> tuple[int, str]:
    """The length and the class of the longest beginning that has one; 0 and "" without any."""
    listed = _by_beginning().get(word[:KEY], "")
    for end in range(min(len(word), MOST), LEAST - 1, -1) if listed else ():
        place = listed.find(f"{_END}{word[KEY:end]}{_CLASS}")
        if place >= 0:
            return end, listed[place + 2 + end - KEY]
    return 0, ""


@cache
def _by_beginning() -> dict[str, str]:
    """The first characters of words → the rest of each with its class, one a line.

    A dictionary of all words would take ten times the memory.
    """
    content = zstandard.decompress(files(PACKAGE).joinpath(FILE).read_bytes()).decode("utf-8")
    found: dict[str, list[str]] = {}
    for line in content.split(_END):
        found.setdefault(line[:KEY], []).append(line[KEY:])
    return {first: f"{_END}{_END.join(rest)}" for first, rest in found.items()}
