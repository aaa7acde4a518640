"""Where a tokenizer's special cases may reach over a blank.

After all chunks spaCy's tokenizer looks for special cases that are more than one token by then,
such as ":" and ")", and does so without regard to blanks. A match with a blank in it comes to
nothing, but hides others that it overlaps: "nuthin ’’They’d" is tokenized otherwise than its two
chunks. So chunks are told that belong together: the end of one and the beginning of the next one
could be two successive tokens of a special case.
"""

from collections import defaultdict
from itertools import pairwise
from typing import Any

_BITS = 64


class SpecialCases:
    """The special cases of one tokenizer, as sets of bits: one for each token that can go on.

    The longest tokens share a bit; then two chunks may be joined without need. `words`: all
    special cases; `changed`: those that are one token without, and another or several with them.
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
        """What may go on after a token with a blank."""
        return self._after.get(token, 0)

    def before(self, token: str) -> int:
        """What a token may go on with."""
        return self._own.get(token, 0)

    def follow(self, left: str, right: str) -> bool:
        """Whether two tokens may be successive ones of a special case."""
        return bool(self.after(left) & self.before(right))

    def at_end(self, chunk: str) -> int:
        """What may go on after a chunk with its blank: 0 without one."""
        bits = 0
        if chunk.endswith(" "):
            word = chunk[:-1]
            for left, after in self._lefts.get(word[-1:], ()):
                if word.endswith(left) and not _within_word(word, len(word) - len(left)):
                    bits |= after
        return bits

    def at_beginning(self, chunk: str) -> int:
        """What a chunk may go on with."""
        bits = 0
        for right, bit in self._rights.get(chunk[0], ()):
            if chunk.startswith(right) and not _within_word(chunk, len(right)):
                bits |= bit
        return bits


def _within_word(chunk: str, place: int) -> bool:
    """Whether no token begins at this place: one between two letters or two digits."""
    around = chunk[max(0, place - 1) : place + 1]
    return len(around) == 2 and (around.isalpha() or around.isdigit())
