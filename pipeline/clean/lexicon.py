"""The lexicon of an archive: how many of its documents have each word."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice, pairwise

from msgspec import field

from pipeline.records import Record

# Letters, with apostrophes and hyphens inside.
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
# Bytes of Latin-1 that are no letters become blanks: a sixth of the regular expression's time.
_LATIN = bytes(code if _LETTERS.match(chr(code)) else 0x20 for code in range(256))
# 500 news articles have some 20,000 words and as many pairs; twice as many documents have about a
# third more.
MOST_WORDS = MOST_PAIRS = 100_000
PAIRED_WORDS = 10_000  # first words of a document whose pairs are counted, to limit the memory


class Lexicon(Record, frozen=True):
    """In how many of `documents` each word (as `fold_word` gives it) occurs, and each pair.

    `pairs`: two words side by side, with a blank between (see `word_pairs`), that at least two
    documents have.
    """

    documents: int = 0
    words: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)


def fold_word(word: str) -> str:
    """A word as in a lexicon: lower case, straight apostrophes, no possessive ending."""
    return word.replace("’", "'").lower().removesuffix("'s")


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without possessive endings, split at all other marks."""
    text = text.lower().replace("'s", "").replace("’s", "")
    try:
        return text.encode("latin-1").translate(_LATIN).decode("latin-1").split()
    except UnicodeEncodeError:
        return _LETTERS.findall(text)


def word_pairs(words: list[str]) -> set[tuple[str, str]]:
    """The pairs of words next to each other, whatever marks are between them."""
    return set(pairwise(words))


def count_words(texts: Iterable[str]) -> Lexicon:
    """The lexicon of these texts, limited to the words and pairs that most documents have."""
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
