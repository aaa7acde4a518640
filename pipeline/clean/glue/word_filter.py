"""A set of words in little memory; for a few other words it wrongly says that it holds them."""

from collections.abc import Iterable
from hashlib import blake2b

BITS_A_WORD = 12
PROBES = 8  # with 12 bits a word, 3 in 1,000 others are taken for members


class WordFilter:
    """A Bloom filter (B. Bloom 1970, CACM 13(7)): it never misses a member."""

    def __init__(self, table: bytes) -> None:
        self._table = table

    def __contains__(self, word: str) -> bool:
        table = self._table
        return all(table[bit >> 3] >> (bit & 7) & 1 for bit in _probes(word, 8 * len(table)))


def make_filter(words: Iterable[str]) -> bytes:
    """The table of a `WordFilter` with these words."""
    members = set(words)
    table = bytearray(1 + BITS_A_WORD * len(members) // 8)
    for word in members:
        for bit in _probes(word, 8 * len(table)):
            table[bit >> 3] |= 1 << (bit & 7)
    return bytes(table)


def _probes(word: str, bits: int) -> list[int]:
    # Two hashes serve as well as eight (A. Kirsch, M. Mitzenmacher 2006).
    digest = blake2b(word.encode(), digest_size=8).digest()
    first, second = int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
    return [(first + number * second) % bits for number in range(PROBES)]
