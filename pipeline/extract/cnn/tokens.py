"""Texts to tokens, by chunks between white space whose tokens are known already.

spaCy's tokenizer works chunk by chunk itself: a blank after a chunk belongs to it, other white
space is a token. Only its last step, the special cases, looks across blanks, in texts like
"’’ They’d": those are given to it whole.
"""

import re
from array import array
from collections.abc import Sequence
from itertools import chain, count, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.extract.cnn.lexemes import Lexemes
from pipeline.extract.cnn.special_cases import SpecialCases

Numbers = NDArray[np.intp]

# A word with the blank that it swallows, or white space; `\s` is what `str.isspace` says.
_CHUNKS = re.compile(r"\S+ ?|\s+")
# Some thousand articles have as many; they and their lexemes take up to 80 MB.
_MOST_CHUNKS = 100_000
_MOST_CHARACTERS = 4_000_000


class Tape(NamedTuple):
    """The tokens of several texts in one row, with gaps before, between and behind them.

    `rows`: in the table of lexemes; `starts`, `ends`: characters in their text; `final`: whether
    a token is its text's last; `begins`: where each text's tokens begin.
    """

    rows: Numbers
    starts: Numbers
    ends: Numbers
    final: NDArray[np.bool_]
    begins: Numbers


class Tokens:
    """Tokenizes for one model. `columns`: the attributes that its network looks at.

    The pipeline's words have no others from then on.
    """

    def __init__(self, nlp: Any, columns: Sequence[str], lexemes: Lexemes) -> None:
        from spacy import attrs

        self._nlp = nlp
        self._attributes = [*columns, "IS_SPACE", "IDX", "LENGTH"]
        # spaCy computes some twenty attributes of each new word, for a third of a tokenizer's time.
        needed = {attrs.IDS[name] for name in self._attributes}
        nlp.vocab.lex_attr_getters = {
            key: getter for key, getter in nlp.vocab.lex_attr_getters.items() if key in needed
        }
        self._lexemes = lexemes
        self._special_cases = SpecialCases(nlp.tokenizer)
        self._chunks: dict[str, int] = {}
        self._characters = 0
        # The tokens of all chunks one after another, and where each chunk's begin and end.
        self._rows, self._starts, self._ends = array("i"), array("i"), array("i")
        self._bounds = array("i", [0])
        # What special cases may begin or go on with at its borders.
        self._before, self._after = array("Q"), array("Q")

    def tape(self, texts: Sequence[str], gap: int) -> Tape:
        """The tokens of the texts, `gap` rows apart."""
        if self._characters > _MOST_CHARACTERS or len(self._lexemes) > _MOST_CHUNKS:
            self._forget_after(0)
        elif len(self._chunks) > _MOST_CHUNKS:
            # What is frequent was met early and stays.
            self._forget_after(_MOST_CHUNKS // 2)
        chunks = [_CHUNKS.findall(text) for text in texts]
        numbers = self._numbers(list(chain.from_iterable(chunks)))
        suspects = self._suspects(numbers)
        if len(suspects):
            ends = _sums(list(map(len, chunks)))
            for text in np.searchsorted(ends, suspects, side="right") - 1:
                chunks[text] = [texts[text]]
            numbers = self._numbers(list(chain.from_iterable(chunks)))
        characters = _sums(list(map(len, chain.from_iterable(chunks))))
        return self._laid_out(numbers, characters, _sums(list(map(len, chunks))), gap)

    def _forget_after(self, chunks: int) -> None:
        """Keep as many chunks as this, those that were learnt first, and their lexemes."""
        tokens = self._bounds[chunks]
        self._chunks = dict(islice(self._chunks.items(), chunks))
        self._characters = sum(map(len, self._chunks))
        del self._rows[tokens:], self._starts[tokens:], self._ends[tokens:]
        del self._bounds[chunks + 1 :], self._before[chunks:], self._after[chunks:]
        self._lexemes.forget_after(max(self._rows, default=0))

    def _numbers(self, chunks: Sequence[str]) -> Numbers:
        """The numbers of chunks, known or new."""
        if new := set(chunks).difference(self._chunks):
            self._learn(sorted(new))
        return np.fromiter(map(self._chunks.__getitem__, chunks), np.intp, len(chunks))

    def _suspects(self, numbers: Numbers) -> Numbers:
        """Which chunks may be tokenized otherwise together with the next one than alone."""
        after, before = (np.asarray(bits) for bits in (self._after, self._before))
        return np.flatnonzero(after[numbers[:-1]] & before[numbers[1:]])

    def _laid_out(self, numbers: Numbers, characters: Numbers, ends: Numbers, gap: int) -> Tape:
        """The tokens of chunks. `characters`, `ends`: in all texts together, where chunks begin,
        and how many chunks there are before each text and at last."""
        bounds = np.asarray(self._bounds)
        firsts, counts = bounds[numbers], bounds[numbers + 1] - bounds[numbers]
        tokens = _sums(counts)
        text = np.repeat(np.arange(len(ends) - 1), np.diff(tokens[ends]))  # by token
        chunk = np.repeat(np.arange(len(numbers)), counts)
        known = np.arange(len(chunk)) - (tokens[:-1] - firsts)[chunk]
        place = np.arange(len(chunk)) + gap * (text + 1)
        begins = characters[:-1][chunk] - characters[ends[text]]
        rows, starts, stops = np.zeros((3, len(chunk) + gap * len(ends)), np.intp)
        rows[place] = np.asarray(self._rows)[known]
        starts[place] = np.asarray(self._starts)[known] + begins
        stops[place] = np.asarray(self._ends)[known] + begins
        final = np.zeros(len(rows), np.bool_)
        final[place[:-1][np.diff(text) > 0]] = True
        final[place[-1:]] = True
        return Tape(rows, starts, stops, final, tokens[ends[:-1]] + gap * np.arange(1, len(ends)))

    def _learn(self, chunks: Sequence[str]) -> None:
        words = [chunk for chunk in chunks if len(chunk.split()) == 1]
        others = [chunk for chunk in chunks if len(chunk.split()) != 1]
        with self._nlp.memory_zone():  # or spaCy keeps every string for good
            # A line break is a token of its own, so words to either side do not meet.
            self._add(words, "\n".join(words))
            for chunk in others:
                self._add([chunk], chunk)

    def _add(self, chunks: Sequence[str], text: str) -> None:
        """Keep the tokens of chunks; `text`: all of them, with a line break between."""
        table = self._nlp.tokenizer(text).to_array(self._attributes)
        places = table[:, -2:].astype(np.int32)
        lengths = np.array([len(chunk) for chunk in chunks])
        begins = _sums(lengths + 1)
        chunk = np.searchsorted(begins, places[:, 0], side="right") - 1
        starts = places[:, 0] - begins[chunk]
        own = starts < lengths[chunk]  # not a line break between two chunks
        table, starts, chunk = table[own], starts[own].astype(np.int32), chunk[own]
        ends = starts + places[own, 1]
        rows = self._lexemes.rows(np.ascontiguousarray(table[:, :-3]), table[:, -3] > 0)
        bounds = self._bounds[-1] + np.bincount(chunk, minlength=len(chunks)).cumsum()
        self._rows.extend(rows)
        self._starts.frombytes(starts.tobytes())
        self._ends.frombytes(ends.tobytes())
        self._bounds.extend(bounds.tolist())
        self._before.extend(map(self._special_cases.at_beginning, chunks))
        self._after.extend(map(self._special_cases.at_end, chunks))
        self._chunks.update(zip(chunks, count(len(self._chunks)), strict=False))
        self._characters += len(text)


def _sums(numbers: ArrayLike) -> Numbers:
    """The sum of all numbers before each, and of all."""
    sums: Numbers = np.concatenate([[0], np.cumsum(numbers, dtype=np.intp)])
    return sums
