"""Text that was once decoded with the wrong encoding, or holds HTML entities: `ftfy`."""

import re
from functools import cache
from typing import Any

from pipeline.clean.repairs.substitution import shown
from pipeline.records import Repair

# Nothing in ASCII alone needs ftfy but entities and terminal escapes.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# A byte sequence of UTF-8 read as another encoding leaves at least two neighbours beyond ASCII, one
# of them an accented letter, punctuation, a symbol or a C1 control; the second may have become a
# blank. ftfy's own test is thorough and slow (1 ms on an article), so it sees such places only.
_SUSPICIOUS = re.compile(
    "[\x80-\u024f\u02c6-\u02dd\u2000-\u25ff\uf8ff\ufb01\ufb02\ufffd][^\x00-\x7f]"
    "|[^\x00-\x7f][\x80-\u024f\u02c6-\u02dd\u2000-\u25ff\uf8ff\ufb01\ufb02\ufffd]"
    "|[ÂÃâ] |[\x80-\x9f]"
)
_CONTEXT = 4  # characters around: the longest sequence that ftfy's test knows has five
_WORDS = re.compile(r"\S+")


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
            fix_latin_ligatures=False,
            fix_character_width=False,
            fix_line_breaks=False,
            fix_surrogates=False,
            remove_control_chars=False,
            normalization=None,
            explain=False,
        ),
    )


def _asks_for_ftfy(text: str) -> bool:
    if "&" in text and _ENTITY.search(text):
        return True
    if "\x1b" in text:
        return True
    if text.isascii():
        return False
    is_bad = _ftfy()[0]
    return any(
        is_bad(text[max(0, place.start() - _CONTEXT) : place.end() + _CONTEXT])
        for place in _SUSPICIOUS.finditer(text)
    )


def repair_encoding(text: str) -> tuple[str, list[Repair]]:
    """Undo wrong decodings and HTML entities, by `ftfy.fix_text`, where a cheap test suspects them.

    Recorded word by word in lines that keep their number of words, else as one change of the line.
    """
    if not _asks_for_ftfy(text):
        return text, []
    _, fix_text, config = _ftfy()
    fixed: list[str] = []
    repairs: list[Repair] = []
    start = 0
    for line in text.splitlines(keepends=True):
        after = fix_text(line, config)
        if after != line:
            repairs.extend(_changes(line, after, start))
        fixed.append(after)
        start += len(line)
    return "".join(fixed), repairs


def _changes(before: str, after: str, start: int) -> list[Repair]:
    words = list(_WORDS.finditer(before))
    new = _WORDS.findall(after)
    if len(words) == len(new) and words:
        changed = [
            Repair("encoding", start + word.start(), shown(word.group()), shown(fixed))
            for word, fixed in zip(words, new, strict=True)
            if word.group() != fixed
        ]
        if changed:
            return changed
    return [Repair("encoding", start, shown(before), shown(after))]
