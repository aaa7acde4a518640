"""Lines that were broken to a width: `hard-wrapped` paragraphs."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pipeline.clean.edit import Edit

# A paragraph wrapped by a program has lines as full as they can be: the next line's first word did
# not fit. Poems, lists, tables and code have lines that end where their authors ended them.
NARROWEST, WIDEST = 40, 132  # characters of a full line: below are columns, above are paragraphs
FEWEST_BREAKS = 4
LEAST_SHARE = 0.9  # of the breaks inside of blocks, those that a wrapping program would make
LEAST_FILLED = 0.8  # of the width: a line far shorter ends on purpose even before a long word
_ITEM = re.compile(r"[-–—*•·▪‣>|#]|\(?\w{1,3}[.)] ")


class _Break(NamedTuple):
    """A line's end at `offset`; `filled`: as far as the next word would have reached."""

    offset: int
    length: int
    filled: int
    item: bool


class LineBreaks:
    """Joins the lines of paragraphs in a text that was wrapped to a width."""

    name = "line-break"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A blank for each line break inside a paragraph, where the whole text is wrapped."""
        if text.count("\n") - 2 * text.count("\n\n") < FEWEST_BREAKS:
            return []
        breaks = list(_breaks(text))
        # A longest line may be an accident (an address that could not be broken).
        widths = sorted(brk.length for brk in breaks)
        if len(widths) < FEWEST_BREAKS:
            return []
        width = widths[-1 - len(widths) // 50]
        full = [brk for brk in breaks if brk.filled > width and brk.length >= LEAST_FILLED * width]
        if not NARROWEST <= width <= WIDEST or len(full) < LEAST_SHARE * len(breaks):
            return []
        return [
            Edit(brk.offset, brk.offset + 1, " ", f"lines of {width}")
            for brk in full
            if not brk.item and text[brk.offset - 1] != "-"
        ]


def _breaks(text: str) -> Iterator[_Break]:
    start = 0
    lines = text.split("\n")
    for line, following in pairwise(lines):
        end = start + len(line)
        if line and following:
            word = following.partition(" ")[0]
            # A hyphen at the end: a part of the word did fit, so the line is full as it is.
            filled = WIDEST + 1 if line.endswith("-") else len(line) + 1 + len(word)
            yield _Break(end, len(line), filled, bool(_ITEM.match(following)))
        start = end + 1
