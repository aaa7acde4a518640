"""Finds soft line ends, over which a name may continue: in wrapped prose, not in lists.

The evidence is the layout. A line end is soft where the next word had no room in the line, in a
block (lines without a blank line between them) most of whose lines are full in this sense.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from statistics import median

_LOWER = re.compile(r"(?<![^\s(\"'“‘])[a-zß-öø-ÿ]")  # words that begin in lower case
# Characters. Narrower blocks are lists and addresses, wider ones are not wrapped at all.
_NARROW, _WIDE = 40, 140
_COLUMN = 24  # width of a newspaper's column, which needs several lines
_COLUMN_LINES = 6
# One of two lines is always the widest, so they need the width of other blocks, or this one.
_FEW, _FEW_WIDTH = 3, 50
# Indents were removed, and justified lines differ in length.
_SLACK = 8
_FULL, _VERY_FULL = 0.5, 0.75  # shares of line ends that are soft
_PROSE = 0.4  # share of a line's words that are in lower case
_USUAL = 0.9  # share of lines that are no longer than the width
_RAGGED = 0.6  # share of the width
_LEAST_FULL = 0.5  # share of the width, in a narrower part of a block
_JOINED = 1.4  # times the median
_TWO_JOINED = 2.5  # times the width; longer lines are not wrapped
_THREE_JOINED = 0.1  # share of line ends: two hyphens, one below the other, join three lines
# Share of lines that go on in the next, of a wrapped list of names: the next begins in lower
# case, or this one ends with a word that ends nothing ("counsel for", "ACLU of", "Erica L.").
_CONTINUES = 0.2
_FEWEST_OPEN = 2  # one may be chance
_OPEN_END = re.compile(r"\s(?:of|for|the|and|in|on|at|to|by|with|[A-Z]\.)\Z")


class LineEnds:
    """The line ends of a text, examined at the first question.

    Time and memory are linear in the size of the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: set[int] | None = None

    @property
    def _soft(self) -> set[int]:
        if self._found is None:
            self._found = set()
            blocks = [*_blocks(self._text)]
            widths = [block.width for block in blocks if block.ends >= _FEW and block.is_prose(0)]
            usual = round(median(widths)) if widths else 0
            for block in blocks:
                self._found.update(block.soft(usual, block.is_prose(usual)))
        return self._found

    def is_soft(self, place: int) -> bool:
        """Whether a sentence continues after the line end at this offset."""
        if "\n" in (self._text[place - 1 : place], self._text[place + 1 : place + 2]):
            return False  # beside an empty line: the usual case, for speed
        return place in self._soft

    def cut(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a span of the text, divided at line ends that are not soft."""
        place = text.find("\n", start, end)
        while place != -1:
            if place not in self._soft:
                yield start, place
                start = place + 1
            place = text.find("\n", place + 1, end)
        yield start, end


class _Block:
    """Lines without a blank line between them; the first begins at `start` in the text."""

    def __init__(self, start: int, lines: list[str]) -> None:
        self.start = start
        self.lengths = [len(line) for line in lines]
        self.ends = len(lines) - 1
        # For each line but the last: the length of the next line's first word.
        self._next = [len(line.lstrip()[:_WIDE].partition(" ")[0]) for line in lines[1:]]
        self._lines = lines
        # Some lines are longer than the rest: repairs have joined two of them.
        longest = _JOINED * median(self.lengths)
        lengths = sorted(length for length in self.lengths if length <= longest)
        self.width = lengths[round(_USUAL * (len(lengths) - 1))]

    @cached_property
    def _prose(self) -> list[bool]:
        """For each line, whether it is prose; computed for wrapped blocks only."""
        return [len(_LOWER.findall(line)) >= _PROSE * (line.count(" ") + 1) for line in self._lines]

    def soft(self, usual: int, in_prose: bool = True) -> list[int]:
        """The offsets of soft line ends: the next word had no room in the line.

        In prose, a line that is nearly full is enough. In other blocks both lines must be prose.
        """
        width = self._width(usual)
        lengths = self.lengths
        found, place = [], self.start
        for number, word in enumerate(self._next):
            length = lengths[number]
            place += length
            full = length + 1 + word > width - _SLACK
            if not full and length + 1 + word > _LEAST_FULL * width:  # beside narrower lines
                beside = max(lengths[max(0, number - 2) : number + 3])
                full = length + 1 + word > max(beside, usual) - _SLACK
            if in_prose:
                full = full or (self._prose[number] and length > _RAGGED * width)
            else:
                full = full and self._prose[number] and self._prose[number + 1] and usual > 0
            if full and length <= _WIDE:
                found.append(place)
            place += 1
        return found

    def is_prose(self, usual: int) -> bool:
        """Whether the lines are wrapped prose, of about the same width."""
        width = self._width(usual)
        if not self.ends or not _COLUMN <= width <= _WIDE:
            return False
        if sum(n > _TWO_JOINED * width for n in self.lengths) > _THREE_JOINED * self.ends:
            return False
        if self.ends < _FEW and not usual and width < _FEW_WIDTH:
            return False
        full = len(self.soft(usual)) / self.ends
        prose = sum(self._prose) >= _FULL * len(self._prose)
        if width < _NARROW:
            return prose and full >= _VERY_FULL and self.ends >= _COLUMN_LINES
        if prose:
            return full >= _FULL
        if full < _VERY_FULL or self.ends <= _FEW:
            return False
        least = _CONTINUES * self.ends
        if sum(line.lstrip()[:1].islower() for line in self._lines[1:]) >= least:
            return True
        return sum(map(bool, map(_OPEN_END.search, self._lines[:-1]))) >= max(least, _FEWEST_OPEN)

    def _width(self, usual: int) -> int:
        return max(self.width, usual) if self.ends < _FEW else self.width


def _blocks(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    start = place = 0
    for line in text.split("\n"):
        if line.strip():
            if not lines:
                start = place
            lines.append(line)
        elif lines:
            yield _Block(start, lines)
            lines = []
        place += len(line) + 1
    if lines:
        yield _Block(start, lines)
