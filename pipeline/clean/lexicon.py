"""The words of an archive: in how many of its documents each occurs."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice, pairwise

from msgspec import field

from pipeline.records import Record

# Letters, with apostrophes and hyphens inside.
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
# Each byte of Latin-1 that is no letter as a blank: a sixth of the time of the regular expression.
_LATIN = bytes(code if _LETTERS.match(chr(code)) else 0x20 for code in range(256))
# 500 news articles hold some 20,000 words and as many pairs; twice the documents bring about a
# third more.
MOST_WORDS = MOST_PAIRS = 100_000
PAIRED_WORDS = 10_000  # of a document: the pairs of a whole book would fill the memory


class Lexicon(Record, frozen=True):
    """In how many of `documents` each word (as `fold_word` gives it) occurs, and each pair.

    `pairs`: two words side by side, with a blank between (see `word_pairs`), that at least two
    documents have.
    """

    documents: int = 0
    words: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)


def fold_word(word: str) -> str:
    """A word as a lexicon knows it: lower case, straight apostrophes, no possessive ending."""
    return word.replace("’", "'").lower().removesuffix("'s")


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without possessive endings, cut at all other marks."""
    text = text.lower().replace("'s", "").replace("’s", "")
    try:
        return text.encode("latin-1").translate(_LATIN).decode("latin-1").split()
    except UnicodeEncodeError:
        return _LETTERS.findall(text)


def word_pairs(words: list[str]) -> set[tuple[str, str]]:
    """The words that stand side by side, whatever marks are between them."""
    return set(pairwise(words))


def count_words(texts: Iterable[str]) -> Lexicon:
    """The lexicon of these texts, cut at the words and pairs that most documents have."""
    documents = 0
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        documents += 1
        counts.update({fold_word(word) for word in set(WORD.findall(text))})
        pairs.update(word_pairs(plain_words(text)[:PAIRED_WORDS]))
    repeated = {" ".join(pair): count for pair, count in pairs.items() if count > 1}
    return Lexicon(documents, _most(counts, MOST_WORDS), _most(repeated, MOST_PAIRS))


def _most(counts: dict[str, int], number: int) -> dict[str, int]:
    # By count, then by the alphabet: the same texts in any order give the same lexicon.
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return dict(islice(ranked, number))
