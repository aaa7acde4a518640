"""Numbers as a sheet shows them, by Excel's format codes (ECMA-376, part 1, 18.8.31).

Read are digits, grouping, percent, thousands, powers of ten, fractions, digits with signs between
them, forms of their own for some numbers, literal text such as currencies, and dates
(`date_format`). What is not read shows the plain number.
"""

import operator
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from pipeline.convert.date_format import date_format

Format = Callable[[float], str]

# The codes that a file names by number only. What 14 and 22 look like, the machine decides.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);("$"#,##0)', 7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-mm-dd hh:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)", 41: "#,##0_);(#,##0)",
    42: '"$"#,##0_);("$"#,##0)', 43: "#,##0.00_);(#,##0.00)", 44: '"$"#,##0.00_);("$"#,##0.00)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip
LATEST = 2_958_465  # days: 31 December 9999
DAYS_BEFORE_1904 = 1_462
_LARGEST_WHOLE = 2**53  # of which a real number in 64 bits holds each

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.', re.S)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_COMPARISONS = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
    "=": operator.eq,
}  # fmt: skip
_SECTIONS = re.compile(r'((?:[^;"\\]|"[^"]*"?|\\.?)*)(?:;|\Z)', re.S)
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.[#0?]+)?")
_POWER = re.compile(r"0(\.0+)?[Ee]\+(0+)")
_FRACTION = re.compile(r"(#* ?)([#0?]+)/([#0?]{1,4})")


@lru_cache(maxsize=4_096)
def number_format(code: str, from_1904: bool = False) -> Format:
    """How numbers with this format code are shown; `from_1904`: where days are counted from."""
    sections = [found[1] for found in _SECTIONS.finditer(code)]
    if any(map(_CONDITION.search, sections)):
        return _by_conditions(sections, from_1904)
    shown = _of_section(sections[0], from_1904)
    if len(sections) > 1 and _has_digits(sections[1]):
        # The second says itself how less than nothing looks.
        shown = _by_sign(shown, _shown_as(sections[1]))
    words = _words(sections[2]) if len(sections) > 2 else ""
    return (lambda number: shown(number) if number else words) if words else shown


def _has_digits(section: str) -> bool:
    return _DIGITS.search(_LITERAL.sub("", section)) is not None


def _by_sign(above: Format, below: Format) -> Format:
    return lambda number: below(-number) if number < 0 else above(number)


def _words(section: str) -> str:
    """What a section shows in place of any number, if these are words; else ""."""
    if _has_digits(section):
        return ""
    literals = (next(filter(None, found.groups()), "") for found in _LITERAL.finditer(section))
    text = "".join(literals).strip()
    return text if any(map(str.isalpha, text)) else ""


def _by_conditions(sections: list[str], from_1904: bool) -> Format:
    """Sections that say for which numbers they are; one that does not is for all others."""
    formats = [
        (_CONDITION.search(section), _of_section(section, from_1904)) for section in sections
    ]

    def shown(number: float) -> str:
        for condition, form in formats:
            if condition is None or _COMPARISONS[condition[1]](number, float(condition[2])):
                return form(number)
        return plain_number(number)

    return shown


def _of_section(section: str, from_1904: bool) -> Format:
    """How numbers are shown by one section of a format code."""
    bare = _LITERAL.sub("", section)
    elapsed = bool(_ELAPSED.search(section))
    is_date = elapsed or re.search(r"[dmyhs]", bare, re.IGNORECASE)
    if not is_date or "general" in bare.lower():
        return _shown_as(section)
    offset = DAYS_BEFORE_1904 if from_1904 and not elapsed else 0
    moment = date_format(section)

    def shown(number: float) -> str:
        is_day = 0 <= number + offset <= LATEST
        return moment(number + offset) if is_day else plain_number(number)

    return shown


def _shown_as(section: str) -> Format:
    """How numbers are shown by one section of a format code that is no date."""
    # Literal text stands around the digits; what is in it must not be taken for them.
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        text = next((group for group in found.groups() if group), "")
        kept.append(text)
        return f"\0{len(kept) - 1}\0" if text else ""

    pattern = _LITERAL.sub(keep, section)
    marked = re.sub(r"\0\d+\0", lambda found: "\1" * len(found.group()), pattern)
    if power := _POWER.fullmatch(marked):
        decimals, least = len(power[1] or ".") - 1, len(power[2])
        return lambda number: _power(number, decimals, least)
    if fraction := _FRACTION.fullmatch(marked):
        whole, most = bool(fraction[1]), 10 ** len(fraction[3]) - 1
        return lambda number: _fraction(number, whole, most)
    digits = _DIGITS.search(marked)
    if digits is None or re.search(r"[Ee][+-]|[/@]", marked):
        return plain_number
    if _DIGITS.search(marked, digits.end()):
        return plain_number if re.search(r"[,%]|\..*\.", marked) else _between(pattern, kept)
    whole_part, _, places = digits.group().partition(".")
    decimals, optional = len(places), len(places) - len(places.rstrip("#?"))
    grouped = "," in whole_part
    width = 0 if grouped else whole_part.count("0") + bool(places) + decimals
    percent = "%" in marked
    behind = pattern[digits.end() :].lstrip(",")  # each of which divides by a thousand
    factor = (100 if percent else 1) / 1_000 ** (len(pattern) - digits.end() - len(behind))
    before, after = _with_literals(pattern[: digits.start()], kept), _with_literals(behind, kept)
    before, after = before.lstrip(), after.rstrip()
    form = f"0{width}{',' * grouped}.{decimals}f"

    def shown(number: float) -> str:
        number *= factor
        written = format(_halves_up(abs(number)), form)
        for _ in range(optional):
            written = written.removesuffix("0")
        return f"{'-' if number < 0 else ''}{before}{written.removesuffix('.')}{after}"

    return shown


def _with_literals(pattern: str, kept: list[str]) -> str:
    """A part of a pattern with the literal text whose numbers stand in it."""
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], pattern)


def _between(pattern: str, kept: list[str]) -> Format:
    """Digits with signs between them, as of telephone numbers: filled in from the point on."""
    units = re.findall(r"\0\d+\0|.", pattern, re.DOTALL)
    first = next(place for place, unit in enumerate(units) if unit in "#0?")
    point = units.index(".") if "." in units else len(units)
    if first > point:
        return plain_number
    decimals = sum(unit in "#0?" for unit in units[point:])

    def shown(number: float) -> str:
        whole, _, part = f"{_halves_up(abs(number)):.{decimals}f}".partition(".")
        left, right = list(whole), iter(part)
        behind = [
            next(right) if unit in "#0?" else _with_literals(unit, kept) for unit in units[point:]
        ]
        written: list[str] = []
        for place in range(point - 1, -1, -1):
            unit = units[place]
            if unit not in "#0?":
                written.append(_with_literals(unit, kept))
            elif left:
                written.append("".join(left) if place == first else left.pop())
            elif unit == "0":
                written.append("0")
        shown = "".join([*reversed(written), *behind])
        return f"{'-' if number < 0 else ''}{shown.strip()}"

    return shown


def _halves_up(number: float) -> float:
    """A number that rounds as its decimal form does, as in Excel: 0.025 is 3 % and not 2 %."""
    return number * (1 + 2.0**-52) if abs(number) < 1e15 else number


def _power(number: float, decimals: int, least: int) -> str:
    """As 1.98E+08."""
    digits, _, power = f"{_halves_up(number):.{decimals}E}".partition("E")
    return f"{digits}E{power[0]}{power[1:].lstrip('0'):0>{least}}"


def _fraction(number: float, whole: bool, most: int) -> str:
    """As 2 1/2, by a denominator of at most `most`."""
    part = Fraction(abs(number)).limit_denominator(most)
    number_of, rest = divmod(part.numerator, part.denominator) if whole else (0, part.numerator)
    shown = [str(number_of)] * bool(number_of or not rest)
    shown += [f"{rest}/{part.denominator}"] * bool(rest)
    return f"{'-' if number < 0 and part else ''}{' '.join(shown)}"


def plain_number(number: float) -> str:
    """A number without a format: whole ones by all digits, others up to 15, as Excel holds them."""
    whole = number == int(number) and abs(number) <= _LARGEST_WHOLE
    return str(int(number)) if whole else f"{number:.15G}"
