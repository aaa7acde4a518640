"""The words of one document that may be two, with what the document tells of them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pipeline.clean.glue.candidates import Candidates
from pipeline.clean.glue.tokens import Token, find_tokens
from pipeline.clean.lexicon import fold_word

_LETTERS = re.compile(r"[^\W\d_]+")


class Doubts(NamedTuple):
    """The doubted words, how often the document has each word, and whether the archive has it.

    `own`: 1 when each doubted word stands in the archive's lexicon, so that the document itself
    was probably counted; then one document less knows each word.
    """

    tokens: list[Token]
    counts: Mapping[str, int]
    own: int


def find_doubts(
    text: str, candidates: Candidates, known: Mapping[str, int], plain: Callable[[str], bool]
) -> Doubts:
    """Read a text; `plain` says of what stands between two blanks that nothing is in doubt."""
    tokens = [t for t in find_tokens(text, plain) if candidates.doubts(t.word.lower())]
    if not tokens:
        return Doubts([], {}, 0)
    counts = Counter(_LETTERS.findall(text.lower()))
    own = int(bool(known) and all(fold_word(token.word) in known for token in tokens))
    return Doubts(tokens, counts, own)
