"""Characters that say nothing to a reader: controls, zero-width marks, soft hyphens, surrogates."""

import re

from pipeline.clean.edit import Edit, removals, replacements

# All of Unicode's Cc but white space (\t to \r, \x1c to \x1f, \x85), which the layout takes.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
# Searches for one character are four times as fast as those for runs.
_ANY_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ANY_SURROGATE = re.compile("[\ud800-\udfff]")
# With the colours and cursor movements of terminals (ECMA-48's control sequences).
_SEQUENCES = re.compile("(?:\x1b\\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f])+")
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


class Controls:
    """Removes control characters that are not white space, and terminals' control sequences."""

    name = "control"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A removal for each run of them."""
        return removals(_SEQUENCES, text) if _ANY_CONTROL.search(text) else []


class ZeroWidth:
    """Removes byte order marks and zero-width and direction characters inside the text."""

    name = "zero-width"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A removal for each run of them."""
        if text.isascii() or not _ANY_ZERO_WIDTH.search(text):  # the full pattern: ten times slower
            return []
        return removals(_ZERO_WIDTH, text)


class SoftHyphens:
    """Removes soft hyphens; a word broken at one becomes whole again."""

    name = "soft-hyphen"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A removal for each, with the line break after it."""
        return removals(_SOFT_HYPHENS, text) if "\u00ad" in text else []


class Surrogates:
    """Joins pairs of surrogates to the character they mean; lone ones become U+FFFD.

    JSON may hold them as escapes, and no encoding can write them.
    """

    name = "surrogate"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A replacement for each run of them."""
        if text.isascii() or not _ANY_SURROGATE.search(text):
            return []
        return replacements(_SURROGATES, text, _joined)


def _joined(run: str) -> str:
    return run.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
