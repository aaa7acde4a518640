"""Words in UTF-8 that a program read with a code page which `ftfy` does not try.

These are KOI8-R, code pages of DOS, Mac's Cyrillic, and Windows-1251 for Latin letters. Their
words have inside what no word has, box drawings above all: "п©я─п╦п╡п╣я┌", "caf├®", "KГ¶ln".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.clean.edit import Edit

_PAGES = ("koi8_r", "cp866", "cp850", "cp852", "mac_cyrillic", "cp1251")
# Box drawings; what the Mac makes of Cyrillic's lead bytes; Cyrillic after Latin letters.
_SIGNS = re.compile("[\u2500-\u25a0]|[–—][^\x00-\x7f]|[A-Za-z][ГДЕ][^\x00-\x7f]")
_WORD = re.compile("[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*")
# What a word is made of when it is read rightly: letters of Europe and marks.
_SOUND = re.compile("[\x00-\x7f\xa0-\u017f\u0370-\u052f\u2010-\u2026\u20ac\u2116]+")
_LEAST = 3  # letters beyond ASCII that show which page it was, in one word or in several
LEAST_SIGNS = 0.25  # share of the words


class _Read(NamedTuple):
    start: int
    word: str
    meant: str


def edits(text: str) -> Iterator[Edit]:
    """A replacement of each word that one of the pages made, the page that made most of them."""
    if not _SIGNS.search(text):
        return
    best: list[_Read] = []
    for page in _PAGES:
        read = list(_read_as(text, page))
        if len(read) > len(best) and _is_sure(read):
            best = read
    for start, word, meant in best:
        yield Edit(start, start + len(word), meant, "decoded with a wrong encoding")


def _read_as(text: str, page: str) -> Iterator[_Read]:
    for found in _WORD.finditer(text):
        word = found[0]
        try:
            meant = word.encode(page).decode("utf-8")
        except UnicodeError:
            continue
        if _SOUND.fullmatch(meant):
            yield _Read(found.start(), word, meant)


def _is_sure(read: list[_Read]) -> bool:
    """Whether the words show it: letters beyond ASCII come out, and many words have the signs."""
    letters = sum(1 for one in read for letter in one.meant if letter > "\x7f" and letter.isalpha())
    signs = sum(_SIGNS.search(one.word) is not None for one in read)
    return letters >= _LEAST and signs >= LEAST_SIGNS * len(read)
