"""Texts in pieces and groups that a model can take: its memory grows with what it takes at once."""

from collections.abc import Iterable, Iterator

# Characters. Measured with spaCy's small English model, whose process then stays below 350 MB;
# pieces of 100,000 took 730 MB and found the same names.
PIECE = 20_000
LEAST_PIECE = 1_000  # a name and the sentences around it
LARGEST_PIECE = 1_000_000  # spaCy's own limit
GROUP = 150_000  # a usual batch of 64 articles has less
# From the best place to cut to the worst.
_ENDS = ("\n\n", "\n", ". ", " ")


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, str]]:
    """Cut a text into (offset, piece) of at most `size` characters, nothing lost or doubled.

    A cut falls at the last end of a paragraph, else line, sentence or word in the second half of
    a piece; a text without any is cut hard.
    """
    start = 0
    while len(text) - start > size:
        end = start + size
        for mark in _ENDS:
            found = text.rfind(mark, start + size // 2, end)
            if found != -1:
                end = found + len(mark)
                break
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def groups(texts: Iterable[str], size: int = GROUP) -> Iterator[list[str]]:
    """Consecutive texts in groups of at most `size` characters, or of one text above that."""
    group: list[str] = []
    room = size
    for text in texts:
        if group and len(text) > room:
            yield group
            group, room = [], size
        group.append(text)
        room -= len(text)
    if group:
        yield group
