"""Text that was once decoded with the wrong encoding: `ftfy`."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
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
# Wrong decodings make no-break spaces and next-line controls, which belong to their words.
_WORDS = re.compile(r"[^ \t\r\n]+")


@cache
def _ftfy() -> tuple[Any, Any, Any]:
    """ftfy's test, its fixer and the configuration, imported at the first use."""
    from ftfy import TextFixerConfig, fix_text
    from ftfy.badness import is_bad

    return (
        is_bad,
        fix_text,
        TextFixerConfig(
            uncurl_quotes=False,  # typographic quotation marks are right
            # Repairs of their own, with their own records.
            unescape_html=False,
            remove_terminal_escapes=False,
            fix_latin_ligatures=False,
            fix_character_width=False,
            fix_line_breaks=False,
            fix_surrogates=False,
            remove_control_chars=False,
            normalization=None,
            explain=False,
        ),
    )


def _is_damaged(text: str) -> bool:
    if text.isascii():
        return False
    is_bad = _ftfy()[0]
    return any(
        is_bad(text[max(0, place.start() - _CONTEXT) : place.end() + _CONTEXT])
        for place in _SUSPICIOUS.finditer(text)
    )


class Encoding:
    """Undoes wrong decodings, by `ftfy.fix_text`, where a cheap test suspects them."""

    name = "encoding"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A replacement for each word, or group of words, that changes."""
        if not _is_damaged(text):
            return []
        _, fix_text, config = _ftfy()
        edits: list[Edit] = []
        start = 0
        for line in text.split("\n"):
            if not line.isascii() and (after := fix_text(line, config)) != line:
                edits.extend(_changes(line, after, start))
            start += len(line) + 1
        return edits


def _changes(before: str, after: str, start: int) -> Iterator[Edit]:
    old, new = list(_WORDS.finditer(before)), list(_WORDS.finditer(after))
    if len(old) == len(new):
        groups = [(i, i + 1, i, i + 1) for i in range(len(old))]
    else:
        matcher = SequenceMatcher(None, [m[0] for m in old], [m[0] for m in new], autojunk=False)
        groups = [codes[1:] for codes in matcher.get_opcodes() if codes[0] != "equal"]
    for first, last, new_first, new_last in groups:
        left, right = _extent(old, first, last, before)
        fixed = slice(*_extent(new, new_first, new_last, after))
        if before[left:right] != after[fixed]:
            yield Edit(start + left, start + right, after[fixed], "decoded with a wrong encoding")


def _extent(words: list[re.Match[str]], first: int, last: int, text: str) -> tuple[int, int]:
    if first < last:
        return words[first].start(), words[last - 1].end()
    place = words[first].start() if first < len(words) else len(text)
    return place, place
