"""Words from right to left, put into the order in which they are read.

A page draws them from left to right, and PDFium turns them around. Where a letter is drawn by
itself and says what it stands for (`ActualText`: so Chrome writes Arabic), it leaves words as they
are drawn; and of lam with alef, which many fonts have as one glyph, it turns the two letters
around, too. The places of the letters tell both.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.convert.pdf_columns import Box

# Letters and marks of Hebrew and Arabic, without figures, which run from left to right.
_LETTERS = (
    "\u0591-\u05c7\u05d0-\u05f2\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
)
_JOINERS = "\u200c\u200d"
_WORD = re.compile(f"[{_LETTERS}][{_LETTERS}{_JOINERS}]*[{_LETTERS}]")
_LONGEST = 100  # letters; what is longer is no word, and is left as it is
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")


def as_read(text: str, box: Callable[[int], Box]) -> str:
    """The text of a page with each word of such letters in order; others are not touched.

    `text`, `box`: as in `pdf_columns.in_reading_order`.
    """
    parts: list[str] = []
    done = 0
    for word in _WORD.finditer(text):
        start, end = word.span()
        if end - start > _LONGEST:
            continue
        boxes = [box(place) for place in range(start, end)]
        parts += (text[done:start], _word(word[0], boxes))
        done = end
    return "".join([*parts, text[done:]]) if parts else text


def _word(word: str, boxes: Sequence[Box]) -> str:
    middles = [(left + right) / 2 for left, _, right, _ in boxes]
    bases = [
        place
        for place, letter in enumerate(word)
        if letter not in _JOINERS and not unicodedata.combining(letter)
    ]
    steps = [middles[two] - middles[one] for one, two in pairwise(bases)]
    rightwards = sum(step > 0 for step in steps)
    if rightwards > len(steps) - rightwards and middles[bases[0]] < middles[bases[-1]]:
        # Each mark stands with the letter that it is on.
        base = [_nearest(bases, middles, middle) for middle in middles]
        order = sorted(
            range(len(word)), key=lambda at: (-middles[base[at]], base[at], at != base[at], at)
        )
        return "".join(word[at] for at in order)
    for pair in _ALEF_LAM.finditer(word):
        at = pair.start()
        if boxes[at] == boxes[at + 1]:
            word = f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
    return word


def _nearest(bases: Sequence[int], middles: Sequence[float], middle: float) -> int:
    """The letter whose middle is the nearest."""
    return min(bases, key=lambda at: abs(middles[at] - middle))
