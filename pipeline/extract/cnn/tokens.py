"""Tokenizes texts by chunks between white space, with a cache of the tokens of each chunk.

spaCy's tokenizer works chunk by chunk too: a blank after a chunk belongs to it, other white space
is a token. Only its last step, the special cases, looks across blanks, in texts like "’’ They’d".
Such neighbours are treated as one chunk.
"""

import re
from array import array
from collections.abc import Sequence
from itertools import chain, count, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.extract.cnn.affixes import Affixes
from pipeline.extract.cnn.lexemes import Lexemes
from pipeline.extract.cnn.special_cases import SpecialCases
from pipeline.extract.cnn.structure import Keys

Numbers = NDArray[np.intp]

# A word with the blank that it swallows, or white space; `\s` is what `str.isspace` says.
_CHUNKS = re.compile(r"\S+ ?|\s+")
# 1,500 articles have as many; they and their lexemes take some 40 MB.
_MOST_CHUNKS = 60_000
_MOST_CHARACTERS = 4_000_000
# Words of a list that are embedded at once, because each needs 3 KB of memory meanwhile.
_LIST_PART = 2_048


class Tape(NamedTuple):
    """The tokens of several texts in one sequence, with gaps before, between and after them.

    `rows`: in the table of lexemes; `starts`, `ends`: characters in their text; `final`: whether
    a token is its text's last; `begins`: where each text's tokens begin.
    """

    rows: Numbers
    starts: Numbers
    ends: Numbers
    final: NDArray[np.bool_]
    begins: Numbers


class Tokens:
    """Tokenizes for one model. `columns`: the attributes that its network uses.

    From then on, the words of the pipeline only have these attributes.
    """

    def __init__(self, nlp: Any, columns: Sequence[str], lexemes: Lexemes) -> None:
        from spacy import attrs
        from spacy.tokens import Doc

        self._doc: Any = Doc
        self._nlp = nlp
        self._attributes = [*columns, "IS_SPACE"]
        # spaCy computes some twenty attributes of each new word, for a third of a tokenizer's time.
        needed = {attrs.IDS[name] for name in self._attributes}
        nlp.vocab.lex_attr_getters = {
            key: getter for key, getter in nlp.vocab.lex_attr_getters.items() if key in needed
        }
        self.lexemes = lexemes
        self._special_cases = SpecialCases(nlp.tokenizer)
        self._affixes = Affixes(nlp.tokenizer, self._special_cases)
        self._chunks: dict[str, int] = {}
        self._characters = 0
        # The tokens of all chunks in one array, and where those of each chunk begin and end.
        self._rows, self._starts, self._ends = array("i"), array("i"), array("i")
        self._bounds = array("i", [0])
        # The special cases that may continue before and after each chunk.
        self._before, self._after = array("Q"), array("Q")

    def know(self, words: Sequence[str]) -> None:
        """Add words to the cache, each with a following blank, as in a text."""
        for begin in range(0, len(words), _LIST_PART):
            some = {f"{word} " for word in words[begin : begin + _LIST_PART]}
            self._learn(sorted(some.difference(self._chunks)))

    def tape(self, texts: Sequence[str], gap: int) -> Tape:
        """The tokens of the texts, `gap` rows apart."""
        if self._characters > _MOST_CHARACTERS or len(self.lexemes) > _MOST_CHUNKS:
            self._forget_after(0)
        elif len(self._chunks) > _MOST_CHUNKS:
            # Frequent chunks are among the first and stay.
            self._forget_after(_MOST_CHUNKS // 2)
        chunks = [_CHUNKS.findall(text) for text in texts]
        numbers = self._numbers(list(chain.from_iterable(chunks)))
        suspects = self._suspects(numbers)
        if len(suspects):
            ends = _sums(list(map(len, chunks)))
            in_texts = np.searchsorted(ends, suspects, side="right") - 1
            # From the last to the first, so that more than two in a row are joined too.
            for text, place in zip(in_texts[::-1], (suspects - ends[in_texts])[::-1], strict=True):
                chunks[text][place : place + 2] = ["".join(chunks[text][place : place + 2])]
            numbers = self._numbers(list(chain.from_iterable(chunks)))
        characters = _sums(list(map(len, chain.from_iterable(chunks))))
        return self._laid_out(numbers, characters, _sums(list(map(len, chunks))), gap)

    def _forget_after(self, chunks: int) -> None:
        """Keep only the first `chunks` chunks of the cache, and their lexemes."""
        tokens = self._bounds[chunks]
        self._chunks = dict(islice(self._chunks.items(), chunks))
        self._characters = sum(map(len, self._chunks))
        del self._rows[tokens:], self._starts[tokens:], self._ends[tokens:]
        del self._bounds[chunks + 1 :], self._before[chunks:], self._after[chunks:]
        self.lexemes.forget_after(max(self._rows, default=0))

    def _numbers(self, chunks: Sequence[str]) -> Numbers:
        """The numbers of chunks; new ones are added."""
        numbers = list(map(self._chunks.get, chunks))
        if None in numbers:
            self._learn(sorted(set(chunks).difference(self._chunks)))
            numbers = list(map(self._chunks.get, chunks))
        return np.array(numbers, np.intp)

    def _suspects(self, numbers: Numbers) -> Numbers:
        """Chunks that may have other tokens together with the next chunk."""
        after, before = (np.asarray(bits) for bits in (self._after, self._before))
        return np.flatnonzero(after[numbers[:-1]] & before[numbers[1:]])

    def _laid_out(self, numbers: Numbers, characters: Numbers, ends: Numbers, gap: int) -> Tape:
        """The tokens of chunks.

        `characters`: where the chunks of all texts begin; `ends`: how many chunks there are before
        each text, and in all.
        """
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
        ordinary: list[tuple[str, list[str]]] = []
        words: list[str] = []
        others: list[str] = []
        for chunk in chunks:
            if len(chunk.split()) != 1:
                others.append(chunk)
            elif tokens := self._affixes.tokens(chunk.removesuffix(" ")):
                ordinary.append((chunk, tokens))
            else:
                words.append(chunk)
        with self._nlp.memory_zone():  # otherwise spaCy keeps every string
            self._add_ordinary(ordinary)
            # A line break is a token of its own and separates the words.
            self._add(words, "\n".join(words))
            for chunk in others:
                self._add([chunk], chunk)

    def _add_ordinary(self, chunks: Sequence[tuple[str, list[str]]]) -> None:
        """Add chunks whose tokens are known without the tokenizer."""
        rows: dict[str, int] = {}
        new: list[str] = []
        for token in dict.fromkeys(chain.from_iterable(tokens for _, tokens in chunks)):
            row = self._row(token)
            if row is None:
                new.append(token)
            else:
                rows[token] = row
        if new:
            table = self._doc(self._nlp.vocab, words=new).to_array(self._attributes)
            rows.update(zip(new, self._lexeme_rows(table), strict=True))
        for chunk, tokens in chunks:
            place = 0
            for token in tokens:
                self._rows.append(rows[token])
                self._starts.append(place)
                place += len(token)
                self._ends.append(place)
            self._bounds.append(len(self._rows))
            self._before.append(self._special_cases.before(tokens[0]))
            self._after.append(self._special_cases.after(tokens[-1]) if place < len(chunk) else 0)
            self._chunks[chunk] = len(self._chunks)
            self._characters += len(chunk)

    def _row(self, token: str) -> int | None:
        """The lexeme of a token that is a whole chunk in the cache; special cases may differ."""
        if token in self._special_cases.words:
            return None
        number = self._chunks.get(token + " ", self._chunks.get(token))
        if number is None or self._bounds[number + 1] - self._bounds[number] != 1:
            return None
        return self._rows[self._bounds[number]]

    def _add(self, chunks: Sequence[str], text: str) -> None:
        """Add chunks with their tokens; `text`: all chunks, separated by line breaks."""
        doc = self._nlp.tokenizer(text)
        places = doc.to_array(["IDX", "LENGTH"]).astype(np.int32)
        lengths = np.array([len(chunk) for chunk in chunks])
        begins = _sums(lengths + 1)
        chunk = np.searchsorted(begins, places[:, 0], side="right") - 1
        starts = places[:, 0] - begins[chunk]
        own = starts < lengths[chunk]  # not a line break between two chunks
        starts, chunk = starts[own].astype(np.int32), chunk[own]
        ends = starts + places[own, 1]
        rows = self._lexeme_rows(doc.to_array(self._attributes)[own])
        bounds = self._bounds[-1] + np.bincount(chunk, minlength=len(chunks)).cumsum()
        self._rows.extend(rows)
        self._starts.frombytes(starts.tobytes())
        self._ends.frombytes(ends.tobytes())
        self._bounds.extend(bounds.tolist())
        self._before.extend(map(self._special_cases.at_beginning, chunks))
        self._after.extend(map(self._special_cases.at_end, chunks))
        self._chunks.update(zip(chunks, count(len(self._chunks)), strict=False))
        self._characters += len(text)

    def _lexeme_rows(self, table: Keys) -> list[int]:
        """The lexemes of tokens by their attributes, the last of which is IS_SPACE."""
        return self.lexemes.rows(np.ascontiguousarray(table[:, :-1]), table[:, -1] > 0)


def _sums(numbers: ArrayLike) -> Numbers:
    """For each number the sum of those before it, and the sum of all."""
    sums: Numbers = np.concatenate([[0], np.cumsum(numbers, dtype=np.intp)])
    return sums
