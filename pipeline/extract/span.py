"""A span that a model finds in a text, and the mention of one that is a value."""

from math import inf
from typing import NamedTuple

from pipeline.records import Mention


class Span(NamedTuple):
    """Character offsets in the text given to the model, and the model's own label.

    `margin`: by how much the model scored a name of this label higher than no name, at the first
    token; infinite where that is not known.
    """

    start: int
    end: int
    label: str
    margin: float = inf


def value_mention(text: str, start: int, end: int, label: str) -> Mention | None:
    """The mention of a value, such as a date, at these character offsets of a text.

    White space at the ends is removed. None when there is neither a letter nor a digit.
    """
    found = text[start:end]
    if found.isalpha():
        return Mention(start, end, label, found, found)  # a word: the usual case, for speed
    start += len(found) - len(found.lstrip())
    found = found.strip()
    if not found[:1].isalnum() and not any(map(str.isalnum, found)):
        return None
    return Mention(start, start + len(found), label, found, " ".join(found.split()))
