"""A text for the patterns, with facts about its document and the positions of its digits."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

_DIGITS = bytes(0x30 if 0x30 <= code <= 0x39 else 0x20 for code in range(256))
# The zeros of the scripts in use today, each before its nine other digits, and full-width digits.
_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐０"
_OF_SCRIPTS = re.compile(f"[{''.join(f'{zero}-{chr(ord(zero) + 9)}' for zero in _ZEROS)}]")
# Arabic has decimal and thousands marks of its own.
_AS_ASCII = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)} | {
    ord("٫"): ".",
    ord("٬"): ",",
}


_HAN_LETTERS = re.compile("[\u4e00-\u9fff]")
_KANA = frozenset(map(chr, range(0x3041, 0x30FB)))
_QUOTED = 4  # simplified characters for each that may be quoted in the other spelling
# From here on are scripts whose words need no blank beside a number.
HAN = "\u2e80"
# "And", "for", "to" and "so" in Arabic, written together with what follows.
_ARABIC_PREFIXES = frozenset("وبلف")
_HEBREW_PREFIXES = frozenset("בהוכלמש")


class Found(NamedTuple):
    """Character offsets in the text, and the value in its canonical form.

    An empty `value`: the text is of this kind, but its meaning is uncertain.
    """

    start: int
    end: int
    value: str


class Passage:
    """A text with its language (ISO 639-1 or "und") and the date of its document.

    `text` has every digit as 0-9, in whatever script it is `written`; offsets are the same.
    `region`: the country whose national telephone numbers are found, ISO 3166-1 alpha-2; "": none.
    """

    def __init__(
        self, text: str, language: str = "und", published: date | None = None, region: str = ""
    ) -> None:
        self.written = text
        self.text = _with_ascii_digits(text)
        self.language = language
        self.published = published
        self.region = region

    @cached_property
    def is_simplified_chinese(self) -> bool:
        """Whether it is written as in China and Singapore, not as in Taiwan, Hong Kong or Japan.

        The character sets of the two, GB 2312 and Big5, say which characters are of one only.
        """
        letters = frozenset(filter(_HAN_LETTERS.match, frozenset(self.text)))
        simplified = sum(_is_in("gb2312", one) and not _is_in("big5", one) for one in letters)
        traditional = sum(_is_in("big5", one) and not _is_in("gb2312", one) for one in letters)
        is_japanese = not _KANA.isdisjoint(self.text)
        return simplified > _QUOTED * traditional and not is_japanese

    @cached_property
    def digits(self) -> list[tuple[int, int]]:
        """Start and end of every run of the digits 0-9.

        Most patterns begin at digits. To find these once takes a tenth of the time of one regular
        expression over the text.
        """
        runs = []
        # One byte for each character, so that the offsets are those of the text.
        marked = self.text.encode("ascii", "replace").translate(_DIGITS)
        start = marked.find(b"0")
        while start >= 0:
            end = marked.find(b" ", start)
            end = end if end >= 0 else len(marked)
            runs.append((start, end))
            start = marked.find(b"0", end)
        return runs


def follows_letter(text: str, place: int) -> bool:
    """Whether a letter before a number shows that the number belongs to a name, such as "B52"."""
    before = text[place - 1 : place] if place else ""
    if before in _ARABIC_PREFIXES:
        return text[max(0, place - 2) : place - 1].isalpha()
    return before.isalpha() and before < HAN


def follows_hebrew_prefix(text: str, place: int) -> bool:
    """Whether a word of one letter, "in" or "from", stands with its hyphen before a number."""
    letter = text[place - 2 : place - 1] if place > 1 else ""
    is_one = letter != "" and letter in _HEBREW_PREFIXES
    return is_one and not text[max(0, place - 3) : place - 2].isalpha()


def _is_in(charset: str, letter: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _with_ascii_digits(text: str) -> str:
    return text if text.isascii() or not _OF_SCRIPTS.search(text) else text.translate(_AS_ASCII)


def places(text: str, word: str) -> Iterator[int]:
    """Every offset at which a word or character begins."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))
