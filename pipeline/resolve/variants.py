"""Proposes spellings of one name: "Gaddafi" and "Qaddafi", "Kostas" and "Costas".

Names are compared that sound alike as English writes them: equal consonants, where K, G, Q and a
written-out Kh are one. Two are proposed if their letters are near and documents of both have the
same other names. Nothing of this is sure: people decide (`review`).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from pipeline.resolve.counts import Counts

LABELS = frozenset({"person", "place", "organization"})
SHORTEST = 5  # letters of the words that are compared
# Percent, as rapidfuzz's ratio: twice the common letters in order, of all. A surname alone, without
# a given name that is like the other's, has to be nearer.
LIKE, ALONE_LIKE = 70.0, 85.0
SHARED = 2  # other names that stand beside both
TOGETHER = 0.2  # of the rarer one's documents: writers who use both names mean two things
COMMON = 0.02  # of all documents: a name in more of them says nothing
BLOCK = 50  # names that sound alike, the most frequent ones: what a name costs has a limit
_VOWELS = re.compile("[aeiouyw]+")
# After a consonant H only softens it; at other places it is a G in some spellings.
_SOFT = re.compile("(?<=[bcdfgjklmnpqrstvxz])h")
_SOUNDS = str.maketrans({"c": "g", "k": "g", "q": "g", "h": "g", "v": "f", "z": "s", "j": "g"})
_TWICE = re.compile(r"(.)\1+")


class Block(NamedTuple):
    """Names that sound alike, with the number of their documents."""

    label: str
    names: list[tuple[str, int]]


class Variant(NamedTuple):
    """Two names that may be one; `same_as` is the more frequent. `shared`: names beside both."""

    label: str
    name: str
    same_as: str
    documents: int
    documents_same_as: int
    likeness: float
    shared: tuple[str, ...]


def sound(word: str) -> str:
    """The consonants of a word as most spellings of it have them."""
    letters = _SOFT.sub("", "".join(filter(str.isalpha, anyascii(word).lower())))
    return _TWICE.sub(r"\1", _VOWELS.sub("", letters).translate(_SOUNDS))


def candidates(counts: Counts) -> Iterator[tuple[str, str, str]]:
    """Label and keys of pairs that may be one name, the more frequent key last."""
    for label, names in _blocks(counts):
        spelled = [(key, anyascii(key).split()) for key, _ in reversed(names)]
        for (key, words), (other, others) in combinations(spelled, 2):
            if _are_near(label, words, others):
                yield label, key, other


def variants(counts: Counts, pairs: Sequence[tuple[str, str, str]]) -> Iterator[Variant]:
    """The pairs for which documents speak; what stands beside them must be counted."""
    for label, key, other in pairs:
        docs, more = counts.documents_with(label, key), counts.documents_with(label, other)
        beside, others = counts.near(label, key), counts.near(label, other)
        if beside.get(f"{label}:{other}", 0) > TOGETHER * docs:
            continue
        most = max(COMMON * counts.documents, SHARED)
        shared = [
            name
            for name in beside.keys() & others.keys()
            if counts.documents_with(*name.split(":", 1)) <= most
        ]
        if len(shared) >= SHARED:
            likeness = ratio(*(anyascii(_telling(label, one)) for one in (key, other))) / 100
            yield Variant(label, key, other, docs, more, likeness, tuple(sorted(shared)[:5]))


def _blocks(counts: Counts) -> Iterator[Block]:
    sounds = counts.by_sound(
        (label, sound(_telling(label, key)), key, docs)
        for label, key, docs in counts.names()
        if label in LABELS and len(_telling(label, key)) >= SHORTEST
    )
    for (label, heard), rows in groupby(sounds, key=lambda row: (row[0], row[1])):
        names = [(key, docs) for _, (_, _, key, docs) in zip(range(BLOCK), rows, strict=False)]
        if len(names) > 1 and heard:
            yield Block(label, names)


def _telling(label: str, key: str) -> str:
    """What of a key is compared: a person's last word, else all."""
    return key.rpartition(" ")[2] if label == "person" else key


def _are_near(label: str, words: list[str], others: list[str]) -> bool:
    if label != "person":
        return len(words) == len(others) and _is_like(" ".join(words), " ".join(others))
    if words[-1] == others[-1]:  # other given names are other people
        return len(words) > 1 < len(others) and words != others and _are_same(words, others)
    if not (len(words) > 1 < len(others)):
        return _is_like(words[-1], others[-1], ALONE_LIKE)
    return _is_like(words[-1], others[-1]) and _are_same(words, others)


def _are_same(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two given names are spellings of one."""
    first, other = words[0], others[0]
    return first == other or (
        min(len(first), len(other)) > 2 and sound(first) == sound(other) and _is_like(first, other)
    )


def _is_like(word: str, other: str, least: float = LIKE) -> bool:
    return ratio(word, other, score_cutoff=least) > 0
