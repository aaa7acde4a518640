"""The packaged lists of a language. Their sources are in `data/README.md`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
import zstandard

from pipeline.extract.keys import key

_NONE: Mapping[str, str] = {}
_UNSPACED = frozenset({"ja", "zh"})
_WITH_RUSSIAN = frozenset({"be", "bg", "mk", "uk"})


class Beside(NamedTuple):
    """The key of a place in English; letters before and beginnings behind that make it none."""

    key: str
    before: str
    behind: tuple[str, ...]


@cache
def places(language: str) -> Mapping[str, str]:
    """Countries and cities in a language's (ISO 639-1) spelling, with their keys in English."""
    packed = _places().get(language)
    return msgspec.msgpack.decode(packed, type=dict[str, str]) if packed else _NONE


@cache
def first_words(language: str) -> frozenset[str]:
    """What the names of `places` begin with, as far as the first blank."""
    return frozenset(name.split(" ", 1)[0] for name in places(language))


@cache
def canonical_keys(language: str) -> Mapping[str, str]:
    """The key of a place in English by the key of its name in a language."""
    unspaced = {key(name): place.key for name, place in unspaced_places(language).items()}
    return unspaced or {key(name): english for name, english in places(language).items()}


def unspaced_places(language: str) -> Mapping[str, Beside]:
    """Places by name in languages whose words have no blanks between; none in others."""
    return _unspaced().get(language, {}) if language in _UNSPACED else {}


@cache
def _unspaced() -> Mapping[str, Mapping[str, Beside]]:
    return msgspec.msgpack.decode(_content("unspaced"), type=dict[str, dict[str, Beside]])


@cache
def _places() -> Mapping[str, msgspec.Raw]:
    """Each language's undecoded: all of them decoded would take 20 MB, and few are needed."""
    return msgspec.msgpack.decode(_content("places"), type=dict[str, msgspec.Raw])


@cache
def given_names(language: str) -> frozenset[str]:
    """Given names of a language in other letters than Latin, and their cases in any letters.

    Russian ones are given in Belarusian, Bulgarian, Macedonian and Ukrainian texts, too.
    """
    names = msgspec.msgpack.decode(_content("given"), type=dict[str, list[str]])
    also = names["ru"] if language in _WITH_RUSSIAN else ()
    return frozenset((*names.get(language, ()), *also))


@cache
def surnames(language: str) -> frozenset[str]:
    """Frequent surnames of a language that puts them first."""
    names = msgspec.msgpack.decode(_content("surnames"), type=dict[str, list[str]])
    return frozenset(names.get(language, ()))


class Institutions(NamedTuple):
    """Nouns that begin, and that end, the names of organizations."""

    heads: frozenset[str]
    ends: frozenset[str]


@cache
def institutions(language: str) -> Institutions:
    """The nouns of a language; it may have none."""
    packed = files(__package__).joinpath("data", "institutions.toml")
    nouns = tomllib.loads(packed.read_text("utf-8"))
    return Institutions(
        frozenset(nouns.get(language, ())), frozenset(nouns["ends"].get(language, ()))
    )


def _content(name: str) -> bytes:
    packed = files(__package__).joinpath("data", f"{name}.msgpack.zst").read_bytes()
    return zstandard.decompress(packed)
