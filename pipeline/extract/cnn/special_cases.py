"""Finds chunks whose tokens depend on the next chunk, because of the tokenizer's special cases.

After it has tokenized all chunks, spaCy's tokenizer searches for special cases of several tokens,
such as ":" and ")", and ignores blanks. A match with a blank in it changes nothing, but hides
others that it overlaps: "nuthin ’’They’d" has other tokens than its two chunks by themselves. So
two chunks are tokenized together when the end of one and the beginning of the next could be
successive tokens of a special case.
"""

from collections import defaultdict
from itertools import pairwise
from typing import Any

_BITS = 64


class SpecialCases:
    """The special cases of one tokenizer, as sets of bits: one for each token that can continue.

    The longest tokens share a bit, so that two chunks may be joined without need. `words`: all
    special cases; `changed`: those that would be one token, but become another one or several.
    """

    def __init__(self, tokenizer: Any) -> None:
        from spacy.attrs import ORTH
        from spacy.tokenizer import Tokenizer

        self.words = tokenizer.rules.keys()
        self.changed: set[str] = set()
        without = Tokenizer(
            tokenizer.vocab,
            prefix_search=tokenizer.prefix_search,
            suffix_search=tokenizer.suffix_search,
            infix_finditer=tokenizer.infix_finditer,
            token_match=tokenizer.token_match,
            url_match=tokenizer.url_match,
        )
        pairs: set[tuple[str, str]] = set()
        for case, made in tokenizer.rules.items():
            tokens = [token.text for token in without(case)]
            pairs.update(pairwise(tokens))
            if len(tokens) == 1 and made != [{ORTH: case}]:
                self.changed.add(case)
        rights = sorted({right for _, right in pairs}, key=lambda right: (len(right), right))
        bits = {right: 1 << min(number, _BITS - 1) for number, right in enumerate(rights)}
        going_on: dict[str, int] = defaultdict(int)
        for left, right in pairs:
            going_on[left] |= bits[right]
        self._after, self._own = dict(going_on), bits
        # By their first and by their last character.
        self._rights: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._lefts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for right, bit in bits.items():
            self._rights[right[0]].append((right, bit))
        for left, after in going_on.items():
            self._lefts[left[-1]].append((left, after))

    def after(self, token: str) -> int:
        """The bits of special cases that may continue after this token."""
        return self._after.get(token, 0)

    def before(self, token: str) -> int:
        """The bits of special cases that this token may continue."""
        return self._own.get(token, 0)

    def follow(self, left: str, right: str) -> bool:
        """Whether two tokens may be successive ones of a special case."""
        return bool(self.after(left) & self.before(right))

    def at_end(self, chunk: str) -> int:
        """The bits of special cases that may continue after a chunk; 0 if no blank follows it."""
        bits = 0
        if chunk.endswith(" "):
            word = chunk[:-1]
            for left, after in self._lefts.get(word[-1:], ()):
                if word.endswith(left) and not _within_word(word, len(word) - len(left)):
                    bits |= after
        return bits

    def at_beginning(self, chunk: str) -> int:
        """The bits of special cases that a chunk may continue."""
        bits = 0
        for right, bit in self._rights.get(chunk[0], ()):
            if chunk.startswith(right) and not _within_word(chunk, len(right)):
                bits |= bit
        return bits


def _within_word(chunk: str, place: int) -> bool:
    """Whether no token begins at this place: one between two letters or two digits."""
    around = chunk[max(0, place - 1) : place + 1]
    return len(around) == 2 and (around.isalpha() or around.isdigit())
