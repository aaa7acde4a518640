"""How many words of columns come in their order: pages made from known text, drawn row by row."""

import random
from collections.abc import Sequence
from difflib import SequenceMatcher

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.pdf import Pdf
from testbed.pdf_writer import Line, pdf

ROWS = 50
# Places of the columns' left edges in points, and characters that fit in a line at 8 points.
PLACES = {2: ((50, 60), (320, 60)), 3: ((40, 38), (225, 38), (410, 38))}


def in_order(words: Sequence[str], columns: int, seed: int) -> float:
    """Share of the words of a page, made of running words in columns, that come in their order."""
    choice = random.Random(seed)
    start = choice.randrange(max(1, len(words) - 2_000))
    left = iter(words[start:])
    page: list[list[str]] = []
    for _, width in PLACES[columns]:
        lines = []
        for _ in range(ROWS):
            line = next(left, "")
            while len(line) < width - 6 and (word := next(left, "")):
                line += f" {word}"
            lines.append(line[:width])
        page.append(lines)
    drawn = [
        Line(x, 740 - 13 * row, page[column][row], 8)
        for row in range(ROWS)
        for column, (x, _) in enumerate(PLACES[columns])
    ]
    result = Pdf(ConversionLimits(), ocr=False).convert(pdf([drawn]), "application/pdf")
    assert isinstance(result, Conversion)
    wanted = [word for column in page for line in column for word in line.split()]
    got = result.converted.text.split()
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)
