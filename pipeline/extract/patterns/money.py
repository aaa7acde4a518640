"""Amounts of money; the value is a plain number and an ISO 4217 code, "1500000 USD"."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from pipeline.extract.patterns.amount import amount, number_pattern, plain, scale_words
from pipeline.extract.patterns.passage import Found, Passage

# A bare "$" is the US dollar and "¥" the yen, as in international news; other dollars say so
# themselves. Signs that several currencies share in one language (kr, Rs) are left out.
_SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "R$": "BRL", "NT$": "TWD", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₪": "ILS",
    "₱": "PHP", "₫": "VND", "₦": "NGN", "฿": "THB", "₸": "KZT", "₾": "GEL",
}  # fmt: skip
# Where the sign is at home for another currency too, nobody knows which is meant.
_UNCERTAIN = frozenset({("$", "es"), ("$", "pt"), ("¥", "zh")})
# The most traded currencies (BIS, Triennial Central Bank Survey 2022) without those whose code
# is an English word or a name (COP, PEN, RON, TRY), and some of countries often in the news.
_CODES = frozenset(
    {"AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD",
     "HUF", "IDR", "ILS", "INR", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RUB",
     "SAR", "SEK", "SGD", "THB", "TWD", "USD", "ZAR", "EGP", "KES", "KZT", "NGN", "RSD", "UAH"}
)  # fmt: skip
# Names that mean one currency.
_NAMES = {
    "us dollars": "USD", "u.s. dollars": "USD", "australian dollars": "AUD", "dollars": "USD",
    "canadian dollars": "CAD", "swiss francs": "CHF", "euros": "EUR", "euro": "EUR",
    "pounds sterling": "GBP", "pounds": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "roubles": "RUB", "rubles": "RUB", "hryvnia": "UAH", "dólares": "USD",
}  # fmt: skip
# Pounds are a weight too: only millions of them are money.
_NEEDS_SCALE = "pounds"
_NOTHING = "(?!)"


class _Forms(NamedTuple):
    """What stands around a number in one language."""

    number: re.Pattern[str]
    scale: re.Pattern[str]
    currency: re.Pattern[str]
    further: re.Pattern[str]


def find(passage: Passage) -> Iterator[Found]:
    """Numbers with a currency before or after them.

    No value is given to the first number of "$5-10m" and where a separator or a sign can be read
    in two ways.
    """
    text, language = passage.text, passage.language
    forms = _forms(language)
    end = 0
    for first, last in passage.digits:
        number = forms.number.match(text, first) if first >= end and last - first <= 15 else None
        if number is None:
            continue
        end = number.end()
        before = _currency_before(text, first)
        if before is None and text[first - 1 : first].isalpha():
            continue  # the digits of a name, "A4"
        scaled = forms.scale.match(text, end)
        scale = scaled.group(scaled.lastindex or 0) if scaled else None
        after = None if before else forms.currency.match(text, scaled.end() if scaled else end)
        if before:
            start, sign = before
            end = scaled.end() if scaled else end
        elif after and (scale or after.group(1).lower() != _NEEDS_SCALE):
            start, sign, end = first, after.group(1), after.end()
        else:
            continue
        if text[end : end + 1].isalnum():
            continue
        value = amount(number.group(), scale, language)
        is_range = scale is None and forms.further.match(text, end)
        if value is None or is_range or (sign, language) in _UNCERTAIN:
            yield Found(start, end, "")
        else:
            yield Found(start, end, f"{plain(value)} {_code(sign)}")


def _currency_before(text: str, place: int) -> tuple[int, str] | None:
    """Where the sign or code before a number begins, and what it is."""
    window = text[max(0, place - 5) : place]
    window = window[:-1] if window[-1:] in (" ", "\u00a0") else window
    end = place - 1 if window != text[max(0, place - 5) : place] else place
    for length in (3, 2, 1):
        found = window[-length:]
        known = found in _SIGNS or found in _CODES
        if len(found) == length and known:
            before = window[-length - 1 : -length]
            if not (before.isalnum() and found[0].isalpha()):
                return end - length, found
    return None


def _code(sign: str) -> str:
    return _SIGNS.get(sign) or _NAMES.get(sign.lower()) or sign


@cache
def _forms(language: str) -> _Forms:
    words = scale_words(language)
    # A letter stands right at the number, a word may stand apart.
    letters = _any(word for word in words if len(word) == 1)
    longer = _any(word for word in words if len(word) > 1)
    scale = rf"(?:({letters or _NOTHING})|[ \u00a0-]?({longer}))(?!\w)" if words else _NOTHING
    currency = (
        rf"[ \u00a0-]?(?:de |d['’])?({_any(_SIGNS)}|(?:{_any(_CODES)})(?!\w)"
        rf"|(?i:{_any(_NAMES)})(?![\w-]| zone| area))"
    )
    further = rf"\s?(?:[-–—]|to|and|or|à|et|a|y)\s?(?:{_any(_SIGNS)})?[0-9][0-9.,]{{0,12}}{scale}"
    return _Forms(
        number_pattern(language),
        re.compile(scale, re.IGNORECASE),
        re.compile(currency),
        re.compile(further, re.IGNORECASE),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
