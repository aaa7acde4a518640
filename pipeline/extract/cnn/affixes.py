"""Splits a word as spaCy's tokenizer does, in much less time, or leaves it to the tokenizer.

A tokenizer removes prefixes and suffixes from a word until none is left, and divides the rest at
infixes (spacy/tokenizer.pyx, `_split_affixes` and `_attach_tokens`). The steps and searches here
are the same, with two exceptions. Words of only letters or only digits are not searched, which
saves most of the time; only Hungarian has affixes in them. And all that concerns special cases is
left to the tokenizer.
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
        """The tokens of a word without white space, or None if the tokenizer must split it."""
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
        """The rest without affixes, divided at infixes, except one at the beginning."""
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
