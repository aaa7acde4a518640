"""Splits texts into words, and gives each word its term.

Words are divided as Unicode's default word boundaries do (UAX 29), but for what is written without
blanks: Chinese, Japanese, Korean, Thai and the like become pairs of characters, as in Lucene's
analyzer for Chinese, Japanese and Korean. A term is the word in lower case and without accents, the
possessive (`Microsoft's`) and the elision (`l'homme`); of initials (`U.S.`) the letters remain.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

# Characters of a term; what follows is cut off. The longest words have about 80; longer ones are
# encoded data.
LONGEST = 100
REMEMBERED = 1 << 16  # words: nearly all of a text occurred in earlier ones
LONGEST_REMEMBERED = 60  # characters; of a script without blanks a chunk is a clause

# Scripts that put no blanks between words, or (Korean) add endings to them: Han, Hiragana,
# Katakana, Hangul, Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7ff"
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u0edc-\u0edf"
    "\u1000-\u103f\u1050-\u109f\ua9e0-\ua9ef\uaa60-\uaa7f\u1780-\u17d3\u17dc\u17dd"
)
# Half-width voiced sound marks are letters in Unicode, but belong to the character before.
_SOUND_MARKS = "\uff9e\uff9f"
_APOSTROPHES = "'\u2019\u02bc\uff07"
# Articles and the like that lose their vowel before another (French, Italian, Catalan).
_ELIDED = frozenset(
    {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "lorsqu", "puisqu", "jusqu", "quoiqu", "quelqu",
     "presqu", "un", "gl", "dell", "nell", "all", "dall", "sull", "coll", "quell", "quest", "sant",
     "bell", "degl", "negl", "agl", "dagl", "sugl", "anch"}
)  # fmt: skip
# Marks on letters of Latin, Greek, Cyrillic; vowel points of Hebrew and Arabic. In other scripts
# marks are vowels, and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# Letters that Unicode does not decompose, and the Russian one that is no и with an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŧ": "t",
     "ħ": "h", "ŋ": "n"}
)  # fmt: skip
_SHORT_I, _KEPT = "и\u0306", "\ue000"


class Token(NamedTuple):
    """A word where it stands in a text; a word in pairs of characters has one for each of them."""

    start: int
    end: int
    term: str


class Wanted(NamedTuple):
    """The terms that a searched text stands for, one behind the other.

    `is_open`: the last is the beginning of a term only.
    """

    terms: tuple[str, ...]
    is_open: bool = False


def joined_terms(text: str) -> str:
    """The terms of a text, in order, between blanks."""
    # What stands between blanks, with its punctuation, comes again and again too.
    return " ".join(filter(None, map(JOINED.__getitem__, text.split())))


def terms(text: str) -> list[str]:
    """The terms of a text, in order."""
    return joined_terms(text).split()


def tokens(text: str) -> Iterator[Token]:
    """The terms of a text, in order, each with the place of its word (or character)."""
    for chunk in _CHUNKS.finditer(text):
        at = chunk.start()
        for start, end, term in _found(chunk[0]):
            yield Token(at + start, at + end, term)


def wanted(text: str, begins: bool = False) -> Wanted:
    """The terms by which a text is searched; `begins`: its last word may go on.

    The last character of a run without blanks is a term of its own, which says that the run ends
    there: what is searched may stand within a longer run, so that term is not asked for.
    """
    found = list(tokens(text))
    if not found:
        return Wanted(())
    *before, last = found
    if not is_unspaced(text[last.start]):
        return Wanted(tuple(token.term for token in found), is_open=begins)
    if before and before[-1].end == last.start and is_unspaced(text[before[-1].start]):
        return Wanted(tuple(token.term for token in before))
    return Wanted(tuple(token.term for token in found), is_open=True)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script without blanks between words."""
    return character >= "\u0e01" and _IS_UNSPACED.match(character) is not None


class _Joined(dict[str, str]):
    """What stands between blanks → its terms, between blanks.

    Emptied when full, as it costs no time to remember more.
    """

    def __missing__(self, piece: str) -> str:
        found = " ".join(t.term for chunk in _CHUNKS.findall(piece) for t in _found(chunk))
        if len(piece) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[piece] = found
        return found


JOINED = _Joined()


def _found(chunk: str) -> tuple[Token, ...]:
    return _remembered(chunk) if len(chunk) <= LONGEST_REMEMBERED else _tokens(chunk)


def _tokens(chunk: str) -> tuple[Token, ...]:
    """The terms of what stands between blanks and most punctuation, placed inside of it."""
    if chunk.isascii() and chunk.isalnum():
        return (Token(0, len(chunk), chunk[:LONGEST].lower()),)
    found: list[Token] = []
    for word in (_ascii_words() if chunk.isascii() else _words()).finditer(chunk):
        if is_unspaced(word[0][0]):
            characters = list(_whole_character().finditer(word[0]))
            folded = [_folded(character[0]) for character in characters]
            for place, one, two in zip(characters, folded, [*folded[1:], ""], strict=True):
                at = word.start()
                found.append(Token(at + place.start(), at + place.end(), one + two))
        else:
            found.append(Token(word.start(), word.end(), _term(word[0])[:LONGEST]))
    return tuple(found)


_remembered = lru_cache(REMEMBERED)(_tokens)


def _term(word: str) -> str:
    term = word.lower() if word.isascii() else _folded(word)
    return term if term.isalnum() else _without_affixes(term)


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold()).replace(_SHORT_I, _KEPT)
    bare = _ACCENTS.sub("", apart).casefold().translate(_PLAIN).replace(_KEPT, "й")
    # A few letters are whole phrases, such as ﷺ.
    return unicodedata.normalize("NFC", bare).replace(" ", "") or word


def _without_affixes(term: str) -> str:
    for other in _APOSTROPHES[1:]:
        term = term.replace(other, "'")
    if term[1:2] == "." and term[0].isalpha():
        return term.replace(".", "")
    if term.endswith("'s"):
        term = term[:-2]
    head, _, tail = term.partition("'")
    return tail if tail and head in _ELIDED else term


_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


@cache
def _marks() -> str:
    """All combining marks, as ranges of a character class (about 10 ms)."""
    codes = [*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)]
    marks = [code for code in codes if unicodedata.category(chr(code))[0] == "M"]
    first = [code for code in marks if unicodedata.category(chr(code - 1))[0] != "M"]
    last = [code for code in marks if unicodedata.category(chr(code + 1))[0] != "M"]
    return "".join(f"{chr(a)}-{chr(z)}" for a, z in zip(first, last, strict=True))


@cache
def _whole_character() -> re.Pattern[str]:
    return re.compile(f".[{_marks()}{_SOUND_MARKS}]*", re.DOTALL)


# What stands between blanks and most punctuation: the same chunks come again and again, and what is
# inside of one is found once. The class says what is not in them, which is quicker.
_BETWEEN = "\\s\\x00-&(-+\\-/:-@\\[-`{-\xa9\u2000-\u2018\u201a-\u206f"
_CHUNKS = re.compile(
    f"[^{_BETWEEN}.,{_APOSTROPHES}]+(?:[.,{_APOSTROPHES}][^{_BETWEEN}.,{_APOSTROPHES}]+)*"
)


@cache
def _ascii_words() -> re.Pattern[str]:
    return _word_pattern("[A-Za-z]", "[A-Za-z0-9]", "")


@cache
def _words() -> re.Pattern[str]:
    marks = _marks()
    letter = f"(?:(?![{_UNSPACED}])[^\\W\\d_][{marks}]*)"
    word = f"(?:(?![{_UNSPACED}])[^\\W_]|[{marks}])"
    return _word_pattern(letter, word, f"[{_UNSPACED}](?:[{_UNSPACED}]|[{marks}{_SOUND_MARKS}])*|")


def _word_pattern(letter: str, word: str, first: str) -> re.Pattern[str]:
    """Initials, else letters, digits and marks, with apostrophes and decimal points inside."""
    return re.compile(
        f"{first}(?:{letter}\\.)+{letter}(?!{word})|"
        f"{word}+(?:(?:(?<=[0-9])[.,](?=[0-9])|[{_APOSTROPHES}](?={letter})){word}+)*"
    )
