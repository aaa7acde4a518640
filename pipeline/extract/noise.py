"""Finds parts of a text that are no words and that no model should read: base64, hex dumps.

In these, a model finds wrong names. spaCy's tokenizer also takes quadratic time for words with many
affixes: 10 s for 8,000 brackets.
"""

import re
from typing import NamedTuple

# Words, names and paths are shorter; lines of base64 have 64 or 76 characters.
_LONG = 60
_ENDLESS = 500
_LONG_RUN = re.compile(rf"\S{{{_LONG},}}")
# In languages without blanks between words, only such runs are no sentences.
_ENDLESS_ASCII = re.compile(rf"[!-~]{{{_ENDLESS},}}")
_PUNCTUATION = re.compile(r"[^\w\s]{100,}")
# "Paul/Anna/Maria/…" has no digits; only one line of base64 or hex digits in two thousand has fewer
# than three.
_BASE64 = re.compile("[A-Za-z0-9+/]+={0,2}")
_FEWEST_DIGITS = 3
_BYTE, _PAIR = "[0-9a-fA-F]{2}", "[0-9a-fA-F]{4}"
_PERHAPS_HEX = re.compile(rf" (?:{_BYTE}){{1,2}} (?:{_BYTE}){{1,2}} (?:{_BYTE}){{1,2}} ")
# Half a line of a dump, in bytes or in pairs of bytes.
_HEX = re.compile("|".join(rf"\b{part}(?:[ \t]{{1,4}}{part}){{7,}}\b" for part in (_BYTE, _PAIR)))
_HEX_LETTER = re.compile("[a-fA-F]")  # rows of years and numbers have none


class Words(NamedTuple):
    """A text with blanks in place of noise, and the number of characters replaced."""

    text: str
    passed_over: int


def only_words(text: str, by_blanks: bool = True) -> Words:
    """The text without noise, for a model; offsets stay.

    `by_blanks`: whether the model's language separates words by blanks.
    """
    passed_over = 0

    def blanks(match: re.Match[str]) -> str:
        nonlocal passed_over
        passed_over += len(match[0])
        return " " * len(match[0])

    def without_noise(match: re.Match[str]) -> str:
        run = match[0]
        if (by_blanks and len(run) >= _ENDLESS) or _is_base64(run):
            return blanks(match)
        if not by_blanks:
            run = _ENDLESS_ASCII.sub(blanks, run)
        return _PUNCTUATION.sub(blanks, run)

    if _has_long_run(text):
        text = _LONG_RUN.sub(without_noise, text)
    if _PERHAPS_HEX.search(text):
        text = _HEX.sub(
            lambda match: blanks(match) if _HEX_LETTER.search(match[0]) else match[0], text
        )
    return Words(text, passed_over)


def _has_long_run(text: str) -> bool:
    """Whether there is a long run without white space; searches from blank to blank."""
    place = 0
    while len(text) - place >= _LONG:
        blank = text.rfind(" ", place, place + _LONG)
        if blank == -1:  # line ends or tabs may part this one
            return max(map(len, text[place:].split()), default=0) >= _LONG
        place = blank + 1
    return False


def _is_base64(run: str) -> bool:
    digits = sum(map(str.isdigit, run))
    return digits >= _FEWEST_DIGITS and _BASE64.fullmatch(run) is not None
