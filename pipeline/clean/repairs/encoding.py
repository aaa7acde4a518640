"""Repairs text that was decoded with a wrong encoding, by `ftfy` and rules of its own."""

import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from pipeline.clean.edit import Edit
from pipeline.clean.repairs import misread_letters, misread_pages

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
# Words with characters beyond ASCII. If a word ends in one, the next word is included, because the
# blank between may be a byte of it. No-break spaces and next-line controls count as letters.
_UNITS = re.compile(
    r"(?<![^ \t\r\n])[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*(?:(?<=[^\x00-\x7f]) +[^ \t\r\n]+)*"
)


# Windows-1252 has no characters for the bytes 81, 8D, 8F, 90 and 9D, and many programs drop them.
# The rest of the sequence mostly shows which byte is missing: "â€" alone is nearly always E2 80 9D,
# a closing quotation mark. But if the third byte was read as a character of a code page that reads
# the first two alike, nothing is missing: "â€ś" is an opening quotation mark of Windows-1250.
_AFTER_E2_80 = "\x81\x8d\x8f\x90\x9d" + "".join(
    sorted(
        {
            character
            for page in ("cp1250", "cp1252", "cp1254", "cp1258")
            for character in bytes(range(0x80, 0xC0)).decode(page, "ignore")
        }
    )
)
_CONTRACTED = r"(?:s|t|re|ve|ll|d|m)\b"
_LOST_APOSTROPHE = re.compile(rf"(?<=[A-Za-z]â€)(?={_CONTRACTED})")
_LOST_HYPHEN = re.compile(rf"(?<=[^\W\d_]â€)(?=[^\W\d_])(?![{_AFTER_E2_80}])")
# Not at the beginning of a word, where it is another mark in another code page.
_LOST_QUOTE = re.compile(rf"(?:(?<=\Sâ€)|(?<=â€)(?!\w))(?![{_AFTER_E2_80}])")
# Á, Í and Ł occur at the beginning of words and in words of capitals; other such letters are rare.
_LOST_I = re.compile(r"(?<=[A-Z]Ã)(?=A)|(?<=\bÃ)(?=[ndst])")
_LOST_A = re.compile(r"(?<=\bÃ)(?=[a-z])|(?<=[A-Z]Ã)(?=[A-Z])")
_LOST_L = re.compile(r"(?<=\bÅ)(?=[a-zÃ])")


# Where the lost byte of such a word is all that is wrong with it.
_LOST = re.compile(r"[ÃÅ]")
# Portuguese in capitals: "“CORREIO DA MANHÃ”" has no "Ô", and no word becomes "IRMî".
_QUOTED_IN_CAPITALS = re.compile("“[^“”\n]*[A-ZÀ-Þ]Ã”|‘[^‘’\n]*[A-ZÀ-Þ]Ã’")
_SMALL_BEHIND_CAPITALS = re.compile("[A-Z]{2}[à-öø-ÿ]\\Z")
# Marks next to words. In Mac Roman most of them have the bytes of UTF-8's lead bytes, and in other
# code pages those of continuation bytes, so that with the next letter they look like damage. After
# "Ã", and after a capital inside a word ("byÅ‚"), they are damage.
_QUOTES = "“”„«»‹›‘’‚‟…•\"'()[]<>*.,;:!?"
# Signs before a word ("€Åland", "©Été"). None of them is a lead byte in Mac Roman but "€", of
# Arabic; behind a letter beyond ASCII they may be continuation bytes.
_SIGNS = "€£¢¥§©®™°±"
_BESIDE = f"{_QUOTES}{_SIGNS}–—"
_STRAY = re.compile(
    f"(?<![ÂÃâ])(?<![a-zß-ÿ][ÅÄ])[{re.escape(_QUOTES)}–—]+"
    rf"|(?<![^\x00-\x7f])[{_SIGNS}]+(?=[^\W_])"
)
# Letters of two bytes that no text has just once: phonetic, Armenian, Hebrew, Arabic, Syriac, N'Ko.
_RARE = re.compile("[\u0250-\u02af\u0530-\u07ff]")
_NO_WORD = re.compile("[\x80-\x9f\u2500-\u25ff]")
_MARKED = re.compile(f"[{re.escape(_QUOTES + _SIGNS)}]")
_LEAST_PART = 3  # characters
_LEADS = frozenset("ÂÃâ")  # no words
_LONE = re.compile("[ÂÃÅ](?: [^ ]+)?")  # a letter by itself, or that a byte was lost behind
_HAN = "\u2e80"  # from here on a character is a word
_WORD = re.compile(r"[^ \t\r\n]+")


# Typographic marks in UTF-8 that was read with other code pages: "вЂњ", "ÔÇ£". ftfy repairs them in
# Cyrillic or Greek text only, but no word of any language has them.
_MARKS = "‘’‚“”„–—…•€™"
_PAGES = ("cp437", "cp850", "cp852", "cp866", "cp1250", "cp1251", "cp1257", "mac_roman")


def _misread_marks() -> dict[str, str]:
    """The characters that a code page makes of a mark's three bytes → the mark."""
    misread: dict[str, str] = {}
    for mark in _MARKS:
        for page in _PAGES:
            read = mark.encode().decode(page, "ignore")
            if len(read) == 3:
                misread[read] = mark
    return misread


_MISREAD = _misread_marks()
# Mac Roman read as Windows-1252: "donÕt" is sure, and in such a text "ÒSo,Ó he said Ñ" too.
_MAC_APOSTROPHE = re.compile(rf"[A-Za-z]Õ{_CONTRACTED}")
_MAC_MARKS = {
    r"(?<=[A-Za-z])Õ(?=[A-Za-z\s.,;:!?)]|\Z)": "’", r"(?<![^\s(])Ò(?=\w)": "“",
    r"(?<=[\w.,!?…])Ó(?!\w)": "”", r"(?<![^\s(])Ô(?=\w)": "‘", r"(?<=\s)Ñ(?=\s)": "—",
    r"(?<=\s)Ð(?=\s)": "–",
}  # fmt: skip
# Some programs write the apostrophe of Windows as U+00BF: "America¿s".
_TURNED_APOSTROPHE = re.compile(rf"(?<=[A-Za-z])¿(?={_CONTRACTED})")
# In place of lost characters there is U+FFFD. In these words it can only be an apostrophe.
_LOST_IN_CONTRACTION = re.compile(
    r"\b(?:(?:ai|are|ca|could|did|do|does|had|has|have|is|must|need|should|was|were|wo|would)n"
    r"(?=\ufffd{1,3}t\b)|(?:I|[Yy]ou|[Ww]e|[Tt]hey)(?=\ufffd{1,3}(?:re|ve|ll|d|m)\b)"
    r"|(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hat|[Tt]here|[Ww]hat|[Ww]ho|[Ll]et)(?=\ufffd{1,3}(?:s|ll)\b))"
    r"(\ufffd+)",
    re.IGNORECASE,
)
_SURE = re.compile("|".join(map(re.escape, sorted(_MISREAD))))


@cache
def _ftfy() -> tuple[Any, Any, Any]:
    """ftfy's test and its two fixers of encodings, imported at the first use."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad
    from ftfy.fixes import fix_c1_controls

    return is_bad, fix_encoding, fix_c1_controls


def _is_damaged(text: str) -> bool:
    is_bad = _ftfy()[0]
    return any(
        is_bad(text[max(0, run.start() - _CONTEXT) : run.end() + _CONTEXT])
        for run in _BEYOND_ASCII.finditer(text)
        if _SUSPICIOUS.search(text, run.start(), run.end() + 1)
    )


class _Change(NamedTuple):
    """A word that ftfy changes: where it begins, itself, and what it becomes."""

    start: int
    word: str
    fixed: str


class Encoding:
    """Undoes wrong decodings by `ftfy.fix_encoding`, where a fast test finds signs of them."""

    name = "encoding"
    version = 9

    def edits(self, text: str) -> list[Edit]:
        """A replacement of each word that changes, or of two where the blank was a byte."""
        if text.isascii():
            return []
        if misread := misread_letters.edits(text):
            return misread
        edits: list[Edit] = []
        if _is_damaged(text):
            changes = _believed(text, _without_lone_letters(text, _changes(text)))
            edits = [
                Edit(start, start + len(word), fixed, "decoded with a wrong encoding")
                for start, word, fixed in changes
            ]
        return _merged(edits, [*_mark_edits(text), *misread_pages.edits(text)])


def _mark_edits(text: str) -> Iterator[Edit]:
    """Replacements of single marks, each of which is sure by itself."""
    for found in _SURE.finditer(text):
        yield Edit(*found.span(), _MISREAD[found[0]], "decoded with a wrong encoding")
    if "Õ" in text and _MAC_APOSTROPHE.search(text):
        for pattern, mark in _MAC_MARKS.items():
            for found in re.finditer(pattern, text):
                yield Edit(*found.span(), mark, "Mac Roman")
    if "¿" in text:
        for found in _TURNED_APOSTROPHE.finditer(text):
            yield Edit(*found.span(), "’", "lost in a contraction")
    if "\ufffd" in text:
        for found in _LOST_IN_CONTRACTION.finditer(text):
            yield Edit(*found.span(1), "’", "lost in a contraction")


def _merged(edits: list[Edit], others: list[Edit]) -> list[Edit]:
    """The edits, and those of the others that overlap none of them, in order."""
    if not others:
        return edits
    kept: list[Edit] = []
    own = frozenset(edits)
    for edit in sorted([*edits, *others], key=lambda edit: (edit.start, edit not in own)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
        elif edit in own:
            while kept and kept[-1].end > edit.start:
                kept.pop()
            kept.append(edit)
    return kept


def _changes(text: str) -> list[_Change]:
    """The words that change, line by line."""
    changes: list[_Change] = []
    start = 0
    for line in text.split("\n"):
        if not line.isascii():
            changes.extend(_line_changes(line, start))
        start += len(line) + 1
    return changes


def _line_changes(line: str, start: int) -> Iterator[_Change]:
    units = list(_UNITS.finditer(line))
    # All suspicious words of a line together, because they have the same damage; without the ASCII
    # words, which would take most of the time.
    together = "\n".join(_with_lost_bytes(u[0]) for u in units)
    fixed = _fixed(together)
    if fixed == together and len(units) > 1:  # words of several kinds: each by itself
        fixed = "\n".join(_fixed(word) for word in together.split("\n"))
    for unit, after in zip(units, fixed.split("\n"), strict=True):
        if after != unit[0]:
            yield from _word_changes(unit[0], after, start + unit.start())


def _word_changes(before: str, after: str, start: int) -> Iterator[_Change]:
    old, new = before.split(" "), after.split(" ")
    if len(old) != len(new):
        old, new = [before], [after]
    for word, fixed in zip(old, new, strict=True):
        if word != fixed:
            yield _Change(start, word, fixed)
        start += len(word) + 1


def _fixed(text: str) -> str:
    _, fix_encoding, fix_c1_controls = _ftfy()
    fixed: str = fix_c1_controls(fix_encoding(text))
    return fixed


def _without_lone_letters(text: str, changes: list[_Change]) -> list[_Change]:
    """The changes without those that make only one letter of a rare script, once or repeatedly.

    "€ß" has the bytes of an Arabic letter in Mac Roman, and "É¹" those of a phonetic one. Controls
    and box drawings are damage by themselves.
    """
    made = [(change, _RARE.findall(change.fixed)) for change in changes]
    scripts: dict[str, set[str]] = defaultdict(set)
    if any(letters for _, letters in made):
        for letter in chain(_RARE.findall(text), *(letters for _, letters in made)):
            scripts[_script(letter)].add(letter)
    return [
        change
        for change, letters in made
        if len(letters) != 1
        or len(scripts[_script(letters[0])]) > 1
        or _NO_WORD.search(change.word)
    ]


def _script(letter: str) -> str:
    """The first word of a character's name: "ARABIC", "HEBREW"; "LATIN" for phonetic letters."""
    return unicodedata.name(letter, "").split(" ")[0]


def _believed(text: str, changes: list[_Change]) -> list[_Change]:
    """The changes without those of words that are sound, but for what is beside or put into them.

    "”Äter" and "»Åben«" are damaged by the quotation mark alone, "Åter" by the byte that may have
    been lost. Where other words are damaged in themselves, a dash is believed, and a lost byte if
    no letter beyond ASCII is left.
    """
    if ends := [found.end() for found in _QUOTED_IN_CAPITALS.finditer(text)]:
        changes = [
            change
            for change in changes
            if bisect(ends, change.start) == bisect(ends, change.start + len(change.word))
        ]
    by_marks = {
        change
        for change in changes
        if _is_damaged_by_marks(change.word)
        or _SMALL_BEHIND_CAPITALS.search(change.fixed)
        or _LONE.fullmatch(change.word)
    }
    by_bytes = {
        change
        for change in changes
        if change not in by_marks
        and _LOST.search(change.word)
        and "â€" not in change.word
        and _fixed(change.word) == change.word
    }
    if not by_marks and not by_bytes:
        return changes
    sure = [change for change in changes if change not in by_marks and change not in by_bytes]
    if not sure:
        return []
    believed = {*sure, *(change for change in by_marks if not _MARKED.match(change.word))}
    if _is_all_damaged(text, [*believed, *by_bytes]):
        believed |= by_bytes
    return [change for change in changes if change in believed]


def _is_damaged_by_marks(words: str) -> bool:
    """Whether the parts of words between marks are sound, each by itself.

    Parts between two marks must be long: Russian in Mac Roman has a dash before each letter.
    """
    in_parts = [_STRAY.split(word) for word in words.split(" ")]
    return any(len(parts) > 1 for parts in in_parts) and all(map(_are_sound, in_parts))


def _are_sound(parts: Sequence[str]) -> bool:
    is_bad = _ftfy()[0]
    beyond = [part for part in parts if not part.isascii()]
    least = _LEAST_PART if len(beyond) > 1 else 1
    return not any(
        is_bad(part) or part in _LEADS or (len(part) < least and max(part) < _HAN)
        for part in beyond
    )


def _is_all_damaged(text: str, changes: list[_Change]) -> bool:
    """Whether no word that stays has a letter beyond ASCII."""
    changed = {change.start for change in changes}
    return not any(
        any(character > "\x7f" and character.isalpha() for character in word[0])
        for word in _WORD.finditer(text)
        if word.start() not in changed
    )


def _with_lost_bytes(words: str) -> str:
    """Damaged words, with the bytes that were dropped put back."""
    if "â€" in words:
        words = _LOST_HYPHEN.sub("\x90", _LOST_APOSTROPHE.sub("™", words))
        words = _LOST_QUOTE.sub("\x9d", words)
    if "Ã" in words or "Å" in words:
        words = _LOST_L.sub("\x81", _LOST_A.sub("\x81", _LOST_I.sub("\x8d", words)))
    return words
