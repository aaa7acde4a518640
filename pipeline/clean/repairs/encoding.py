"""Text that was once decoded with the wrong encoding: `ftfy`."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline.clean.edit import Edit

# A byte sequence of UTF-8 read as another encoding leaves at least two neighbours beyond ASCII, one
# of them an accented letter, punctuation, a symbol or a C1 control; the second may have become a
# blank. ftfy's own test is thorough and slow (1 ms on an article), so it sees such places only.
_SUSPICIOUS = re.compile(
    "[\x80-\u024f\u02c6-\u02dd\u2000-\u25ff\uf8ff\ufb01\ufb02\ufffd][^\x00-\x7f]"
    "|[^\x00-\x7f][\x80-\u024f\u02c6-\u02dd\u2000-\u25ff\uf8ff\ufb01\ufb02\ufffd]"
    "|[ÂÃâ] |[\x80-\x9f]"
)
_CONTEXT = 4  # characters around: the longest sequence that ftfy's test knows has five
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
# Words with characters beyond ASCII; where one ends in such, the next belongs to it, because the
# blank between may have been a byte. No-break spaces and next-line controls are parts of words.
_UNITS = re.compile(
    r"(?<![^ \t\r\n])[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*(?:(?<=[^\x00-\x7f]) +[^ \t\r\n]+)*"
)


# Windows-1252 has no characters for the bytes 81, 8D, 8F, 90 and 9D, and many a program drops them.
# What is left of a sequence then tells which one is missing, nearly: E2 80 9D is the closing
# quotation mark, and far more frequent than other characters of which "â€" can be the rest.
_AFTER_E2_80 = "\x81\x8d\x8f\x90\x9d" + bytes(
    byte for byte in range(0x80, 0xC0) if byte not in b"\x81\x8d\x8f\x90\x9d"
).decode("cp1252")
_LOST_HYPHEN = re.compile(rf"(?<=[^\W\d_]â€)(?=[^\W\d_])(?![{_AFTER_E2_80}])")
_LOST_QUOTE = re.compile(rf"(?<=â€)(?![{_AFTER_E2_80}])")
# Á, Í and Ł begin words and stand in words of capitals; the others of their kind are rare.
_LOST_I = re.compile(r"(?<=[A-Z]Ã)(?=A)|(?<=\bÃ)(?=[ndst])")
_LOST_A = re.compile(r"(?<=\bÃ)(?=[a-z])|(?<=[A-Z]Ã)(?=[A-Z])")
_LOST_L = re.compile(r"(?<=\bÅ)(?=[a-zÃ])")


@cache
def _ftfy() -> tuple[Any, Any, Any]:
    """ftfy's test and its two fixers of encodings, imported at the first use."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad
    from ftfy.fixes import fix_c1_controls

    return is_bad, fix_encoding, fix_c1_controls


def _is_damaged(text: str) -> bool:
    if text.isascii():
        return False
    is_bad = _ftfy()[0]
    return any(
        is_bad(text[max(0, run.start() - _CONTEXT) : run.end() + _CONTEXT])
        for run in _BEYOND_ASCII.finditer(text)
        if _SUSPICIOUS.search(text, run.start(), run.end() + 1)
    )


class Encoding:
    """Undoes wrong decodings, by `ftfy.fix_encoding`, where a cheap test suspects them."""

    name = "encoding"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A replacement for each word that changes, or for two where a blank was a byte."""
        if not _is_damaged(text):
            return []
        edits: list[Edit] = []
        start = 0
        for line in text.split("\n"):
            if not line.isascii():
                edits.extend(_line_edits(line, start))
            start += len(line) + 1
        return edits


def _line_edits(line: str, start: int) -> Iterator[Edit]:
    _, fix_encoding, fix_c1_controls = _ftfy()
    units = list(_UNITS.finditer(line))
    # What a line's words have in common decides; ASCII says nothing, and costs most of the time.
    fixed = fix_c1_controls(fix_encoding("\n".join(_with_lost_bytes(u[0]) for u in units)))
    for unit, after in zip(units, fixed.split("\n"), strict=True):
        if after != unit[0]:
            yield from _word_edits(unit[0], after, start + unit.start())


def _word_edits(before: str, after: str, start: int) -> Iterator[Edit]:
    old, new = before.split(" "), after.split(" ")
    if len(old) != len(new):
        old, new = [before], [after]
    for word, fixed in zip(old, new, strict=True):
        if word != fixed:
            yield Edit(start, start + len(word), fixed, "decoded with a wrong encoding")
        start += len(word) + 1


def _with_lost_bytes(words: str) -> str:
    """Damaged words with the bytes that were dropped from them."""
    if "â€" in words:
        words = _LOST_QUOTE.sub("\x9d", _LOST_HYPHEN.sub("\x90", words))
    if "Ã" in words or "Å" in words:
        words = _LOST_L.sub("\x81", _LOST_A.sub("\x81", _LOST_I.sub("\x8d", words)))
    return words
