"""The numbers of lists, which word processors compute and do not write into the text.

ECMA-376, part 1, 17.9; MS-DOC 2.4.6.3.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 4_999
MOST_LETTERS = 20  # Word repeats the letter: z, aa, bb
_SIGNS = frozenset({"bullet", "none"})
LEVELS = 9


class Level(NamedTuple):
    """How the items of one level of a list are numbered; `text`: as "%1.%2)"."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    # After an item of this level (from 1) it begins anew; 0: never; None: after any above it.
    restart: int | None = None
    legal: bool = False  # whether all numbers are shown as decimal ones


class ListNumbers:
    """Counts the items of all lists of a document, in their order."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def next(
        self,
        counted: str,
        level: int,
        levels: Mapping[int, Level],
        restart: Mapping[int, int],
        form: str,
    ) -> str:
        """The number of the next item; "" for one with a sign or nothing before it.

        `counted`: items with the same are counted together; `restart`: where levels of this `form`
        begin anew when its first item comes.
        """
        if not 0 <= level < LEVELS:
            return ""
        counts = self._counts.setdefault(counted, [None] * LEVELS)
        if form not in self._begun:
            self._begun.add(form)
            for place, start in restart.items():
                if 0 <= place < LEVELS:
                    counts[place] = start - 1
        for place in range(level):  # a level that is passed by has begun
            if counts[place] is None:
                counts[place] = levels.get(place, Level()).start
        before = counts[level]
        counts[level] = levels.get(level, Level()).start if before is None else before + 1
        for place in range(level + 1, LEVELS):
            after = levels.get(place, Level()).restart
            if after is None or (after and level < after):
                counts[place] = None
        this = levels.get(level, Level())
        if this.format in _SIGNS and not _PLACE.search(this.text):
            return ""

        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            other = levels.get(place, Level())
            count = counts[place]
            return _written(
                other.start if count is None else count, "decimal" if this.legal else other.format
            )

        return _PLACE.sub(shown, this.text).strip()


def _written(count: int, form: str) -> str:
    """A number as its level writes it."""
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26 * MOST_LETTERS:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count <= _LARGEST_ROMAN:
        roman, left = "", count
        for value, sign in _ROMAN:
            roman += sign * (left // value)
            left %= value
        return roman if form == "lowerRoman" else roman.upper()
    if form == "ordinal":
        teen = count // 10 % 10 == 1
        return f"{count}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th')}"
    if form == "decimalZero":
        return f"{count:02}"
    return "" if form in _SIGNS else str(count)
