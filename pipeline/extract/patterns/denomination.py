"""The currency of an amount: by the sign, code or name that stands before or after a number."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipeline.extract.patterns import currencies
from pipeline.extract.patterns.passage import HAN, Passage
from pipeline.extract.patterns.scales import words_of

_BLANKS = (" ", "\u00a0", "\u202f", "\u2009")
BLANK = f"[{''.join(_BLANKS)}]"
_MILLION = 1_000_000
LONG = 4  # figures
# Languages that put endings behind a hyphen: "500 Ft-ot".
_HYPHENATED = frozenset({"hu"})
# Characters before a number in which a sign may begin.
_WINDOW = 14
_MINUS = "-\u2212"
# Between the ends of a range, in docmill's languages.
RANGE_WORDS = ("to", "or", "bis", "à", "tot", "till", "til", "do", "до")
_LETTERS_AT = re.compile(r"[^\W\d_]*")
_CHINA = re.compile(r"\byuan\b|\brenminbi\b|\bRMB\b|\bChin(?:a|ese)\b", re.IGNORECASE)
_LETTERS = "|".join(sorted(currencies.CODES))
_LAST = frozenset(sign[-1] for sign in currencies.SIGNS if not sign[-1].isalpha())


class Sign(NamedTuple):
    """A sign or code before a number; `minus` is None where a dash may or may not be a minus."""

    start: int
    code: str
    minus: bool | None
    brackets: bool
    needs_scale: bool
    dot: str


def sign_before(passage: Passage, first: int, floor: int) -> Sign | None:
    """The sign or code before a number, with a minus before or after it."""
    text = passage.text
    before = text[first - 3 : first] if first > 2 else ""
    if before[1:2].isalpha() and before[2] == " " and before[:2] not in _last_letters():
        return None  # the usual case, for speed
    begin = max(floor, first - _WINDOW)
    window = text[begin:first]
    bare = window.rstrip(" \u00a0\u202f\u2009(-\u2212.,")
    last = bare[-1:]
    if not last or not (last in _LAST or (last.isalpha() and bare[-2:] in _last_letters())):
        return None
    match = _before(passage.language).search(window)
    if not match:
        return None
    sign = match.group("sign")
    start = begin + match.start("sign")
    if match.group("dot") and match.group("gap"):
        return None
    code = _code(passage, sign)
    if sign == "$" and code and text[start - 1 : start].isspace() and text[start - 2].isalpha():
        code = currencies.dollar(text, start)
    inner = match.group("minus")
    minus: bool | None = bool(inner)
    if inner and sign[-1:].isalpha():
        minus = None if match.group("gap") == "" else True  # "USD-42" may be a product
    if not inner and (outer := minus_before(text, start)) is not False:
        minus = outer
        start -= not text[start - 1].isspace()
    return Sign(
        start, code, minus, bool(match.group("bracket")), sign == "$A", match.group("dot") or ""
    )


def _code(passage: Passage, sign: str) -> str:
    text, language = passage.text, passage.language
    if sign in currencies.RUPEES:
        return currencies.rupee(text)
    if sign.lower().rstrip(".") == "kr":
        return currencies.shared_crown(language)
    if own := currencies.OWN_SIGNS.get(language, {}).get(sign.rstrip(".")):
        return own
    if sign == "¥" and language not in ("ja", "zh") and _CHINA.search(text):
        return ""
    if sign[:-1] in currencies.CODES:
        return sign[:-1]  # "USD$20"
    return currencies.code_of(sign, language)


def minus_before(text: str, place: int) -> bool | None:
    """Whether a minus precedes this place; None where the dash may be something else."""
    dash = text[place - 1 : place] if place else ""
    if dash.isspace() and text[max(0, place - 6) : place - 1].lower() == "minus":
        return None  # "minus $42", or "$50 minus $42"
    if not dash or dash not in "-\u2212\u2013":
        return False
    before = text[place - 2 : place - 1] if place > 1 else "\n"
    if before.isalnum() or before in ")]%$€£-\u2013.,'\u2019\"\u201d":
        return False  # a range, a compound, a dash
    if dash == "\u2212":
        return True
    if dash == "\u2013":
        return None
    # At the beginning of a line it may be the mark of a list.
    return None if before == "\n" else True


def second_currency(passage: Passage, end: int, code: str) -> tuple[int, str]:
    """The end of a second currency and its code: "$20 CAD", "$5 million Canadian"."""
    start = end + (passage.text[end : end + 1] in _BLANKS)
    start += passage.text[start : start + 1] == "("
    letters = _LETTERS_AT.match(passage.text, start)
    if not letters or is_other_word(letters[0], first_words(passage.language)):
        return 0, code
    match = _second(passage.language).match(passage.text, end)
    if not match:
        return 0, code
    word = " ".join(match.group(1).split())
    other = word if word in currencies.CODES else currencies.ADJECTIVES.get(word, "")
    other = other or currencies.names(passage.language).get(word.lower(), "")
    both_dollars = code[-1:] == "D" and other[-1:] == "D"
    if other == code or (code == "USD" and both_dollars):
        return match.end(1), other
    return match.end(1), ""


def currency_after(
    passage: Passage, place: int, factor: Decimal | None, digits: str
) -> tuple[int, str, Decimal] | None:
    """The end of the currency after a number, its code ("": ambiguous), the value of the unit.

    `place`: the end of the number with its scale, whose `factor` is None where there is none.
    """
    text, language = passage.text, passage.language
    match = named_after(language).match(text, place)
    if not match and factor and text[place : place + 1] == ".":
        match = named_after(language).match(text, place + 1)  # "2 Mio. Euro"
    if not match:
        return None
    end, name = match.end(), match.group("name")
    if sign := match.group("sign"):
        follows = text[end : end + 2]
        is_next = follows[:1].isdigit() or (follows[1:].isdigit() and follows[0] in " \u00a0")
        apart = match.group("gap") != ""
        if follows[:1].isdigit() or (apart and is_next and language in ("en", "und")):
            return None  # "20 £30": the sign is the next number's
        return end, _code(passage, sign), Decimal(1)
    if code := match.group("code"):
        return end, code, Decimal(1)
    lower, is_scaled = " ".join(name.split()).lower(), factor is not None
    if lower in currencies.CENTS:
        code = currencies.CENTS[lower] or currencies.cent(text)
        return (end, code, Decimal("0.01")) if name == lower and not is_scaled else None
    if lower == "rupees":
        return end, currencies.rupee(text), Decimal(1)
    if lower == currencies.YUAN:
        return end, "CNY" if passage.is_simplified_chinese else "", Decimal(1)
    if lower in currencies.LONG and not is_scaled and len(digits) < LONG:
        return None
    is_large = is_scaled and (factor or 0) >= _MILLION
    if lower in currencies.NEEDS_SCALE and not (is_large and text[end : end + 4] != " of "):
        return None
    if language in ("en", "und") and lower in currencies.SINGULAR:
        if lower == "pound" or not (is_scaled or match.group("gap") == "-" or digits == "1"):
            return None
        return end, currencies.SINGULAR[lower], Decimal(1)
    if name == "Euro" and language == "en" and re.match(r" [A-Za-z]", text[end : end + 2]):
        return None  # "12 Euro MPs"
    return end, currencies.names(language)[lower], Decimal(1)


def is_other_word(word: str | None, words: frozenset[str]) -> bool:
    """Whether the word after a number is none of these, so that their patterns cannot match."""
    return word is not None and word.isascii() and word.lower() not in words


@cache
def first_words(language: str) -> frozenset[str]:
    """What the words of an amount behind its number may begin with, in ASCII and lower case."""
    listed = [
        *currencies.names(language), *currencies.ADJECTIVES, *currencies.CENTS, *currencies.CODES,
        *currencies.SIGNS, *currencies.SINGULAR, "rupees", *words_of(language), *RANGE_WORDS,
        "de", "di", "d",
    ]  # fmt: skip
    # Case does not count where "ı" and "i", "ſ" and "s" are letters of one kind to `re`.
    return frozenset(
        letters[0].lower().replace("ı", "i").replace("ſ", "s")
        for word in listed
        if (letters := _LETTERS_AT.match(word)) and letters[0]
    )


@cache
def _last_letters() -> frozenset[str]:
    own = {sign for signs in currencies.OWN_SIGNS.values() for sign in signs}
    return frozenset(
        word[-2:]
        for word in (*currencies.CODES, *currencies.SIGNS, "Rs", "kr", "Kr", "$A", *own)
        if word[-1].isalpha()
    )


@cache
def _before(language: str) -> re.Pattern[str]:
    signs = _any(currencies.SIGNS)
    shared = r"|[Kk]r\.?" if currencies.shared_crown(language) else ""
    shared += "".join(rf"|{sign}\.?" for sign in currencies.OWN_SIGNS.get(language, ()))
    return re.compile(
        rf"(?P<sign>(?<![$€£])(?<![^\W\u2e80-\U0010ffff])(?:{signs})|(?<![\w/$€£-])(?:(?:{_LETTERS})\$?|Rs\.?{shared}))"
        rf"(?P<gap>{BLANK}?)(?P<bracket>\()?(?P<minus>[{_MINUS}])?(?P<dot>[.,])?\Z"
    )


@cache
def _second(language: str) -> re.Pattern[str]:
    named = _any(currencies.names(language))
    adjectives = _any(currencies.ADJECTIVES)
    return re.compile(
        rf"{BLANK}?\(?((?:{_LETTERS}|(?i:{named}))(?![\w$€£-]|{BLANK}?[0-9])"
        # "$20 Canadian wine" may be paid in any dollars.
        rf"|(?:{adjectives})(?=\)|[.,;:]?(?:\s|\Z))(?! [a-z]+\b(?<! a)(?<! in)(?<! for)))"
    )


@cache
def named_after(language: str) -> re.Pattern[str]:
    listed = [*currencies.names(language), "rupees", *currencies.CENTS]
    if language in ("en", "und"):
        listed += currencies.SINGULAR
    han = [name for name in listed if name[0] > HAN]
    # Short names are matched in their own case only: "Ft" is no "ft", "DM" no "dm".
    short = [name for name in _written(language) if len(name) <= 3 and name[0] < HAN]
    longer = [name for name in listed if len(name) > 3 and name[0] < HAN]
    compound = r"-(?![^\W\d_]{1,4}(?!\w))" if language in _HYPHENATED else "-(?!a-|per-)"
    names = rf"(?:{_any(short) or '(?!)'}|(?i:{_any(longer)}))(?!\w|{compound})(?! zone| area)"
    if language in ("zh", "und"):
        names = rf"{names}|{currencies.YUAN}(?![{currencies.YUAN_WORDS}])"
    if han:
        names = rf"(?:{_any(han)}|{names})"
    names = names.replace(r"\ ", r"\s")
    return re.compile(
        rf"(?P<gap>{BLANK}?|-|[ \t]{{0,3}}\n[ \t]{{0,8}})(?:de |d['’]|di )?"
        rf"(?:(?P<sign>{_any(s for s in currencies.SIGNS if not s[-1].isalpha())})"
        rf"|(?P<code>{_LETTERS})(?!\w)|(?P<name>{names}))"
    )


@cache
def _written(language: str) -> tuple[str, ...]:
    return currencies.written(language)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
