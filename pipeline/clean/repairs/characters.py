"""Characters that say nothing to a reader: controls, zero-width marks, soft hyphens, surrogates."""

import re

from pipeline.clean.repairs.substitution import remove, substitute
from pipeline.records import Repair

# All of Unicode's Cc but white space (\t to \r, \x1c to \x1f, \x85), which the layout takes.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
_ANY_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# Byte order marks, zero-width spaces, word joiners, direction marks and embeddings. Joiners stay
# where a script or an emoji is spelled with them, that is, away from ASCII.
_ZERO_WIDTH = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
    "|(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])"
)
# With the line break that a soft hyphen at a line's end stands for.
_SOFT_HYPHENS = re.compile("\u00ad+(?:[ \t]*(?:\r\n|\r|\n)[ \t]*(?=\\w))?")
_SURROGATES = re.compile("[\ud800-\udfff]+")


def remove_controls(text: str) -> tuple[str, list[Repair]]:
    """Remove control characters that are not white space."""
    return remove("control", CONTROLS, text)


def remove_zero_width(text: str) -> tuple[str, list[Repair]]:
    """Remove byte order marks and zero-width and direction characters inside the text."""
    if text.isascii() or not _ANY_ZERO_WIDTH.search(text):  # the full pattern is ten times slower
        return text, []
    return remove("zero-width", _ZERO_WIDTH, text)


def remove_soft_hyphens(text: str) -> tuple[str, list[Repair]]:
    """Remove soft hyphens; a word broken at one becomes whole again."""
    return (text, []) if text.isascii() else remove("soft-hyphen", _SOFT_HYPHENS, text)


def replace_surrogates(text: str) -> tuple[str, list[Repair]]:
    """Join pairs of surrogates to the character they mean; lone ones become U+FFFD.

    JSON may hold them as escapes, and no encoding can write them.
    """
    if text.isascii():
        return text, []
    return substitute(
        "surrogate",
        _SURROGATES,
        lambda run: run.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        text,
    )
