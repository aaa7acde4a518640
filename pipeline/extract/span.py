"""A span that a model finds in a text."""

from math import inf
from typing import NamedTuple


class Span(NamedTuple):
    """Character offsets in the text given to the model, and the model's own label.

    `margin`: by how much the model scored a name of this label higher than no name, at the first
    token; infinite where that is not known.
    """

    start: int
    end: int
    label: str
    margin: float = inf
