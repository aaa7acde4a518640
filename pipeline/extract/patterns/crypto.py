"""Addresses of cryptocurrencies; only those with a checksum that is right."""

import re
from collections.abc import Iterator
from hashlib import sha256
from string import ascii_letters, digits

from pipeline.extract.patterns.keccak import keccak_256
from pipeline.extract.patterns.passage import Found, Passage
from pipeline.extract.patterns.segwit import is_segwit

# The shortest Base58Check address in use, the longest Bech32 text.
_SHORTEST, _LONGEST = 26, 90
_CHARACTERS = ascii_letters + digits
_REST = re.compile(rf"[0-9A-Za-z]{{0,{_LONGEST}}}")
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
# Version bytes by the coins' own chain parameters: Bitcoin, Litecoin, Dogecoin, Tron.
_VERSIONS = frozenset({0x00, 0x05, 0x30, 0x32, 0x1E, 0x16, 0x41})
_PREFIXES = ("bc", "ltc")


def find(passage: Passage) -> Iterator[Found]:
    """Addresses of Bitcoin and similar coins, Tron and Ethereum.

    An Ethereum address in one case has no checksum (EIP-55). It is left out, because any 20 bytes
    in hex look like it.
    """
    text, end = passage.text, 0
    for first, last in passage.digits:
        around = text[first - 1 : first] + text[last : last + 1]
        # All addresses mix digits and letters (one Tron address in 300 has no digit).
        if first < end or not any(map(str.isalpha, around)):
            continue
        before = text[max(0, first - _LONGEST) : first]
        start = first - len(before) + len(before.rstrip(_CHARACTERS))
        rest = _REST.match(text, last)
        end = rest.end() if rest else last
        if _SHORTEST <= end - start <= _LONGEST and (value := _value(text[start:end])):
            yield Found(start, end, value)


def _value(address: str) -> str | None:
    if address.startswith("0x"):
        return address if is_ethereum(address) else None
    if _SHORTEST <= len(address) <= 35 and is_base58check(address):
        return address
    lower = address.lower()
    if address in (lower, address.upper()) and any(is_segwit(lower, p) for p in _PREFIXES):
        return lower
    return None


def is_base58check(address: str) -> bool:
    """Whether the address decodes to a known version, 20 bytes and their right checksum."""
    number = 0
    for character in address:
        value = _VALUES.get(character)
        if value is None:
            return False
        number = number * 58 + value
    if number >> 200:
        return False
    data = number.to_bytes(25, "big")
    zeros = len(data) - len(data.lstrip(b"\0"))
    if zeros != len(address) - len(address.lstrip("1")) or data[0] not in _VERSIONS:
        return False
    return sha256(sha256(data[:21]).digest()).digest()[:4] == data[21:]


def is_ethereum(address: str) -> bool:
    """Whether the case of an address's letters is its checksum, EIP-55."""
    digits = address[2:]
    if len(digits) != 40 or not re.fullmatch(r"[0-9A-Fa-f]+", digits):
        return False
    lower = digits.lower()
    if digits in (lower, digits.upper()):
        return False
    hashed = keccak_256(lower.encode()).hex()
    return all(
        c.isdigit() or c.isupper() == (int(nibble, 16) >= 8)
        for c, nibble in zip(digits, hashed, strict=False)
    )
