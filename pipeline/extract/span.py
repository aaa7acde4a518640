"""What a model finds in a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Character offsets in the text that the model was given, and the model's own label."""

    start: int
    end: int
    label: str
