"""By one key for each piece of a text: those that cannot match are passed over at once."""

import threading
from collections.abc import Collection, Iterable
from functools import cache

from pipeline.terms.stems import other_stems, rules_for
from pipeline.terms.words import JOINED, LONGEST_REMEMBERED, REMEMBERED

SEVERAL = " "  # the key of all pieces that have more than one term


class _Known:
    """Pieces that occurred: those with one term at most, also by their keys, and the others."""

    def __init__(self) -> None:
        self.single: set[str] = set()
        self.by_key: dict[str, list[str]] = {}
        self.several: set[str] = set()


class Keys:
    """What stands between blanks, by the stem of its term; used by many threads.

    Begun anew when full: the same pieces come again and again, in all texts.
    """

    def __init__(self, code: str | None) -> None:
        self._others = other_stems(code) if code else None
        self._learning = threading.Lock()
        self._known = _Known()

    def likely(self, pieces: set[str], wanted: Collection[str]) -> list[str]:
        """Of the pieces of a text those with one of some keys, with several terms, or very long."""
        known = self._known  # another thread may begin anew meanwhile
        others = pieces - known.single  # few; it is all that is asked for each piece
        if new := others - known.several:
            self._learn(known, new)
        of_keys = (piece for key in wanted for piece in known.by_key.get(key, ()))
        found = [piece for piece in of_keys if piece in pieces]
        return [*found, *(others - known.single)] if others else found

    def _learn(self, known: _Known, new: Iterable[str]) -> None:
        with self._learning:
            for piece in new:
                if len(piece) > LONGEST_REMEMBERED or piece in known.single:
                    continue
                key = self.of_term(JOINED[piece])
                if key == SEVERAL:
                    known.several.add(piece)
                    continue
                if key:  # else it is no word
                    known.by_key.setdefault(key, []).append(piece)
                known.single.add(piece)
            if len(known.single) + len(known.several) >= REMEMBERED:
                self._known = _Known()

    def of_term(self, term: str) -> str:
        """The key of a piece with these terms; a term without rules for its language stands."""
        if " " in term:
            return SEVERAL
        return term if self._others is None else self._others[term] or term


def keys(language: str | None) -> Keys:
    """The keys of pieces of texts in a language."""
    return _keys(rules_for(language))


_keys = cache(Keys)
