"""Reads written numbers: finds which separator is the decimal mark, by form and language."""

import re
from decimal import Decimal
from functools import cache

# The decimal mark by language (CLDR); the other mark separates thousands. In a language of neither
# list, "1,234" is ambiguous.
_POINT_IS_DECIMAL = frozenset(
    {"en", "zh", "ja", "ko", "th", "he", "hi", "bn", "ta", "te", "mr", "gu", "pa", "kn", "ml", "ur",
     "ne", "si", "ms", "mt", "cy", "ga", "sw", "tl", "am"}
)  # fmt: skip
_COMMA_IS_DECIMAL = frozenset(
    {"de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "no", "nb", "nn", "fi", "cs", "sk", "hr",
     "sr", "bs", "sh", "sl", "ru", "uk", "be", "bg", "mk", "ro", "hu", "tr", "el", "ca", "gl", "eu",
     "et", "lv", "lt", "is", "id", "vi", "sq", "hy", "az", "kk", "ka", "af", "fo", "lb", "br", "oc"}
)  # fmt: skip
_APOSTROPHES = "'\u2019\u02bc"
_THIN = "\u00a0\u202f\u2009"
_GROUPED = re.compile(rf"[0-9]{{1,3}}([.,{_APOSTROPHES}{_THIN} ])[0-9]{{3}}(?:\1[0-9]{{3}}){{0,4}}")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}")
_SEPARATORS = re.compile(rf"[.,{_APOSTROPHES}{_THIN} ]")
_FRACTIONS = {
    "½": "0.5",
    "¼": "0.25",
    "¾": "0.75",
    "⅛": "0.125",
    "⅜": "0.375",
    "⅝": "0.625",
    "⅞": "0.875",
}
_FRACTION = re.compile(r"[ -]([13])[/\u2044]([248])(?![0-9/.,])")


def is_point_decimal(language: str) -> bool:
    """Whether a language surely has a point before decimals, so that a comma is no decimal mark."""
    return language in _POINT_IS_DECIMAL


@cache
def number_pattern(language: str) -> re.Pattern[str]:
    """The pattern of a whole number, whether its separators make sense or not.

    English puts no blank between groups: "page 12 300 dollars" has two numbers. Two such groups, or
    decimals after a comma, show a number that was copied from another language. A no-break space is
    part of a number in every language.
    """
    blanks = _THIN if language == "en" else f"{_THIN} "
    groups = rf"[0-9]{{1,3}}(?:[{blanks}][0-9]{{3}}(?![0-9])){{1,5}}(?:[.,][0-9]{{1,6}}(?![0-9]))?"
    if language == "en":
        groups += (
            r"|[0-9]{1,3}(?: [0-9]{3}(?![0-9])){2,5}(?:[.,][0-9]{1,6}(?![0-9]))?"
            r"|[0-9]{1,3} [0-9]{3},[0-9]{2}(?![0-9])"
        )
    return re.compile(rf"{groups}|[0-9]{{1,15}}(?:[.,{_APOSTROPHES}][0-9]{{1,15}}){{0,8}}")


def number(
    text: str, language: str, has_scale: bool = False, point: bool = False
) -> Decimal | None:
    """The value of a match of the pattern; None where it is ambiguous.

    `has_scale`: a scale word follows, so that three digits are decimals ("1.234 million" in
    English). `point`: it is an amount in a currency of countries with a decimal point.
    """
    marks = _SEPARATORS.findall(text)
    if text[0] == "0" and text[1:2].isdigit():
        return None  # the end of "18 ' 000"
    if not marks:
        return Decimal(text)
    last = marks[-1]
    whole, _, decimals = text.rpartition(last)
    if len(set(marks)) > 1:
        # "1,234.5": of two kinds of marks the last is the decimal mark and occurs once.
        is_decimal = last in ".," and marks.count(last) == 1 and (len(decimals) != 3 or has_scale)
        return _decimal(whole, decimals) if is_decimal and _is_grouped(whole) else None
    if len(marks) > 1 or last not in ".,":
        return _decimal(text, "") if _is_grouped(text) else None
    comma = language in _COMMA_IS_DECIMAL
    is_known = comma or language in _POINT_IS_DECIMAL
    is_mark = is_known and (last == ",") == comma
    if len(decimals) == 3 and len(whole) <= 3 and whole.strip("0"):
        # "1,234" and "1.234" are thousands in one language and decimals in another, and texts copy
        # numbers from other languages.
        is_rate = point and last == "." and language == "en"  # "$1.364 per euro"
        if not is_known or (is_mark and not (has_scale or is_rate)):
            return None
        if is_mark:
            return _decimal(whole, decimals)
        # "1.234 Millionen" may be decimals as in English; with a zero at the end, thousands.
        is_open = has_scale and comma and not decimals.endswith("0")
        return None if is_open else _decimal(text, "")
    if is_known and not is_mark:
        # Another language's decimal mark before two digits is clear; other cases are ambiguous.
        is_slip = last == "," and point and not has_scale
        return None if len(decimals) > 2 or is_slip else _decimal(whole, decimals)
    return _decimal(whole, decimals)


def fraction(text: str, end: int) -> tuple[int, Decimal]:
    """Where a fraction right after a whole number ends, "5 1/2", and its value; 0 for none."""
    if found := _FRACTIONS.get(text[end : end + 1]):
        return end + 1, Decimal(found)
    if text[end : end + 1] in (" ", "-") and (match := _FRACTION.match(text, end)):
        return match.end(), Decimal(match.group(1)) / Decimal(match.group(2))
    return end, Decimal(0)


def plain(value: Decimal) -> str:
    """A number without exponent, separators and superfluous zeros: "1500000", "0.2", "-42"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_grouped(text: str) -> bool:
    return bool(_GROUPED.fullmatch(text) or _INDIAN.fullmatch(text))


def _decimal(whole: str, decimals: str) -> Decimal:
    digits = "".join(c for c in whole if c.isdigit())
    return Decimal(f"{digits}.{decimals}" if decimals else digits)
