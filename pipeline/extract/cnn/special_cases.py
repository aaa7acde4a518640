"""Where a tokenizer's special cases may reach over a blank.

After all chunks spaCy's tokenizer looks for special cases that are more than one token by then,
such as ":" and ")", and does so without regard to blanks. A match with a blank in it comes to
nothing, but hides others that it overlaps: "nuthin ’’They’d" is tokenized otherwise than its two
chunks. So texts are told apart in which the end of one chunk and the beginning of the next one
could be two successive tokens of a special case.
"""

from itertools import pairwise
from typing import Any

_BITS = 64


class SpecialCases:
    """The special cases of one tokenizer, as sets of bits: one for each token that can go on.

    The longest tokens share a bit; then a text may be told apart without need.
    """

    def __init__(self, tokenizer: Any) -> None:
        from spacy.tokenizer import Tokenizer

        without = Tokenizer(
            tokenizer.vocab,
            prefix_search=tokenizer.prefix_search,
            suffix_search=tokenizer.suffix_search,
            infix_finditer=tokenizer.infix_finditer,
            token_match=tokenizer.token_match,
            url_match=tokenizer.url_match,
        )
        pairs: set[tuple[str, str]] = set()
        for case in tokenizer.rules:
            tokens = [token.text for token in without(case)]
            pairs.update(pairwise(tokens))
        rights = sorted({right for _, right in pairs}, key=lambda right: (len(right), right))
        self._rights = {right: 1 << min(n, _BITS - 1) for n, right in enumerate(rights)}
        self._lefts: dict[str, int] = {}  # the bits of what goes on after it
        for left, right in pairs:
            self._lefts[left] = self._lefts.get(left, 0) | self._rights[right]
        self._longest = max((len(token) for pair in pairs for token in pair), default=0)

    def at_end(self, chunk: str) -> int:
        """What may go on after a chunk with its blank: 0 without one."""
        if not chunk.endswith(" "):
            return 0
        bits = 0
        end = len(chunk) - 1
        for begin in range(max(0, end - self._longest), end):
            left = self._lefts.get(chunk[begin:end])
            if left and not _within_word(chunk, begin):
                bits |= left
        return bits

    def at_beginning(self, chunk: str) -> int:
        """What a chunk may go on with."""
        bits = 0
        for end in range(1, min(self._longest, len(chunk)) + 1):
            right = self._rights.get(chunk[:end])
            if right and not _within_word(chunk, end):
                bits |= right
        return bits


def _within_word(chunk: str, place: int) -> bool:
    """Whether no token begins at this place: one between two letters or two digits."""
    around = chunk[max(0, place - 1) : place + 1]
    return len(around) == 2 and (around.isalpha() or around.isdigit())
