"""Encrypted messages that stand in the text of a message: PGP's ASCII armour (RFC 9580, 6.2)."""

import re
from collections.abc import Iterator

from pipeline.records import Mark

ENCRYPTED = "encrypted"
_BEGIN, _END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"
# A line of its headers, of its base64, of its checksum, or without anything.
_LINE = re.compile(r"(?:[A-Za-z]{1,20}: .{0,200}|[A-Za-z0-9+/]{1,76}={0,2}|=[A-Za-z0-9+/]{4})?")
_FEWEST = 32  # characters of base64: less than any message takes


def encrypted(text: str) -> Iterator[Mark]:
    """Where one stands, from its first line to its last.

    A text that speaks of such a message has other lines, and is not marked.
    """
    place = 0
    while (begin := text.find(_BEGIN, place)) >= 0:
        end = text.find(_END, begin)
        if end < 0:
            return
        place = begin + len(_BEGIN)
        if (again := text.rfind(_BEGIN, place, end)) >= 0:
            begin, place = again, again + len(_BEGIN)
        lines = [line.strip() for line in text[place:end].split("\n")]
        is_line = not text[text.rfind("\n", 0, begin) + 1 : begin].strip()
        packed = sum(len(line) for line in lines if ": " not in line)
        if is_line and packed >= _FEWEST and all(map(_LINE.fullmatch, lines)):
            end += len(_END)
            yield Mark(ENCRYPTED, begin, end, "a message of PGP, which needs a key")
        place = max(place, end)
