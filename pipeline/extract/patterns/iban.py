"""Bank account numbers: IBAN, ISO 13616; the value is without blanks."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage

# What follows country and check digits, by SWIFT's IBAN registry: numbers of digits (n), capitals
# (a) and either (c). Compared with schwifty 2026.10.1 and python-stdnum 2.2; of Brazil, on which
# these differ, as in the registry.
_STRUCTURES = {
    "AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n",
    "BE": "12n", "BG": "4a6n8c", "BH": "4a14c", "BI": "23n", "BR": "23n1a1c", "BY": "4c4n16c",
    "CH": "5n12c", "CR": "18n", "CY": "8n16c", "CZ": "20n", "DE": "18n", "DJ": "23n", "DK": "14n",
    "DO": "4c20n", "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n", "FK": "2a12n", "FO": "14n",
    "FR": "10n11c2n", "GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c",
    "GT": "24c", "HN": "4a20n", "HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n",
    "IQ": "4a15n", "IS": "22n", "IT": "1a10n12c", "JO": "4a4n18c", "KW": "4a22c", "KZ": "3n13c",
    "LB": "4n20c", "LC": "4a24c", "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c",
    "LY": "21n", "MC": "10n11c2n", "MD": "20c", "ME": "18n", "MK": "3n10c2n", "MN": "16n",
    "MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a", "NI": "4a20n", "NL": "4a10n", "NO": "11n",
    "OM": "3n16c", "PK": "4a16c", "PL": "24n", "PS": "4a21c", "PT": "21n", "QA": "4a21c",
    "RO": "4a16c", "RS": "18n", "RU": "14n15c", "SA": "2n18c", "SC": "4a20n3a", "SD": "14n",
    "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c", "SO": "19n", "ST": "21n",
    "SV": "4a20n", "TL": "19n", "TN": "20n", "TR": "6n16c", "UA": "6n19c", "VA": "18n",
    "VG": "4a16n", "XK": "16n", "YE": "4a4n18c",
}  # fmt: skip
# country → one letter (n, a, c) for each character after the check digits
_KINDS = {
    country: "".join(kind * int(count) for count, kind in re.findall("([0-9]+)([nac])", structure))
    for country, structure in _STRUCTURES.items()
}
LENGTHS = {country: 4 + len(kinds) for country, kinds in _KINDS.items()}

# Groups are separated by blanks, a hyphen, a point or, once, the end of a line.
_GAP = r"(?:[ \u00a0\u202f]{1,2}|[.-]|[ \t]{0,2}\n[ \t]{0,8})"
_REST = re.compile(rf"[0-9]{{2}}(?:{_GAP}?[0-9A-Za-z]{{1,30}}){{1,30}}")
_GROUP = re.compile(r"[0-9A-Za-z]+")


def find(passage: Passage) -> Iterator[Found]:
    """Numbers with the structure and the check digits of their country, in groups or in one."""
    text = passage.text
    for digits, _ in passage.digits:
        last = text[digits - 1 : digits]
        gap = last in (" ", "\u00a0")
        if not gap and not last.isalpha():
            continue  # with a country no other character
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
    """Whether structure and check digits are those of its country; mod 97-10 of ISO 7064."""
    if len(number) != LENGTHS.get(number[:2]) or not (number.isascii() and number.isalnum()):
        return False
    # The check digits are 02–98, so that no two of them have the same remainder.
    if not "02" <= number[2:4] <= "98" or not _has_structure(number):
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _has_structure(number: str) -> bool:
    return all(
        kind == "c" or character.isdigit() == (kind == "n")
        for kind, character in zip(_KINDS[number[:2]], number[4:], strict=True)
    )


def _groups(text: str, start: int, end: int, length: int) -> tuple[int, list[str]]:
    """The end of the character that completes the number, and the groups up to there."""
    groups: list[str] = []
    for match in _GROUP.finditer(text, start, end):
        groups.append(match.group()[:length])
        length -= len(groups[-1])
        if not length:
            return match.start() + len(groups[-1]), groups
    return end, groups


def _is_grouped(country: str, groups: list[str]) -> bool:
    """Whether the groups are those of an IBAN: one, or fours; with digits only, any groups.

    This rejects ordinary words whose check digits are right by chance.
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
