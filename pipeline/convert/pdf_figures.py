"""Figures that stand below one another on a page, and that PDFium reads as one number.

Where most of a page are columns of single figures it takes their lines for vertical, and puts
nothing between "6" and the "9" below it. Letters that stand so may be a word, and are left.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from pipeline.convert.pdf_columns import Box

# To look behind each character takes twice as long as to look before each number that is found.
_FIGURES = re.compile(r"[0-9][0-9]{1,11}(?!\S)")


def stacked(text: str, box: Callable[[int], Box]) -> Iterator[int]:
    """The places in a text before which a figure stands below the one before it.

    All figures of a number must stand so: those of one that is written in a line never do.
    `text`, `box`: as in `pdf_columns.in_reading_order`.
    """
    for number in _FIGURES.finditer(text):
        first, end = number.span()
        if first and not text[first - 1].isspace():
            continue
        if _is_below(box(first), box(end - 1)):
            boxes = [box(place) for place in range(first, end)]
            if all(_is_below(upper, lower) for upper, lower in pairwise(boxes)):
                yield from range(first + 1, end)


def _is_below(upper: Box, lower: Box) -> bool:
    """Whether a character stands below another, with no part beside it."""
    return lower[3] < upper[1] and lower[0] < upper[2] and upper[0] < lower[2]
