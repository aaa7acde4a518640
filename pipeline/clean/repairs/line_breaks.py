"""Joins the lines of hard-wrapped paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pipeline.clean.edit import Edit

# In a paragraph that a program wrapped, every line is full: the first word of the next line did not
# fit. In poems, lists, tables and code, lines end where their authors ended them.
NARROWEST, WIDEST = 40, 132  # characters of a full line: below are columns, above are paragraphs
FEWEST_BREAKS = 4
LEAST_SHARE = 0.9  # share of the breaks inside blocks that a wrapping program would make
LEAST_FILLED = 0.8  # share of the width: a shorter line ends on purpose, even before a long word
_ITEM = re.compile(r"[-–—*•·▪‣>|#]|\(?\w{1,3}[.)] ")
# Records begin alike, with a time stamp, a level or a number; of wrapped lines, whose first words
# are chance, no more than this share do.
MOST_ALIKE = 0.4
FEWEST_ALIKE = 3
_DIGIT = re.compile(r"[0-9]")


class _Break(NamedTuple):
    """The end of a line at `offset`; `filled`: its length with the next word, `first`."""

    offset: int
    length: int
    filled: int
    item: bool
    first: str


class LineBreaks:
    """Joins the lines of paragraphs in a text that was wrapped to a width."""

    name = "line-break"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A blank for each line break inside a paragraph, where the whole text is wrapped."""
        if text.count("\n") - 2 * text.count("\n\n") < FEWEST_BREAKS:
            return []
        breaks = [brk for brk in _breaks(text) if not brk.item]  # items begin lines on purpose
        # A longest line may be an accident (an address that could not be broken).
        widths = sorted(brk.length for brk in breaks)
        if len(widths) < FEWEST_BREAKS:
            return []
        width = widths[-1 - len(widths) // 50]
        full = [brk for brk in breaks if brk.filled > width and brk.length >= LEAST_FILLED * width]
        if not NARROWEST <= width <= WIDEST or len(full) < LEAST_SHARE * len(breaks):
            return []
        if _begin_alike(breaks):
            return []
        return [
            Edit(brk.offset, brk.offset + 1, " ", f"lines of {width}")
            for brk in full
            if text[brk.offset - 1] != "-"
        ]


def _begin_alike(breaks: list[_Break]) -> bool:
    """Whether the lines are records: many begin with the same word, but for its digits."""
    begun = Counter(_DIGIT.sub("0", brk.first) for brk in breaks)
    most = max(begun.values())
    return most >= FEWEST_ALIKE and most > MOST_ALIKE * len(breaks)


def _breaks(text: str) -> Iterator[_Break]:
    start = 0
    lines = text.split("\n")
    for line, following in pairwise(lines):
        end = start + len(line)
        if line and following:
            word = following.partition(" ")[0]
            # With a hyphen at its end the line is full: only a part of the word did fit.
            filled = WIDEST + 1 if line.endswith("-") else len(line) + 1 + len(word)
            yield _Break(end, len(line), filled, bool(_ITEM.match(following)), word)
        start = end + 1
