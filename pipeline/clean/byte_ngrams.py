"""py3langid's identifier, which looks for a text's features at all of its bytes at once.

The features are byte n-grams, found by an automaton of Aho and Corasick (CACM 18(6), 1975): its
state behind a byte is the longest of them that begins among the last bytes. None is longer than
`LONGEST`, so that the state at any byte follows from as many bytes before it, and one step for all
bytes takes the place of a step for each. Features and their order are the library's, which takes
three times as long: its table has 40 MB, and it waits for memory at every byte.
"""

from collections import Counter
from typing import Any

import numpy as np
from py3langid.langid import LanguageIdentifier

LONGEST = 6  # bytes
# No text in UTF-8 has this byte; behind it the automaton is where it begins.
_NONE = 0xFF


class Identifier(LanguageIdentifier):  # type: ignore[misc]
    """The same answers in less time."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._next = np.asarray(self.tk_nextmove)
        self._row = np.array(self._rowbase)
        self._feature = np.array(self.tk_output)
        after_one = self._next[self._row[0] + np.arange(256)]
        after_two = self._next[(self._row[after_one][:, None] + np.arange(256)).ravel()]
        self._row_after_two = self._row[after_two]
        self._lead = bytes([_NONE]) * (LONGEST - 1)

    def features(self, text: bytes) -> "Counter[int]":
        """How often each feature is in a text, in the order in which they are met."""
        codes = np.frombuffer(self._lead + text, np.uint8).astype(np.intp)
        count = len(text)
        rows = self._row_after_two.take(256 * codes[:count] + codes[1 : count + 1])
        for step in range(2, LONGEST - 1):
            rows += codes[step : count + step]
            rows = self._row.take(self._next.take(rows))
        rows += codes[LONGEST - 1 :]
        features = self._feature.take(self._next.take(rows))
        return Counter(features[features >= 0].tolist())

    def _raw_score(self, text: bytes) -> Any:
        if text and (features := self.features(text)):
            return self._sparse_score(features, self.nb_ptc)
        return super()._raw_score(text)
