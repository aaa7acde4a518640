"""By one key for each piece of a text: those that cannot match are passed over at once."""

from functools import cache

from pipeline.terms.stems import other_stems, rules_for
from pipeline.terms.words import JOINED, LONGEST_REMEMBERED, REMEMBERED

SEVERAL = " "  # the key of all pieces that have more than one term


class Keys(dict[str, str]):
    """What stands between blanks → the stem of its term; `SEVERAL` if it has more than one.

    Emptied when full: the same pieces come again and again, in all texts.
    """

    def __init__(self, code: str | None) -> None:
        self._others = other_stems(code) if code else None

    def __missing__(self, piece: str) -> str:
        found = self.of_term(JOINED[piece])
        if len(piece) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[piece] = found
        return found

    def of_term(self, term: str) -> str:
        """The key of a piece with these terms; a term without rules for its language stands."""
        if " " in term:
            return SEVERAL
        return term if self._others is None else self._others[term] or term


def keys(language: str | None) -> Keys:
    """The keys of pieces of texts in a language."""
    return _keys(rules_for(language))


_keys = cache(Keys)
