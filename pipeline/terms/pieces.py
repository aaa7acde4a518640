"""Which pieces of texts, as they stand between blanks, have a term: each is looked into once."""

from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.terms.stems import other_stems, rules_for
from pipeline.terms.words import JOINED, LONGEST_REMEMBERED

MOST_REMEMBERED = 1 << 15  # of one language; some 200 bytes each


class _Memory:
    """Pieces by their terms and by the stems of these; `known`: all that were looked into."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.having: dict[str, list[str]] = {}


class Pieces:
    """What stands between blanks in texts of one language; used by many threads."""

    def __init__(self, language: str | None) -> None:
        self._others = other_stems(language)
        self._memory = _Memory()

    def having(self, wanted: Iterable[str], pieces: set[str]) -> Iterator[str]:
        """Those of some pieces that have one of some terms or stems, some of them twice.

        Long pieces are among them whatever they have: they are not remembered.
        """
        # A thread that begins a memory anew takes nothing from one that looks into this one.
        memory = self._memory
        unknown = pieces - memory.known
        if len(memory.known) + len(unknown) > MOST_REMEMBERED:
            memory = self._memory = _Memory()
            unknown = set(pieces)
        long = [piece for piece in unknown if len(piece) > LONGEST_REMEMBERED]
        unknown.difference_update(long)
        for piece in unknown:
            self._look_into(piece, memory.having)
        memory.known |= unknown
        yield from long
        for term in wanted:
            yield from (one for one in memory.having.get(term, ()) if one in pieces)

    def _look_into(self, piece: str, having: dict[str, list[str]]) -> None:
        for term in JOINED[piece].split():
            other = self._others[term] if self._others is not None else None
            for key in {term, other or term}:
                having.setdefault(key, []).append(piece)


def pieces_in(language: str | None) -> Pieces:
    """Those of texts in a language; all languages without rules for stems share theirs."""
    return _pieces(rules_for(language))


@cache
def _pieces(code: str | None) -> Pieces:
    return Pieces(code or "-")
