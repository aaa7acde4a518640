"""Numbers as people write them: separators and scale words by language."""

import re
from decimal import Decimal

_THOUSAND, _MILLION, _BILLION, _TRILLION = (Decimal(10) ** n for n in (3, 6, 9, 12))
# In French and Spanish a "billion" has 12 zeros; languages that are not here have no scale words.
_SCALES: dict[str, dict[str, Decimal]] = {
    "en": {
        "k": _THOUSAND, "thousand": _THOUSAND,
        "m": _MILLION, "mn": _MILLION, "mln": _MILLION, "million": _MILLION,
        "b": _BILLION, "bn": _BILLION, "bln": _BILLION, "billion": _BILLION,
        "tn": _TRILLION, "trn": _TRILLION, "trillion": _TRILLION,
    },
    "fr": {
        "k": _THOUSAND, "mille": _THOUSAND, "m": _MILLION, "million": _MILLION,
        "millions": _MILLION, "md": _BILLION, "mds": _BILLION, "milliard": _BILLION,
        "milliards": _BILLION,
    },
    "es": {
        "mil": _THOUSAND, "millón": _MILLION, "millones": _MILLION, "mil millones": _BILLION,
    },
}  # fmt: skip
_GROUPS_BY_BLANK = "\u00a0\u202f "
_COMMA_IS_DECIMAL = frozenset({"fr", "es"})
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[.,'{_GROUPS_BY_BLANK}][0-9]{{3}})+")


def number_pattern(language: str) -> re.Pattern[str]:
    """What matches a number: digits in one run or in groups of three, then perhaps decimals."""
    # English puts no blank between groups: "page 12 300 dollars" holds two numbers.
    separators = ".,'" if language == "en" else f".,'{_GROUPS_BY_BLANK}"
    groups = rf"[0-9]{{1,3}}(?:[{separators}][0-9]{{3}}(?![0-9])){{1,5}}"
    return re.compile(rf"(?:{groups}|[0-9]{{1,15}})(?:[.,][0-9]{{1,6}})?(?![0-9])")


def scale_words(language: str) -> tuple[str, ...]:
    """The words and letters that may follow a number in this language, longest first."""
    return tuple(sorted(_SCALES.get(language, ()), key=len, reverse=True))


def amount(number: str, scale: str | None, language: str) -> Decimal | None:
    """The value of a number and its scale word; None where the language leaves it open."""
    value = _number(number, language)
    return value * _SCALES[language][scale.lower()] if value is not None and scale else value


def plain(value: Decimal) -> str:
    """A number without exponent, separators and needless zeros: "1500000", "0.2"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(text: str, language: str) -> Decimal | None:
    separators = [c for c in text if not c.isdigit()]
    if not separators:
        return Decimal(text)
    last = separators[-1]
    whole, _, decimals = text.rpartition(last)
    if len(set(separators)) > 1:
        # "1,234.5": of two kinds the last is the decimal point and stands once.
        is_decimal = last in ".," and separators.count(last) == 1 and len(set(separators)) == 2
        return _decimal(whole, decimals) if is_decimal and _GROUPED.fullmatch(whole) else None
    if len(separators) > 1 or last not in ".,":
        return _decimal(text, "") if _GROUPED.fullmatch(text) else None
    if len(decimals) != 3 or len(whole) > 3 or whole.startswith("0"):
        return _decimal(whole, decimals)
    # "1,234" and "1.234": one language's thousand is another's decimal fraction.
    if language != "en" and language not in _COMMA_IS_DECIMAL:
        return None
    comma_is_decimal = language in _COMMA_IS_DECIMAL
    if (last == ",") == comma_is_decimal:
        return _decimal(whole, decimals)
    return _decimal(text, "")


def _decimal(whole: str, decimals: str) -> Decimal:
    digits = "".join(c for c in whole if c.isdigit())
    return Decimal(f"{digits}.{decimals}" if decimals else digits)
