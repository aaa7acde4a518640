"""Texts in an encoding of one byte a letter that a program read as Latin-1 or Windows-1252.

"Proszê przes³aæ", "Ïðèâåò", "Ren\\x8e": the bytes are made again, and read in the encoding whose
letters follow one another as in a language (`pipeline.encoding`).
"""

import re
from itertools import islice

from pipeline.clean.edit import Edit
from pipeline.encoding import rank, sample

# What is in no word of Western Europe: controls and signs between letters, three letters with
# accents, letters of Icelandic alone. They only show where it is worth the time to look.
_SIGNS = re.compile(
    "[A-Za-zÀ-ÖØ-öø-ÿ][†‡ˆ‰‚„˜ƒŸ¡-©«¬®-³¶¸¹»-¿×÷]{1,4}[A-Za-zÀ-ÖØ-öø-ÿ]"
    "|[À-ÖØ-öø-ÿ]{3}|[ðþýÐÞÝ]|[\x80-\x84\x86-\x9f]"
)
_FEWEST_SIGNS = 2
_WORD = re.compile("[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*")
_SAMPLE = 65_536  # characters
# Bits by which the other encoding is better. A sentence that was misread has 100 and more; of 6,474
# sound texts in seven languages one had 17.
LEAST_BETTER = 40
# Bits of a letter in a language. Sentences have 4 to 6, lists of letters ("ÄÖÜ äöü") 9 and more;
# Chinese and Japanese, which have most of the letters of their texts, 8 to 11.
MOST_BITS, MOST_BITS_OF_HAN, LEAST_HAN = 7.0, 12.0, 0.7
_WEST = "cp1252"
_HAN = "\u2e80"


def edits(text: str) -> list[Edit]:
    """A replacement of each word with letters beyond ASCII, if the whole text was misread."""
    signs = len(list(islice(_SIGNS.finditer(text), _FEWEST_SIGNS)))
    # Two letters of Hungarian are each in Western words, but not both.
    is_odd = signs == _FEWEST_SIGNS or ("õ" in text and "û" in text)
    encoding = _encoding(text[:_SAMPLE]) if is_odd else None
    if not encoding:
        return []
    found: list[Edit] = []
    for word in _WORD.finditer(text):
        try:
            meant = _bytes(word[0]).decode(encoding)
        except UnicodeError:
            continue
        if meant != word[0]:
            found.append(Edit(*word.span(), meant, f"decoded with a wrong encoding ({encoding})"))
    return found


def _encoding(text: str) -> str | None:
    """The encoding of the bytes of a text; None if it was read rightly or has other letters."""
    try:
        data = _bytes(text)
    except UnicodeEncodeError as error:
        if any(c.isalpha() and not _is_western(c) for c in text[error.start :]):
            return None
        data = _bytes("".join(filter(_is_western, text)))
    ranked = rank(data)
    bits = next(bits for bits, encoding in ranked if encoding == _WEST)
    best, encoding = ranked[0]
    if encoding == "utf-8" or bits - best < LEAST_BETTER:
        return None
    letters = list(filter(str.isalpha, sample(data).decode(encoding, "replace")))
    han = sum(letter >= _HAN for letter in letters)
    if han >= LEAST_HAN * len(letters):
        return encoding if best <= MOST_BITS_OF_HAN * len(letters) else None
    return encoding if not han and best <= MOST_BITS * len(letters) else None


def _bytes(text: str) -> bytes:
    """The bytes of which Latin-1 or Windows-1252 made the text."""
    return b"".join((c.encode("latin-1") if c < "\u0100" else c.encode(_WEST)) for c in text)


def _is_western(character: str) -> bool:
    try:
        _bytes(character)
    except UnicodeEncodeError:
        return False
    return True
