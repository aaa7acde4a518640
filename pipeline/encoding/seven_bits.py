"""Recognises encodings that write every character in bytes of seven bits."""

import base64
import binascii
import re
from collections.abc import Iterator

from pipeline.encoding.evidence import common_characters

LEAST_COMMON = 0.8  # share of common characters among those after an escape sequence
# Escape sequences of ISO 2022 (RFC 1468, RFC 1557), and HZ (RFC 1843).
_ESCAPES = (
    (re.compile(rb"\x1b\$(?:[@B]|\(D)"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){2,}~\}"), "hz"),
)
_WIDE_MARKS = frozenset(chr(code) for code in (*range(0x3000, 0x3100), *range(0xFF00, 0xFFF0)))
_SHIFT = re.compile(rb"\+([A-Za-z0-9+/]*+)(-?)")  # of UTF-7 (RFC 2152)
FEWEST_OTHERS = 4  # letters that show UTF-7 if they are not Latin


def seven_bits(data: bytes, declared: str = "") -> str | None:
    """ISO 2022, HZ or UTF-7, if the bytes are a text in it.

    `declared`: the encoding that the document names, by Python's name; a few rare characters are
    believed to be of that one only.
    """
    if b"\x1b$" in data or b"~{" in data:
        for announced, encoding in _ESCAPES:
            if announced.search(data):
                text = data.decode(encoding, "replace")
                wide = [character for character in text if character > "\u1100"]
                is_told = encoding.startswith(declared or " ") and "\ufffd" not in wide
                if wide and (is_told or _are_common(wide)):
                    return encoding
    return "utf-7" if b"+" in data and data.isascii() and _is_utf7(data) else None


def _is_utf7(data: bytes) -> bool:
    """Whether every plus sign begins characters beyond ASCII, and these are of texts.

    In UTF-7 a plus sign itself is written `+-`; sums, names of languages, telephone numbers and
    addresses have others.
    """
    latin = others = 0
    wide: list[str] = []
    for shifted in _shifted(data):
        if shifted is None:
            return False
        for character in shifted:
            if "\u00a0" <= character < "\u0250":
                latin += character.isalpha()
            elif character > "\u2e80":
                wide.append(character)
            elif character.isalpha():
                others += 1
            elif not (character.isascii() or "\u2000" <= character < "\u2200"):
                return False
    return (latin > 0 or others + len(wide) >= FEWEST_OTHERS) and _are_common(wide)


def _are_common(wide: list[str]) -> bool:
    known = common_characters() | _WIDE_MARKS
    return sum(map(known.__contains__, wide)) >= LEAST_COMMON * len(wide)


def _shifted(data: bytes) -> Iterator[str | None]:
    """The characters behind each plus sign; None where there are none in the form of UTF-7."""
    for found in _SHIFT.finditer(data):
        packed = found[1]
        if not packed:
            yield "" if found[2] else None
            continue
        try:
            raw = base64.b64decode(packed + b"=" * (-len(packed) % 4))
            whole = raw[: len(raw) // 2 * 2]
            is_padded = base64.b64encode(whole).rstrip(b"=") == packed
            yield whole.decode("utf-16-be") if is_padded else None
        except (binascii.Error, UnicodeDecodeError):
            yield None
