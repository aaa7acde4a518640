"""py3langid's identifier, which looks for a text's features at all of its bytes at once.

The features are byte n-grams, found by an automaton of Aho and Corasick (CACM 18(6), 1975): its
state behind a byte is the longest of them that begins among the last bytes. None is longer than
`LONGEST`, so that the state at any byte follows from as many bytes before it, and one step for all
bytes takes the place of a step for each. Features and their order are the library's, which takes
three times as long: it waits for memory at every byte.

Its tables take 130 MB, ours 45: only the languages that are looked for, and two bytes for a state
instead of four. All states behind a byte end with it, so that the byte and the state's number among
them say which it is.
"""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import LanguageIdentifier

LONGEST = 6  # bytes
# No text in UTF-8 has this byte; behind it the automaton is where it begins.
_NONE = 0xFF
# Where a number of 16 bits (IEEE 754) lies in one of 32 bits, but for the bias of the exponent.
_SHIFT, _BITS, _BIAS = 13, np.int32(-0x7000_2000), np.float32(2.0**112)
_PART = 1_024  # rows


class Automaton(NamedTuple):
    """`following`: at a row's place plus a byte, the next state's number among those of the byte.

    `first`: where the states of each byte begin; the first of them is where the automaton begins.
    By state, `rows`: the place of its row; `features`: the number of its feature, or below 0.
    """

    following: NDArray[np.uint16]
    first: NDArray[np.intp]
    rows: NDArray[np.intp]
    features: NDArray[np.intp]


def automaton(
    following: NDArray[Any], rows: NDArray[np.intp], features: NDArray[np.intp]
) -> Automaton:
    """The same automaton from tables by the library's numbers of states; 0 is where it begins."""
    by_row = following.reshape(-1, 256)
    last = np.empty(len(rows), np.intp)
    for byte in range(256):
        last[by_row[:, byte]] = byte
    last[0] = -1
    order = np.argsort(last, kind="stable")
    first = np.searchsorted(last[order[1:]], np.arange(256))
    number = np.zeros(len(rows), np.uint16)
    number[order[1:]] = np.arange(len(rows) - 1) - first[last[order[1:]]] + 1
    states = np.insert(order[1:], first, 0)
    first += np.arange(256)
    # Part by part: the whole would need 120 MB meanwhile.
    renumbered = np.empty(by_row.shape, np.uint16)
    for begin in range(0, len(by_row), _PART):
        renumbered[begin : begin + _PART] = number[by_row[begin : begin + _PART]]
    return Automaton(renumbered.ravel(), first, rows[states], features[states])


class Identifier(LanguageIdentifier):  # type: ignore[misc]
    """The same answers as a `LanguageIdentifier`'s in less time and memory."""

    def __init__(self, made: Any, min_confidence: float) -> None:
        super().__init__(
            # After columns are selected, the table is in column order in memory; scoring reads
            # rows.
            np.ascontiguousarray(made.nb_ptc), made.nb_pc, made.nb_classes, (), (),
            norm_probs=True, min_confidence=min_confidence, tk_row=(),
        )  # fmt: skip
        following, rows = np.asarray(made.tk_nextmove), np.array(made.tk_row, np.intp) << 8
        self._automaton = automaton(following, rows, np.array(made.tk_output, np.intp))
        codes = np.arange(256)
        after_one = self._rows_after(rows[0] + codes, codes)
        both = (after_one[:, None] + codes).ravel()
        self._row_after_two = self._rows_after(both, np.tile(codes, 256))
        self._lead = bytes([_NONE]) * (LONGEST - 1)

    def _states(self, places: NDArray[np.intp], codes: NDArray[np.intp]) -> NDArray[np.intp]:
        return self._automaton.first.take(codes) + self._automaton.following.take(places)

    def _rows_after(self, places: NDArray[np.intp], codes: NDArray[np.intp]) -> NDArray[np.intp]:
        return self._automaton.rows.take(self._states(places, codes))

    def features(self, text: bytes) -> "Counter[int]":
        """How often each feature is in a text, in the order in which they are met."""
        codes = np.frombuffer(self._lead + text, np.uint8).astype(np.intp)
        count = len(text)
        rows = self._row_after_two.take(256 * codes[:count] + codes[1 : count + 1])
        for step in range(2, LONGEST - 1):
            bytes_here = codes[step : count + step]
            rows = self._rows_after(rows + bytes_here, bytes_here)
        last = codes[LONGEST - 1 :]
        features = self._automaton.features.take(self._states(rows + last, last))
        return Counter(features[features >= 0].tolist())

    def _raw_score(self, text: bytes) -> Any:
        if text and (features := self.features(text)):
            return self._sparse_score(features, self.nb_ptc)
        return super()._raw_score(b"")

    def _sparse_score(self, visits: "Counter[int]", table: Any) -> Any:
        # As in the library, but numpy takes twice as long to widen the table's rows.
        number = len(visits)
        at = np.fromiter(visits.keys(), dtype=np.intp, count=number)
        counts = np.fromiter(visits.values(), dtype=np.float32, count=number)
        return np.log1p(counts) @ widened(table[at]) + self.nb_pc


def widened(numbers: Any) -> Any:
    """Finite numbers of 16 bits as numbers of 32 bits: exactly the same ones."""
    wide = numbers.view(np.int16).astype(np.int32)
    wide <<= _SHIFT
    wide &= _BITS
    found = wide.view(np.float32)
    found *= _BIAS
    return found
