"""Values of a facet that have a word of some beginning or pattern, such as `bla` or `*son`.

Case and accents do not count, as in searches. An engine takes a regular expression over the values
as they are shown; it lets a few too many through, which `Like.fits` then leaves out.
"""

import re

from pipeline.folding import fold
from pipeline.query.leaves import wildcard_parts
from pipeline.query.lowering import folded_pattern
from pipeline.terms.words import terms

# Elasticsearch takes 1,000 characters of a regular expression (index.max_regex_length).
_COMPARED = 30  # characters of the pattern that the engine compares
# What a term leaves out between the letters of a value.
_BETWEEN = "[.'’\u0300-\u036f]*"
# Pairs that may have been one letter: æ, œ, þ, ß.
_OF_ONE = frozenset({"ae", "oe", "th", "ss"})
_LATIN = "\u00aa-\u024f\u1e00-\u1eff"  # letters with accents, and those that become others
_ANYTHING = ".*"


class Like:
    """The values with a word that begins so; `*` stands for any characters, `?` for one."""

    def __init__(self, pattern: str) -> None:
        self._parts = wildcard_parts(folded_pattern(pattern))
        wild = {"*": ".*", "?": "."}
        expression = "".join(wild[p] if is_wild else re.escape(p) for p, is_wild in self._parts)
        self._fits = re.compile(f"(?:^| ){expression}")

    def fits(self, value: str) -> bool:
        """Whether a value has such a word; of a pattern without a word none has."""
        return bool(self._parts) and self._fits.search(" ".join(terms(value))) is not None

    def expression(self) -> str:
        """A regular expression that every whole value which fits has, for Lucene and for Rust."""
        characters = [(c, is_wild) for part, is_wild in self._parts for c in part][:_COMPARED]
        if any(ord(c) >= 0x2E80 for c, _ in characters):
            return _ANYTHING  # terms are pairs of characters there
        found = [_ANYTHING]
        before = ""
        for character, is_wild in characters:
            if is_wild or not character.isalnum():
                found.append(_ANYTHING)
            else:
                optional = "?" if before + character in _OF_ONE else ""
                found.append(f"{_written(character)}{optional}{_BETWEEN}")
            before = character
        return "".join([*found, _ANYTHING])


def _written(character: str) -> str:
    """The letters that may become this one, as a class of characters."""
    if character.isascii():
        others = "" if character.isdigit() else _LATIN
        return f"[{character}{character.upper()}{others}]"
    first = ord(character) & ~0xFF
    same = {chr(code) for code in range(first, first + 0x200) if fold(chr(code)) == character}
    letters = "".join(sorted({character, *character.upper()} | same))
    return f"[{letters}]"
