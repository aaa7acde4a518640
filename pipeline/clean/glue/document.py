"""The words of one document that may be two, and the facts about the document that judge them."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from pipeline.clean.glue.candidates import Candidates
from pipeline.clean.glue.tokens import Token, find_tokens
from pipeline.clean.lexicon import Lexicon, fold_word, plain_words

CODE_SIGNS = ("_", "/", "()", "=", "<", "{", "[", "\\", "::", "--", "`", "@", "#", "|", "*")
_INNER_CAPITAL = re.compile("[a-z][A-Z]")


class Facts(NamedTuple):
    """What is unusual about a text.

    `words`: how many it has. By 100 words: `doubted`, those that may be two; `code`, signs that
    programs and addresses are written with; `inner_capitals`, doubted words with a capital
    after a small letter.
    """

    words: int
    doubted: float
    code: float
    inner_capitals: float


class Document:
    """A text as the splitter needs it; most texts need only the first two.

    `doubted`: the words that may be two. `own`: 1 when each doubted word is in the archive's
    lexicon. Then the document itself was probably counted, and each word's count in the lexicon is
    lowered by one.
    """

    def __init__(self, text: str, doubted: list[Token], own: int) -> None:
        self._text = text
        self.doubted = doubted
        self.own = own

    @cached_property
    def _words(self) -> list[str]:
        return plain_words(self._text)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How often each word occurs."""
        return Counter(self._words)

    @cached_property
    def _in_order(self) -> str:
        return f" {' '.join(self._words)} "

    def has_pair(self, first: str, second: str) -> bool:
        """Whether two words are side by side, whatever marks are between them."""
        counts = self.counts
        return first in counts and second in counts and f" {first} {second} " in self._in_order

    @cached_property
    def facts(self) -> Facts:
        """What is unusual about the text."""
        words, doubted = len(self._words), self.doubted
        code = sum(map(self._text.count, CODE_SIGNS))
        inner_capitals = sum(_INNER_CAPITAL.search(token.word) is not None for token in doubted)
        share = 100 / max(1, words)
        return Facts(words, len(doubted) * share, code * share, inner_capitals * share)


def read_document(text: str, candidates: Candidates, lexicon: Lexicon) -> Document:
    """Find the words of a text that may be two."""
    tokens = find_tokens(text, candidates.find_doubted)
    doubted = [token for token in tokens if candidates.doubts(token.word.lower())]
    known = lexicon.words
    own = int(bool(known) and all(fold_word(token.word) in known for token in doubted))
    return Document(text, doubted, own)
