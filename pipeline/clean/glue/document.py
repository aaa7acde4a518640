"""The words of one document that may be two, and the facts about the document that judge them."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.clean.glue.candidates import Candidates
from pipeline.clean.glue.tokens import Token, find_tokens
from pipeline.clean.lexicon import Lexicon, fold_word, plain_words, word_pairs

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


class Document(NamedTuple):
    """A text as the splitter needs it.

    `doubted`: the words that may be two; `facts`: about the text; `counts`: how often each word
    occurs; `pairs`: words side by side. `own`: 1 when each doubted word is in the archive's
    lexicon. Then the document itself was probably counted, and each word's count in the lexicon is
    lowered by one.
    """

    doubted: list[Token]
    facts: Facts
    counts: Mapping[str, int]
    pairs: set[tuple[str, str]]
    own: int


def read_document(text: str, candidates: Candidates, lexicon: Lexicon) -> Document:
    """Read a text."""
    tokens = find_tokens(text, candidates.find_doubted)
    doubted = [token for token in tokens if candidates.doubts(token.word.lower())]
    if not doubted:
        return Document([], Facts(0, 0.0, 0.0, 0.0), {}, set(), 0)
    words = plain_words(text)
    known = lexicon.words
    own = int(bool(known) and all(fold_word(token.word) in known for token in doubted))
    code = sum(map(text.count, CODE_SIGNS))
    inner_capitals = sum(_INNER_CAPITAL.search(token.word) is not None for token in doubted)
    share = 100 / max(1, len(words))
    facts = Facts(len(words), len(doubted) * share, code * share, inner_capitals * share)
    return Document(doubted, facts, Counter(words), word_pairs(words), own)
