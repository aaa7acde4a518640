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

_REST = re.compile(r"[0-9]{2}(?:[ \u00a0]?[0-9A-Z]){11,30}")


def find(passage: Passage) -> Iterator[Found]:
    """Numbers of a country's length whose check digits are right, in groups or in one."""
    text = passage.text
    for digits, _ in passage.digits:
        start = digits - 2
        length = LENGTHS.get(text[start:digits]) if start >= 0 else None
        if length is None or text[start - 1 : start].isalnum():
            continue
        if rest := _REST.match(text, digits):
            end = _end(text, start, rest.end(), length)
            number = "".join(text[start:end].split())
            if is_iban(number) and not text[end : end + 1].isalnum():
                yield Found(start, end, number)


def is_iban(number: str) -> bool:
    """Whether country, length and check digits agree; mod 97-10 of ISO 7064."""
    if len(number) != LENGTHS.get(number[:2]) or not (number.isascii() and number.isalnum()):
        return False
    # The check digits are 02–98, so that no two of them have the same remainder.
    if not "02" <= number[2:4] <= "98":
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _end(text: str, start: int, end: int, length: int) -> int:
    """Where the character stands that makes the number complete; blanks do not count."""
    for place in range(start, end):
        length -= not text[place].isspace()
        if not length:
            return place + 1
    return end
