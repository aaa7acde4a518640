"""Long texts in pieces that a model can take."""

from collections.abc import Iterator

PIECE = 100_000  # characters; spaCy's memory grows with a text by about 1 KB a character
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
