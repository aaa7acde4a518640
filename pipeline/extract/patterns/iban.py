"""Bank account numbers: IBAN, ISO 13616; the value is without blanks."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage

# Length by country as in SWIFT's IBAN registry; compared with that of schwifty 2026.10.1.
LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27,
    "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27,
    "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
    "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28,
    "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip

# Between groups stand blanks, a hyphen or a point, and once the end of a line.
_GAP = r"(?:[ \u00a0\u202f]{1,2}|[.-]|[ \t]{0,2}\n[ \t]{0,8})"
_REST = re.compile(rf"[0-9]{{2}}(?:{_GAP}?[0-9A-Za-z]{{1,30}}){{1,30}}")
_GROUP = re.compile(r"[0-9A-Za-z]+")


def find(passage: Passage) -> Iterator[Found]:
    """Numbers of a country's length whose check digits are right, in groups or in one."""
    text = passage.text
    for digits, _ in passage.digits:
        gap = text[digits - 1 : digits] in (" ", "\u00a0")
        start = digits - 2 - gap
        country = text[start : start + 2] if start >= 0 else ""
        length = LENGTHS.get(country.upper())
        if length is None or (gap and not country.isupper()) or _is_word(text[start - 1 : start]):
            continue
        if rest := _REST.match(text, digits, digits + 3 * length):
            end, groups = _groups(text, digits, rest.end(), length - 2)
            number = (country + "".join(groups)).upper()
            if _is_grouped(country, groups) and is_iban(number) and _is_end(text, end):
                yield Found(start, end, number)


def is_iban(number: str) -> bool:
    """Whether country, length and check digits agree; mod 97-10 of ISO 7064."""
    if len(number) != LENGTHS.get(number[:2]) or not (number.isascii() and number.isalnum()):
        return False
    # The check digits are 02–98, so that no two of them have the same remainder.
    if not "02" <= number[2:4] <= "98":
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _groups(text: str, start: int, end: int, length: int) -> tuple[int, list[str]]:
    """Where the character stands that makes the number complete, and its groups up to there."""
    groups: list[str] = []
    for match in _GROUP.finditer(text, start, end):
        groups.append(match.group()[:length])
        length -= len(groups[-1])
        if not length:
            return match.start() + len(groups[-1]), groups
    return end, groups


def _is_grouped(country: str, groups: list[str]) -> bool:
    """Whether it is written as IBANs are: in one, or in fours; digits alone in any groups.

    Words between which chance makes the check digits right are written otherwise.
    """
    if len({letter.islower() for group in groups for letter in group if letter.isalpha()}) > 1:
        return False
    in_fours = len(groups[0]) == 2 and all(len(group) == 4 for group in groups[1:-1])
    if len(groups) == 1 or (in_fours and len(groups[-1]) <= 4):
        return True
    return country.isupper() and all(map(str.isdigit, groups))


def _is_end(text: str, end: int) -> bool:
    after = text[end : end + 2]
    return not (_is_word(after[:1]) or (after[:1] == "-" and after[1:].isalnum()))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
