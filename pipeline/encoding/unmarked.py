"""Recognises UTF-16 and UTF-32 without a byte order mark."""

from collections import Counter
from unicodedata import category

from pipeline.encoding.evidence import common_characters

MOST_BAD = 0.02  # share of characters that no text has
LEAST_IN_SCRIPT = 0.9  # share of the letters in Latin or in the most frequent script
FEWEST = 2  # letters or digits
CHARACTERS = 4_000  # that are examined
_NO_TEXT = frozenset({"Cn", "Co", "Cs", "Cc"})
_LATIN, _WIDE = 0, 0x4E
_UTF32 = {"utf-32-le": 3, "utf-32-be": 0}  # position of the byte that is always zero


def unmarked(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 with its byte order, if the bytes are a text of one script in it.

    UTF-16 has control bytes that texts in other encodings lack: a space or a line end has a zero
    byte, and punctuation of Chinese and Japanese and letters of Cyrillic have low bytes.
    """
    sample = sample[: 2 * CHARACTERS]
    zeros = sample.count(0)
    orders = ["utf-16-le", "utf-16-be"]
    if 4 * zeros >= len(sample) and len(sample) >= 4:  # one byte of four is always a zero
        whole = sample[: len(sample) // 4 * 4]
        orders += [order for order, place in _UTF32.items() if not any(whole[place::4])]
    shares = {order: _share(sample, order) for order in orders}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= LEAST_IN_SCRIPT else None


def _share(sample: bytes, encoding: str) -> float:
    """The share of the characters that are ordinary letters of one script, marks or spaces."""
    width = 4 if encoding in _UTF32 else 2
    text = sample[: len(sample) // width * width].decode(encoding, "replace").rstrip("\ufffd")
    scripts: Counter[int] = Counter()
    others = bad = marks = 0
    common = common_characters()
    for character, count in Counter(text).items():
        code = ord(character)
        marks += count if category(character)[0] in "MP" else 0
        if character in "\t\n\r\x0c":
            others += count
        elif category(character) in _NO_TEXT or character == "\ufffd":
            bad += count
        elif code < 0x250 or 0x1E00 <= code < 0x1F00 or 0x300 <= code < 0x370:
            scripts[_LATIN] += count
        elif 0x2000 < code < 0x2700 or code > 0xFFFF:
            others += count
        elif 0x2E80 <= code <= 0xD7FF or code >= 0xF900:
            is_common = character in common or 0x3000 <= code < 0x3100 or code >= 0xFF00
            scripts[_WIDE if is_common else code] += count
        else:
            scripts[code >> 8] += count
    if scripts.total() < FEWEST or bad > MOST_BAD * len(text):
        return 0.0
    if 2 * marks > len(text):
        return 0.0
    latin = scripts.pop(_LATIN, 0)
    most = scripts.most_common(1)[0][1] if scripts else 0
    if latin > most and 3 * sum(map(str.isascii, text)) < latin:
        return 0.0  # no text in Latin script has accented letters only
    return (latin + most + others) / len(text)
