"""Removes invisible characters: controls, zero-width marks, soft hyphens, surrogates."""

import re

from pipeline.clean.edit import Edit, removals, replacements

# All of Unicode's Cc except white space (\t to \r, \x1c to \x1f, \x85), which the layout handles.
# Searches for one character are four times as fast as those for runs.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ANY_SURROGATE = re.compile("[\ud800-\udfff]")
# Including colours and cursor movements of terminals (control sequences of ECMA-48). A letter that
# a printer was to print twice, or over an underscore, is kept once.
_SEQUENCES = re.compile(
    "(?:([^\x08])\x08(?=\\1)|_\x08"
    "|\x1b\\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f])+"
)
_ANY_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")
# Byte order marks, zero-width spaces, word joiners, direction marks and embeddings. Joiners stay
# between characters beyond ASCII, because scripts and emoji need them.
_ZERO_WIDTH = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
    "|(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])"
)
# Including the line break after a soft hyphen at the end of a line. After a hyphen it only says
# where the line may end ("cross-", "sectional").
_SOFT_HYPHENS = re.compile("\u00ad+(?:[ \t]*(?:\r\n|\r|\n)[ \t]*(?=\\w))?")
# PDFs have U+00AD for printed hyphens: next to digits, between blanks; before a capital it may be
# the hyphen of a name.
_PRINTED = re.compile(
    "(?:(?<=\\d)\u00ad+(?=\\w)|(?<=[^\\W\\d_])\u00ad+(?=\\d)|(?<![^\\s(])\u00ad+(?=\\d|[ \t\u00a0])"
    "|(?<=\\d[^\\W\\d_])\u00ad+(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]))"
)
_INSIDE = re.compile("(?<=[^\\W\\d_])\u00ad+(?=[^\\W\\d_])")
_SURROGATES = re.compile("[\ud800-\udfff]+")


class Controls:
    """Removes control characters that are not white space, and terminals' control sequences."""

    name = "control"
    version = 3

    def edits(self, text: str) -> list[Edit]:
        """A removal for each run of them."""
        return removals(_SEQUENCES, text) if CONTROLS.search(text) else []


class ZeroWidth:
    """Removes byte order marks and zero-width and direction characters inside the text."""

    name = "zero-width"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A removal for each run of them."""
        if text.isascii():
            return []
        return [
            Edit(*found.span(), "")
            for run in _ANY_ZERO_WIDTH.finditer(text)  # the full pattern is ten times slower
            for found in _ZERO_WIDTH.finditer(text, run.start(), run.end() + 1)
        ]


class SoftHyphens:
    """Removes soft hyphens, and joins words that are broken at them.

    Where it cannot be a soft hyphen ("06", "March"), it is replaced by a hyphen. If nearly all of a
    text are such, all are replaced.
    """

    name = "soft-hyphen"
    version = 3

    def edits(self, text: str) -> list[Edit]:
        """A removal of each with the line break after it, or a replacement by a hyphen."""
        if "\u00ad" not in text:
            return []
        printed = {found.span() for found in _PRINTED.finditer(text)}
        inside = {found.span() for found in _INSIDE.finditer(text)} - printed if printed else set()
        if len(inside) <= len(printed):
            printed |= inside
        edits: list[Edit] = []
        for found in _SOFT_HYPHENS.finditer(text):
            around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
            broken_number = "\n" in found[0] and not around.isalpha() and around[:1] != "-"
            if found.span() in printed or broken_number:
                edits.append(Edit(*found.span(), "-", "a hyphen in print"))
            else:
                edits.append(Edit(*found.span(), ""))
        return edits


class Surrogates:
    """Joins pairs of surrogates to one character; lone surrogates become U+FFFD.

    They come from escapes in JSON; no encoding can write them.
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
