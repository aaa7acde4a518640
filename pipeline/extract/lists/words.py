"""The words of a text, with what their capitals say."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_PLAIN = r"[^\W\d_](?:[\w’'\u0300-\u036f\u093e-\u094d-]*[\w\u0300-\u036f\u093e-\u094d])?"
_WORD = re.compile(f"({_PLAIN})")
# An article that is elided before a name is a word by itself: "l'Allemagne", "dell'Università".
# Looking for it takes half of the time, and few texts have one.
_ELIDED = re.compile(r"[’'][A-ZÀ-Þ]")
_ELIDED_OR_WORD = re.compile(rf"((?:[a-zà-ÿ]{{1,7}}|(?<!\w )L)[’'](?=[A-ZÀ-Þ])|{_PLAIN})")
# Turkish puts an apostrophe between a name and its ending: "Ankara'da".
_TURKISH = re.compile(r"([^\W\d_][\w-]*)")
_SENTENCE_ENDS = frozenset(".!?:;…\n•*|\"“„«»”‘'’(–—-")
_COMMA = ", "  # behind a stop or a quotation mark, too: "Tatramat s.r.o., Poprad"
# Share of the words. In annotated sentences of eight languages 165 of 199 names were right between
# .6 and this.
_MOST_CAPITALS = 0.75
_LONGEST = 60  # characters; longer ones are no names


class Word(NamedTuple):
    """A word: offsets, text, whether it has a capital, whether every word has one there.

    `after_blank`: whether only a blank is between it and the word before.
    """

    start: int
    end: int
    text: str
    capital: bool
    begins: bool
    after_blank: bool


def words_of(text: str, language: str = "") -> list[Word]:
    """The words of a text in order. `language`: ISO 639-1 code."""
    words: list[Word] = []
    end = 0
    add, make = words.append, tuple.__new__  # `Word(...)` takes twice as long
    pattern = _ELIDED_OR_WORD if _ELIDED.search(text) else _WORD
    if language == "tr":
        pattern = _TURKISH
    parts = pattern.split(text)  # what is between the words, and the words
    for gap, word in zip(parts[::2], parts[1::2], strict=False):
        start = end + len(gap)
        end = start + len(word)
        if gap == " ":  # the usual case, for speed
            blank, begins = True, not words
        elif gap or not words:
            ends = not _SENTENCE_ENDS.isdisjoint(gap) and not gap.endswith(_COMMA)
            blank, begins = False, ends or not words
        else:  # behind an elided article
            blank, begins = False, words[-1].begins
        capital = word[0].isupper() and end - start <= _LONGEST
        add(make(Word, (start, end, word, capital, begins, blank)))
    return words


def have_cases(words: Sequence[Word]) -> bool:
    """Whether the text's script has capitals."""
    return any(word.text.lower() != word.text.upper() for word in words)


def are_telling(capitals: int, words: int) -> bool:
    """Whether capitals say something in a text: not in a headline, or a list of names."""
    return capitals < _MOST_CAPITALS * words
