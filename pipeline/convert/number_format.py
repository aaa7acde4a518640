"""Numbers as a sheet shows them, by Excel's format codes (ECMA-376, part 1, 18.8.31).

Read are digits, grouping, percent, powers of ten, fractions, a form of its own for what is below
zero, literal text such as currencies, and whether it is a date. Dates become ISO 8601, so that
they mean the same everywhere; what is not read shows the plain number.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache

Format = Callable[[float], str]

# The codes that a file names by number only.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);("$"#,##0)', 7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)", 41: "#,##0_);(#,##0)",
    42: '"$"#,##0_);("$"#,##0)', 43: "#,##0.00_);(#,##0.00)", 44: '"$"#,##0.00_);("$"#,##0.00)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip
LATEST = 2_958_465  # days: 31 December 9999
DAYS_BEFORE_1904 = 1_462

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.', re.S)
_SECTIONS = re.compile(r'((?:[^;"\\]|"[^"]*"?|\\.?)*)(?:;|\Z)', re.S)
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.[#0?]+)?")
_POWER = re.compile(r"0(\.0+)?[Ee]\+(0+)")
_FRACTION = re.compile(r"(#* ?)([#0?]+)/([#0?]{1,4})")


@lru_cache(maxsize=4_096)
def number_format(code: str, from_1904: bool = False) -> Format:
    """How numbers with this format code are shown; `from_1904`: where days are counted from."""
    sections = [found[1] for found in _SECTIONS.finditer(code)]
    section = sections[0]
    bare = _LITERAL.sub("", section)
    if re.search(r"[dmyhs]", bare, re.IGNORECASE) and "general" not in bare.lower():
        offset = DAYS_BEFORE_1904 if from_1904 else 0
        shows_day = bool(re.search(r"[dy]", bare, re.IGNORECASE)) or "mmm" in bare.lower()
        return lambda number: _moment(number + offset, shows_day, "h" in bare.lower())
    shown = _shown_as(section)
    if len(sections) < 2 or not _DIGITS.search(_LITERAL.sub("", sections[1])):
        return shown
    below = _shown_as(sections[1])  # which says itself how less than nothing looks
    return lambda number: below(-number) if number < 0 else shown(number)


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
    if digits is None or re.search(r"[Ee][+-]|/|@|[#0?].*\x01.*[#0?]", marked):
        return plain_number
    decimals = len(digits.group().partition(".")[2])
    grouped = "," in digits.group().partition(".")[0].rstrip(",")
    percent = "%" in marked
    ends = [
        re.sub(r"\0(\d+)\0", lambda found: kept[int(found.group(1))], part)
        for part in (pattern[: digits.start()], pattern[digits.end() :])
    ]
    before, after = ends[0].lstrip(), ends[1].rstrip()

    def shown(number: float) -> str:
        if percent:
            number *= 100
        return (
            f"{'-' if number < 0 else ''}{before}"
            f"{_halves_up(abs(number)):{',' * grouped}.{decimals}f}{after}"
        )

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
    """A number without a format: up to 15 digits, as Excel holds them."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:.15G}"


def _moment(number: float, shows_day: bool, shows_time: bool) -> str:
    """A count of days since the end of 1899 as date, time, or both."""
    if not 0 <= number <= LATEST:
        return plain_number(number)
    # Excel counts a 29 February 1900 that there was not.
    days = number if number >= 60 else number + 1
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))
    if not shows_day:
        return (
            moment.strftime("%H:%M:%S").removesuffix(":00") if shows_time else plain_number(number)
        )
    if not shows_time and moment.time() == datetime.min.time():
        return moment.strftime("%Y-%m-%d")
    return moment.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00").removesuffix(" 00:00")
