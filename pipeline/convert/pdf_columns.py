"""The reading order of a page whose columns are drawn row by row: `left 1, right 1, left 2, …`.

A PDF stores its text in the order in which it was drawn. Most programs draw one column after the
other; where one draws across them, each line of the text holds a piece of every column. Such rows
are put in order only where they are prose on both sides of a gutter that no line crosses: the
cells of a table, a list of names or a form stay as they stand.

Source of the idea: the recursive XY-cut of Nagy and Seth (1984), cut down to its vertical cut and
to stretches of the stream, so that nothing else on the page moves.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# Left, bottom, right and top of a character, in points from the lower left corner.
Box = tuple[float, float, float, float]

FEWEST_ROWS = 6  # of a column
MOST_GUTTERS = 4
# Of the width of all lines: a line that crosses every gutter, and what a row of columns takes.
WHOLE_LINE = 0.9
ROW = 0.5
# In heights of a line: what divides two columns at least, and what ends a stretch of rows.
NARROWEST_GUTTER = 0.8
WIDEST_BREAK = 4.0
# What makes a column one of prose: so many of its lines fill it so far, begin at its left edge,
# have so many words, and so much of it is letters.
FILLED_LINES = 0.6
FILLED_WIDTH = 0.7
FLUSH_LINES = 0.6
FEWEST_WORDS = 3
LETTERS = 0.75
# Of the steps from one piece of the stream to the next, so many go sideways where columns are
# drawn row by row.
SIDEWAYS = 0.25

# PDFium puts these in place of a hyphen at the end of a line, and leaves the line's end out.
HYPHENS = "\x02\ufffe"
_UP_TO_HYPHEN = re.compile(rf"[^{HYPHENS}]*+[{HYPHENS}]?+")
_SPACES = re.compile(r" +")


class _Piece(NamedTuple):
    """A part of a line with no wide gap inside: where it stands in the text, and on the page."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def width(self) -> float:
        return self.right - self.left


def in_reading_order(text: str, box: Callable[[int], Box]) -> str:
    """The text of a page, with interleaved columns of prose one after the other.

    `text` as PDFium gives it: lines end in CR LF or in one of `HYPHENS`.
    `box` gives the place of the character at an index of `text`.
    """
    pieces = _pieces(text, box)
    if pieces is None or len(pieces) < 2 * FEWEST_ROWS:
        return text
    gaps = [(a.right, b.left) for a, b in pairwise(pieces) if _is_sideways(a, b)]
    if len(gaps) < FEWEST_ROWS:
        return text
    gutters = _gutters(gaps)
    parts: list[str] = []
    done = 0
    for stretch in _stretches(pieces, gutters):
        columns = _columns(text, stretch, gutters)
        if columns is None:
            continue
        parts += (text[done : stretch[0].start], _joined(text, columns))
        done = stretch[-1].end
    return "".join([*parts, text[done:]]) if parts else text


def _pieces(text: str, box: Callable[[int], Box]) -> list[_Piece] | None:
    """The lines of a page, parted at wide gaps; None of a page in order, or with turned text."""
    lines = list(_lines(text))
    if len(lines) < FEWEST_ROWS:
        return None
    ends: list[_Piece] = []
    for first, last in lines:
        left, bottom, _, top = box(first)
        _, low, right, high = box(last - 1)
        height = max(top - bottom, 1.0)
        if last - first > 3 and right - left < min(height, abs(top - low)):
            return None
        ends.append(_Piece(first, last, left, min(bottom, low), right, max(top, high)))
    width = max(line.right for line in ends) - min(line.left for line in ends)
    sideways = sum(_is_sideways(a, b) for a, b in pairwise(ends))
    if sideways < FEWEST_ROWS and not _has_gaps(text, ends, width, box):
        return None
    # Between the words of a narrow column that is set flush there are gaps, too.
    return [
        piece
        for line in ends
        for piece in (_parted(text, line, box) if line.width >= ROW * width else [line])
    ]


def _has_gaps(text: str, lines: Sequence[_Piece], width: float, box: Callable[[int], Box]) -> bool:
    """Whether some lines are wide apart in themselves: most pages are in order, and few lines tell.

    A whole line crosses every gutter, and fewer rows than a column has fit between two such.
    `width`: of the page.
    """
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.width >= ROW * width and any(_wide_gaps(text, line, box)):
            return True
        number += FEWEST_ROWS if line.width >= WHOLE_LINE * width else FEWEST_ROWS // 2
    return False


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines that are not empty begin and end, without the blanks around them."""
    start = 0
    soft, none = HYPHENS[0], HYPHENS[1]
    for line in text.split("\n"):
        for part in _UP_TO_HYPHEN.findall(line) if soft in line or none in line else (line,):
            bare = part.rstrip(" \r")
            if shown := bare.lstrip(" "):
                last = start + len(bare)
                yield last - len(shown), last
            start += len(part)
        start += 1


def _parted(text: str, line: _Piece, box: Callable[[int], Box]) -> list[_Piece]:
    """A line, parted at its wide gaps."""
    pieces: list[_Piece] = []
    begun, left, bottom, top = line.start, line.left, line.bottom, line.top
    for start, end, right, (next_left, next_bottom, _, next_top) in _wide_gaps(text, line, box):
        pieces.append(_Piece(begun, start, left, bottom, right, top))
        begun, left, bottom, top = end, next_left, next_bottom, next_top
    return [*pieces, _Piece(begun, line.end, left, bottom, line.right, top)]


def _wide_gaps(
    text: str, line: _Piece, box: Callable[[int], Box]
) -> Iterator[tuple[int, int, float, Box]]:
    """Of the blanks with a wide gap: start and end, the gap's left edge, and what follows it."""
    narrowest = NARROWEST_GUTTER * line.height
    for space in _SPACES.finditer(text, line.start, line.end):
        start, end = space.span()
        right, following = box(start - 1)[2], box(end)
        if following[0] - right > narrowest:
            yield start, end, right, following


def _is_sideways(one: _Piece, two: _Piece) -> bool:
    """Whether the second stands in the row of the first, behind a gap."""
    gap = two.left - one.right
    if gap <= 0:
        return False
    height = min(one.height, two.height)
    return abs(one.bottom - two.bottom) < 0.5 * height and gap > NARROWEST_GUTTER * height


def _gutters(gaps: Sequence[tuple[float, float]]) -> list[float]:
    """Where the columns part, from left to right: where most gaps lie over one another."""
    left = list(gaps)
    gutters: list[float] = []
    while len(left) >= FEWEST_ROWS and len(gutters) < MOST_GUTTERS:
        edges = sorted([(a, -1) for a, _ in left] + [(b, 1) for _, b in left])
        depth = deepest = 0
        found = 0.0
        for (place, step), (following, _) in pairwise(edges):
            depth -= step
            if depth > deepest:
                deepest, found = depth, (place + following) / 2
        if deepest < FEWEST_ROWS:
            break
        gutters.append(found)
        left = [(a, b) for a, b in left if not a <= found <= b]
    return sorted(gutters)


def _stretches(pieces: Sequence[_Piece], gutters: Sequence[float]) -> list[list[_Piece]]:
    """Runs of pieces none of which crosses a gutter, without a wide break between their rows."""
    stretches: list[list[_Piece]] = [[]]
    lowest = 0.0
    for piece in pieces:
        run = stretches[-1]
        crosses = any(piece.left < gutter < piece.right for gutter in gutters)
        apart = run and lowest - piece.top > WIDEST_BREAK * piece.height
        if crosses or apart:
            stretches.append([])
            run = stretches[-1]
        if not crosses:
            lowest = min(lowest, piece.bottom) if run else piece.bottom
            run.append(piece)
    return [run for run in stretches if len(run) >= 2 * FEWEST_ROWS]


def _columns(
    text: str, stretch: Sequence[_Piece], gutters: Sequence[float]
) -> list[list[_Piece]] | None:
    """The pieces of a stretch by column; None if they are in order, or not all of them prose."""
    sideways = sum(_is_sideways(a, b) for a, b in pairwise(stretch))
    if sideways < SIDEWAYS * len(stretch):
        return None
    columns: list[list[_Piece]] = [[] for _ in range(len(gutters) + 1)]
    for piece in stretch:
        columns[sum(piece.left > gutter for gutter in gutters)].append(piece)
    columns = [column for column in columns if column]
    if len(columns) < 2 or not all(_is_prose(text, column) for column in columns):
        return None
    return columns


def _is_prose(text: str, column: Sequence[_Piece]) -> bool:
    """Whether the lines of a column are those of running text."""
    if len(column) < FEWEST_ROWS:
        return False
    left = median(piece.left for piece in column)
    right = sorted(piece.right for piece in column)[int(0.9 * (len(column) - 1))]
    width, height = right - left, median(piece.height for piece in column)
    filled = sum(piece.right - left >= FILLED_WIDTH * width for piece in column)
    flush = sum(abs(piece.left - left) < 0.6 * height for piece in column)
    lines = [text[piece.start : piece.end] for piece in column]
    whole = "".join(lines).replace(" ", "")
    return (
        filled >= FILLED_LINES * len(column)
        and flush >= FLUSH_LINES * len(column)
        and median(len(line.split()) for line in lines) >= FEWEST_WORDS
        and sum(map(str.isalpha, whole)) >= LETTERS * len(whole)
    )


def _joined(text: str, columns: Sequence[Sequence[_Piece]]) -> str:
    """The columns as lines, one after the other."""
    parts: list[str] = []
    for column in columns:
        lowest = None
        for piece in column:
            if parts:
                same_row = lowest is not None and abs(lowest - piece.bottom) < 0.5 * piece.height
                parts.append(" " if same_row else "\r\n")
            lowest = piece.bottom
            parts.append(text[piece.start : piece.end])
    return "".join(parts)
