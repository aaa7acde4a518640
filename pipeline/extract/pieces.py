"""Divides texts into pieces and groups, to limit the memory of a model."""

from collections.abc import Iterable, Iterator

# Characters. With spaCy's small English model a process then stays below 350 MB; pieces of 100,000
# took 730 MB and gave the same names.
PIECE = 20_000
LEAST_PIECE = 1_000  # a name and the sentences around it
LARGEST_PIECE = 1_000_000  # spaCy's own limit
GROUP = 150_000  # a usual batch of 64 articles has less
# Places to cut, the best first.
_ENDS = ("\n\n", "\n", ". ", " ")


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, str]]:
    """Divide a text into (offset, piece) of at most `size` characters.

    A piece ends at the last end of a paragraph, else of a line, sentence or word in its second
    half; else at `size` characters.
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
    """Consecutive texts in groups of at most `size` characters; a longer text is its own group."""
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
