"""Splits a word as spaCy's tokenizer does, in much less time, or leaves it to the tokenizer.

A tokenizer takes prefixes and suffixes off a word until none is left, and divides the rest at
infixes (spacy/tokenizer.pyx, `_split_affixes` and `_attach_tokens`). These are the same steps with
the same searches, but for two things. Letters or digits alone are taken as they are: of all of
spaCy's languages only Hungarian finds anything in them, and to look takes most of the time. And
whatever has to do with a special case is left to the tokenizer.
"""

import re
from itertools import pairwise
from typing import Any

from pipeline.extract.cnn.special_cases import SpecialCases

_SIMPLE = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+|[0-9]+").fullmatch
_NOTHING = re.compile("(?!)").fullmatch
_SAMPLES = ("word", "Word", "WORD", "déjà", "7", "217")


class Affixes:
    """The searches of one tokenizer for prefixes, suffixes, infixes and whole words."""

    def __init__(self, tokenizer: Any, special_cases: SpecialCases) -> None:
        self._prefix = tokenizer.prefix_search
        self._suffix = tokenizer.suffix_search
        self._infixes = tokenizer.infix_finditer
        self._whole = [match for match in (tokenizer.token_match, tokenizer.url_match) if match]
        self._token_match = tokenizer.token_match
        self._special_cases = special_cases
        self._is_simple = _NOTHING if any(map(self._finds_anything, _SAMPLES)) else _SIMPLE

    def _finds_anything(self, word: str) -> bool:
        infixes = self._infixes(word) if self._infixes else ()
        return bool(_length(self._prefix, word) or _length(self._suffix, word) or any(infixes))

    def tokens(self, word: str) -> list[str] | None:
        """The tokens of a word without white space, or None: the tokenizer has to be asked."""
        cases = self._special_cases
        prefixes: list[str] = []
        suffixes: list[str] = []
        while word and not self._is_simple(word):
            if word in cases.words:
                return None
            if self._token_match and self._token_match(word):
                break
            prefix = _length(self._prefix, word)
            suffix = _length(self._suffix, word[prefix:])
            if not prefix and not suffix:
                break
            without_suffix = word[: len(word) - suffix]
            if (prefix and word[prefix:] in cases.words) or without_suffix in cases.words:
                return None
            if prefix:
                prefixes.append(word[:prefix])
            if suffix and (not prefix or prefix + suffix <= len(word)):
                suffixes.append(word[len(word) - suffix :])
                word = without_suffix
            word = word[prefix:]
        if word in cases.words:
            return None
        tokens = [*prefixes, *self._divided(word), *reversed(suffixes)]
        if not cases.changed.isdisjoint(tokens):
            return None
        if any(cases.follow(left, right) for left, right in pairwise(tokens)):
            return None
        return tokens

    def _divided(self, word: str) -> list[str]:
        """What is left without affixes, at its infixes; one at the very beginning is none."""
        if not word:
            return []
        if not self._infixes or self._is_simple(word) or any(match(word) for match in self._whole):
            return [word]
        tokens: list[str] = []
        start = 0
        for infix in self._infixes(word):
            if infix.start():
                tokens += [word[start : infix.start()], infix.group()]
                start = infix.end()
        return [token for token in [*tokens, word[start:]] if token]


def _length(search: Any, text: str) -> int:
    """How many characters a tokenizer's search finds, 0 without one."""
    found = search(text) if search else None
    return found.end() - found.start() if found else 0
