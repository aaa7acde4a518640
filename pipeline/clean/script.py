"""The language of a short text whose letters no other language has."""

import re

_LETTERS = {
    "ko": "\uac00-\ud7a3",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u05d0-\u05ea",
    "th": "\u0e01-\u0e30\u0e40-\u0e46",
    "ka": "\u10d0-\u10ff",
    "hy": "\u0531-\u0587",
}
_SCRIPTS = {language: re.compile(f"[{letters}]+") for language, letters in _LETTERS.items()}
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile("[\u4e00-\u9fff]")
# One set of letters is looked for in a twentieth of the time of several.
_ANY = re.compile(f"[{''.join(_LETTERS.values())}{_KANA.pattern[1:-1]}{_HAN.pattern[1:-1]}]")
FEWEST = 3  # letters
_WORD = 2  # letters together: a Greek letter alone is mathematics


def occurs(text: str) -> bool:
    """Whether a text has letters that may be of one language alone."""
    return not text.isascii() and _ANY.search(text) is not None


def language_of(text: str, fewest: int = FEWEST) -> str:
    """ISO 639-1 code; "" where most letters are of several languages' script, or too few.

    Han without kana is Chinese if one character is missing in the Japanese character set.
    """
    if not occurs(text):
        return ""
    letters = sum(map(str.isalpha, text))
    if letters < fewest:
        return ""
    han, kana = _HAN.findall(text), len(_KANA.findall(text))
    if 2 * (len(han) + kana) > letters:
        if kana > 1:
            return "ja"
        return "zh" if not kana and not all(map(_is_japanese, han)) else ""
    for language, run in _SCRIPTS.items():
        runs = run.findall(text)
        found = sum(map(len, runs))
        if found >= fewest and 2 * found > letters and max(map(len, runs)) >= _WORD:
            return language
    return ""


def _is_japanese(letter: str) -> bool:
    try:
        letter.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True
