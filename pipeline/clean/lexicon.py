"""The words of an archive: in how many of its documents each occurs."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from msgspec import field

from pipeline.records import Record

# Letters, with apostrophes and hyphens inside.
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# 500 news articles hold some 20,000 words; twice the documents bring about a third more.
MOST_WORDS = 100_000


class Lexicon(Record, frozen=True):
    """In how many of `documents` each word (as `fold_word` gives it) occurs."""

    documents: int = 0
    words: dict[str, int] = field(default_factory=dict)


def fold_word(word: str) -> str:
    """A word as a lexicon knows it: lower case, straight apostrophes, no possessive ending."""
    return word.replace("’", "'").lower().removesuffix("'s")


def count_words(texts: Iterable[str]) -> Lexicon:
    """The lexicon of these texts, cut at the `MOST_WORDS` that most documents have."""
    documents = 0
    counts: Counter[str] = Counter()
    for text in texts:
        documents += 1
        counts.update({fold_word(word) for word in set(WORD.findall(text))})
    # By count, then by the alphabet: the same texts in any order give the same lexicon.
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Lexicon(documents, dict(islice(ranked, MOST_WORDS)))
