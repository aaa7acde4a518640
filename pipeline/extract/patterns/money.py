"""Amounts of money; the value is a plain number and an ISO 4217 code, "1500000 USD"."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.patterns import currencies, spelled
from pipeline.extract.patterns.amount import (
    fraction,
    is_point_decimal,
    number,
    number_pattern,
    plain,
)
from pipeline.extract.patterns.denomination import (
    BLANK,
    RANGE_WORDS,
    Sign,
    currency_after,
    first_words,
    is_other_word,
    minus_before,
    named_after,
    second_currency,
    sign_before,
)
from pipeline.extract.patterns.passage import (
    HAN,
    Found,
    Passage,
    follows_hebrew_prefix,
    follows_letter,
)
from pipeline.extract.patterns.scales import UNSURE_BEFORE, Scale, knows, lesser, scale_after
from pipeline.extract.patterns.table_scale import rows_in_thousands
from pipeline.extract.patterns.variables import is_parameter

# "42,-" and "42.–" are whole amounts.
_NO_CENTS = re.compile(r"[.,][-\u2013\u2014]{1,2}(?![\w-])")
# "12 300" in English may be a list or foreign thousands, "5/10" a fraction, "£5 10s" has shillings.
_MORE_DIGITS = re.compile(
    rf"{BLANK}[0-9]{{3}}(?![0-9]|[.,][0-9])|[/\u2044:][0-9]|%|{BLANK}?[0-9]{{1,2}}s\b"
)
# Characters directly after a number that may have a currency or be the lower end of a range.
_SYMBOLS = "".join(sorted(sign for sign in currencies.SIGNS if len(sign) == 1))
_NAMEABLE = re.compile(
    r"(?:[.,][-\u2013\u2014]{1,2})?[ \u00a0\u202f\u2009\t\n-]{0,12}"
    rf"(?:(?P<word>[^\W\d_]+)|[{_SYMBOLS}½¼¾⅛⅜⅝⅞\u2013\u2014-]|[13][/\u2044][248])"
    r"|[-\u2013\u2014][0-9]"
)
_NEXT_WORD = re.compile(rf"{BLANK}?[^\W\d_]")
_GROUP_BEFORE = re.compile(rf"(?<![0-9])[0-9]{{1,3}}{BLANK}\Z")
_DECIMALS_BEFORE = re.compile(rf"[0-9][.,][0-9]{{1,3}}{BLANK}\Z")
_WHOLE_BEFORE = re.compile(rf"(?<![0-9.,])[0-9]{{1,3}},{BLANK}\Z")
_DECIMALS_AFTER = re.compile(rf",{BLANK}[0-9]{{1,3}}(?![0-9.,])")
_DASH = re.compile(rf"{BLANK}?[-\u2013\u2014]{BLANK}?")
_TO = re.compile(rf"{BLANK}?(?:[-\u2013\u2014]|{'|'.join(RANGE_WORDS)}){BLANK}?(?=[0-9])")
_OTHER_AMOUNT = re.compile(r"\s(?:to|and|or|or to|bis|und|à|et|a|y|e|o)\s(?=[$€£¥]?[0-9])")
_OWN_SCALE = re.compile(r"[^\W\d_]{4,}|[0-9]\s?[kmb]n?\b", re.IGNORECASE)
_BEFORE_ANCHORS = frozenset("}^")  # "a{2}$5" is an expression, "$" the end of what it finds
_PRICES = re.compile(r"(?<!\w)(?:in|constant|real|current|of|to|into)\s\Z", re.IGNORECASE)


class _Quantity(NamedTuple):
    """A number with its scale: its end, its value (None: uncertain), the factor of the scale."""

    end: int
    value: Decimal | None
    factor: Decimal | None


class _Scaled(NamedTuple):
    """Where a number with its fraction ends, the fraction, and the scale after it."""

    end: int
    fraction: Decimal
    scale: Scale | None


def find(passage: Passage) -> Iterator[Found]:
    """Numbers with a currency before or after them.

    No value is given where a separator, a sign or a scale word is ambiguous, and where an unknown
    scale word may follow.
    """
    found: Iterable[Found] = _numbers(passage)
    if passage.language in ("en", "und"):
        words = list(spelled.find(passage.text))
        found = sorted([*found, *words]) if words else found
    if rows := rows_in_thousands(passage.text):
        found = (_without_value(passage.text, one, rows) for one in found)
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


def _without_value(text: str, found: Found, rows: list[tuple[int, int]]) -> Found:
    """The same; an amount without a scale of its own has no value in such a row."""
    after = bisect_right(rows, (found.start, len(text)))
    inside = after > 0 and found.start < rows[after - 1][1]
    if not inside or _OWN_SCALE.search(text, found.start, found.end):
        return found
    return Found(found.start, found.end, "")


def _numbers(passage: Passage) -> Iterator[Found]:
    text, pattern = passage.text, number_pattern(passage.language)
    words = first_words(passage.language)
    place = floor = 0
    for first, last in passage.digits:
        if first < place or last - first > 15:
            continue
        match = pattern.match(text, first)
        if match is None:
            continue
        place = match.end()
        sign = sign_before(passage, first, floor)
        if sign is None and not (_may_be_named(text, place, words) and _is_free(text, first)):
            continue
        for one in _signed(passage, sign, match) if sign else _named(passage, match):
            place = floor = one.end
            yield one


def _signed(passage: Passage, sign: Sign, match: re.Match[str]) -> Iterator[Found]:
    """The amount after a sign, and the other end of its range."""
    text, end = passage.text, match.end()
    if text[sign.start - 1 : sign.start] in _BEFORE_ANCHORS:
        return
    is_plain = text[sign.start] == "$" and match.group().isdigit()
    if is_plain and is_parameter(text, sign.start, end):
        return
    if sign.brackets:
        if text[end : end + 1] != ")":
            return
        end += 1
    quantity = _quantity(passage, match, end, sign)
    end, value, code = quantity.end, quantity.value, sign.code
    if _goes_on(text, end) or (sign.needs_scale and quantity.factor is None):
        return
    if value is not None and (sign.minus is None or sign.minus or sign.brackets):
        value = None if sign.minus is None else -value
    after, override = second_currency(passage, end, code)
    if after:
        yield _found(sign.start, after, value, override)
        return
    dash = _DASH.match(text, end)
    other = _other_end(passage, dash.end(), code) if dash else None
    if quantity.factor is None:
        value = _shared(passage, value, other, end)
        value = None if _is_parted(passage, end) else value
    yield _found(sign.start, end, value, code)
    if dash and other and other.factor and code and text[dash.end()].isdigit():
        yield _found(dash.end(), other.end, other.value, code)


def _shared(
    passage: Passage, value: Decimal | None, other: _Quantity | None, end: int
) -> Decimal | None:
    """The lower value of a range, which may have the scale of the upper one.

    "$1.5-2 million": both are millions when the second is the greater number. In "$5 to $10
    million" the first may be five dollars.
    """
    if value is None:
        return None
    if other is None:
        joiner = _OTHER_AMOUNT.match(passage.text, end)
        other = _other_end(passage, joiner.end(), "USD") if joiner else None
        return None if other and (other.factor is not None or other.value is None) else value
    if other.value is None:
        return None
    shared = value * (other.factor or 1)
    return shared if shared < other.value or other.factor is None else None


def _named(passage: Passage, match: re.Match[str]) -> Iterator[Found]:
    """The amount before a sign, a code or a name, and the lower end of its range."""
    text, start = passage.text, match.start()
    scaled = _scaled(passage, match, match.end(), False)
    if not _may_be_amount(passage, scaled):
        return
    start -= len(_leading(text, start))  # ",89 €"
    quantity = _with_value(passage, match, scaled, None)
    named = currency_after(passage, quantity.end, quantity.factor, match.group())
    if named and _is_year_of_prices(text, match):
        return
    if named is None:
        if not _is_minus(text, match.start()) and (first := _beginning(passage, quantity, start)):
            yield first
        return
    end, code, unit = named
    value = None if quantity.value is None else quantity.value * unit
    minus = minus_before(text, start)
    if minus is not False:
        start -= not text[start - 1].isspace()
        value = -value if value is not None and minus else None
    if _is_rest(text, match) or (
        quantity.factor
        and not is_point_decimal(passage.language)
        and _WHOLE_BEFORE.search(text, max(0, match.start() - 6), match.start())
    ):
        value = None  # "1, 2 miliardy zł"
    yield _found(start, end, value, code)


def _beginning(passage: Passage, quantity: _Quantity, start: int) -> Found | None:
    """The lower end of "2 to 3 million dollars", whose currency follows the upper one."""
    joiner = _TO.match(passage.text, quantity.end)
    if not joiner or quantity.value is None:
        return None
    match = number_pattern(passage.language).match(passage.text, joiner.end())
    other = match and _quantity(passage, match, match.end(), None)
    named = match and other and currency_after(passage, other.end, other.factor, match.group())
    if not (other and named and other.value is not None):
        return None
    value = quantity.value * (1 if quantity.factor else other.factor or 1)
    return _found(start, quantity.end, value * named[2], named[1]) if value < other.value else None


def _is_parted(passage: Passage, end: int) -> bool:
    """Whether a blank may separate a number from its decimals: "€ 1, 2 Milliarden"."""
    text, language = passage.text, passage.language
    if text[end : end + 1] != "," or is_point_decimal(language):
        return False
    decimals = _DECIMALS_AFTER.match(text, end)
    scale = scale_after(text, decimals.end(), language, True) if decimals else None
    return scale is not None and scale.factor is not None


def _is_year_of_prices(text: str, match: re.Match[str]) -> bool:
    """ "In 1997 dollars" are prices of that year."""
    is_year = len(match.group()) == 4 and "1800" < match.group() < "2100"
    return is_year and bool(_PRICES.search(text, max(0, match.start() - 12), match.start()))


def _is_rest(text: str, match: re.Match[str]) -> bool:
    """Whether digits may belong to the number before them: "12 300 dollars", "1.23 4 euros"."""
    first, start = match.group()[:4], match.start()
    is_group = first[:3].isdigit() and len(first) > 2 and not first[3:].isdigit()
    before = _GROUP_BEFORE if is_group else _DECIMALS_BEFORE
    return bool(before.search(text, max(0, start - 6), start))


def _scaled(passage: Passage, match: re.Match[str], end: int, signed: bool) -> _Scaled:
    text, add = passage.text, Decimal(0)
    if match.group().isdigit():
        end, add = fraction(text, end)
    if cents := _NO_CENTS.match(text, end):
        end = cents.end()
    scale = scale_after(text, end, passage.language, signed)
    if scale and scale.factor:
        last, more = lesser(text, scale, passage.language)
        add += (more or 0) / scale.factor
        scale = Scale(last, None if more is None else scale.factor)
    return _Scaled(end, add, scale)


def _may_be_named(text: str, end: int, words: frozenset[str]) -> bool:
    """Whether a currency or the end of a range may follow a number: a fast check."""
    nameable = _NAMEABLE.match(text, end)
    return nameable is not None and not is_other_word(nameable["word"], words)


def _may_be_amount(passage: Passage, scaled: _Scaled) -> bool:
    """Whether a currency or the upper end of a range may follow a number: a fast check."""
    text = passage.text
    end, _, scale = scaled
    if scale and scale.factor:
        end = scale.end
        if text[end : end + 1] == ".":
            return True  # "2 Mio. Euro"
    return bool(named_after(passage.language).match(text, end) or _TO.match(text, end))


def _quantity(passage: Passage, match: re.Match[str], end: int, sign: Sign | None) -> _Quantity:
    """A number with its fraction and scale; without a value where it is ambiguous."""
    return _with_value(passage, match, _scaled(passage, match, end, sign is not None), sign)


def _with_value(
    passage: Passage, match: re.Match[str], scaled: _Scaled, sign: Sign | None
) -> _Quantity:
    text, digits = passage.text, match.group()
    end, add, scale = scaled
    if before := sign.dot if sign else _leading(text, match.start()):
        digits = f"0{before}{digits}" if digits.isdigit() else f"0{before}{digits}."
    factor = scale.factor if scale else None
    point = sign is not None and sign.code in currencies.POINT
    language = passage.language
    if language == "und" and text[(last := scale.end if scale else end) : last + 1] > HAN:
        language = "ja"  # "1,280円": all of East Asia has a decimal point
    try:
        value = number(digits, language, factor is not None, point)
    except ArithmeticError:  # digits that are no number, ".5.5"
        value = None
    is_short = len(match.group()) <= 3 or not match.group()[:4].isdigit()
    more = _MORE_DIGITS.match(text, end)
    is_open = bool(scale and factor is None) or bool(
        more and (is_short or text[end] not in " \u00a0")
    )
    if not knows(passage.language) and scale is None and _NEXT_WORD.match(text, end):
        is_open = sign is not None or is_open
    if value is None or is_open:
        return _Quantity(scale.end if scale and factor else end, None, factor)
    value = (value + add) * (factor or 1)
    return _Quantity(scale.end if scale else end, value, factor)


def _is_minus(text: str, place: int) -> bool:
    return text[place - 1 : place] in ("-", "\u2212")


def _is_free(text: str, place: int) -> bool:
    """Whether a number begins here, and not the end of a name, a date or a larger number."""
    before = text[place - 1 : place] if place else " "
    further = text[place - 2 : place - 1] if place > 1 else " "
    if before in ".,":
        return bool(_leading(text, place)) or (before == "." and further.isalpha())  # "ca.14 Euro"
    if before in "-\u2013\u2014\u2212":
        is_name = further.isalpha() or further == "_"
        return not is_name or follows_hebrew_prefix(text, place)
    if before in ":'\u2019":
        return not further.isalnum() or (before == ":" and not further.isdigit())
    if before in UNSURE_BEFORE or before.isdigit() or before in "_/#@&\u2044^\\":
        return False
    return not follows_letter(text, place)


def _leading(text: str, place: int) -> str:
    """The decimal mark before digits without a zero: ",89", but not in "105 ,2"."""
    before = text[place - 1 : place] if place else ""
    further = text[max(0, place - 3) : place - 1] or " "
    is_mark = before and before in ".," and (further[-1:].isspace() or further[-1:] == "(")
    return before if is_mark and not further[0].isdigit() else ""


def _goes_on(text: str, end: int) -> bool:
    """Whether letters directly follow a number: "$5x". Han and kana need no blank."""
    after = text[end : end + 1]
    if after == ";" and text[end + 1 : end + 2].isalpha():
        return True  # a broken entity, "$39;s"
    return (after.isalnum() or after == "_") and after < HAN


def _other_end(passage: Passage, place: int, code: str) -> _Quantity | None:
    """The second number of a range, with or without a sign of its own."""
    text = passage.text
    if text[place : place + 1] in ("$", "€", "£", "¥"):
        place += 1
    match = number_pattern(passage.language).match(text, place)
    if not match:
        return None
    quantity = _quantity(passage, match, match.end(), Sign(place, code, False, False, False, ""))
    return None if _goes_on(text, quantity.end) else quantity


def _found(start: int, end: int, value: Decimal | None, code: str) -> Found:
    return Found(start, end, f"{plain(value)} {code}" if value is not None and code else "")
