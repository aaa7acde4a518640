"""The words of one document that may be two, with what the document tells of them."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.clean.glue.candidates import Candidates
from pipeline.clean.glue.tokens import Token, find_tokens
from pipeline.clean.lexicon import Lexicon, fold_word, plain_words, word_pairs


class Document(NamedTuple):
    """What a text tells of its words.

    `doubted`: the words that may be two; `words`: how many there are in all; `counts`: how often
    each is there; `pairs`: those side by side. `own`: 1 when each doubted word stands in the
    archive's lexicon, so that the document itself was probably counted; then one document less
    knows each word.
    """

    doubted: list[Token]
    words: int
    counts: Mapping[str, int]
    pairs: set[tuple[str, str]]
    own: int


def read_document(text: str, candidates: Candidates, lexicon: Lexicon) -> Document:
    """Read a text."""
    tokens = find_tokens(text, candidates.find_doubted)
    doubted = [token for token in tokens if candidates.doubts(token.word.lower())]
    if not doubted:
        return Document([], 0, {}, set(), 0)
    words = plain_words(text)
    known = lexicon.words
    own = int(bool(known) and all(fold_word(token.word) in known for token in doubted))
    return Document(doubted, len(words), Counter(words), word_pairs(words), own)
