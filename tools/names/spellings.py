"""Which names of a city are those of a language: GeoNames has them all and does not say whose.

What the telephone numbering plan of a country calls its towns in a language is such a name:
libphonenumber (Apache-2.0), by way of `phonenumbers`. So are the towns that Faker (MIT) makes up
addresses with; Czech has these alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, cast

_PARTS = re.compile(r"[,/]")  # "Иваново, Брестская", "Bienne/Neuchâtel"


_ALL = 1_000  # names: a longer list has every village, so that being in it says little


@cache
def towns(language: str, country: str) -> Mapping[str, str]:
    """Names of towns and districts of a country in a language, each with the English one or "".

    `country`: ISO 3166-1 code.
    """
    prefix = str(cast(Any, import_module("phonenumbers")).country_code_for_region(country))
    made_up = {*_made_up(language, country)}
    found = dict.fromkeys(made_up if len(made_up) <= _ALL else (), "")
    return found | {
        name: english for number, name, english in _numbered(language) if number.startswith(prefix)
    }


@cache
def _numbered(language: str) -> tuple[tuple[str, str, str], ...]:
    """Beginnings of telephone numbers with the names of where they are."""
    areas = cast(Any, import_module("phonenumbers.geodata")).GEOCODE_DATA
    found: list[tuple[str, str, str]] = []
    for number, names in areas.items():
        own, english = (_PARTS.split(names.get(of, "")) for of in (language, "en"))
        if len(own) != len(english):
            english = [""] * len(own)
        found += ((number, o.strip(), e.strip()) for o, e in zip(own, english, strict=True) if o)
    return tuple(found)


def _made_up(language: str, country: str) -> Iterator[str]:
    try:
        module = import_module(f"faker.providers.address.{language}_{country}")
    except ModuleNotFoundError:
        return
    for attribute, names in vars(cast(Any, module).Provider).items():
        if attribute in ("cities", "city_names", "towns") and isinstance(names, tuple | list):
            yield from (name for name in names if isinstance(name, str))


@cache
def people() -> frozenset[str]:
    """Given names and surnames of all countries that Faker has."""
    package = cast(Any, import_module("faker.providers.person"))
    found = set[str]()
    for locale in cast(Any, import_module("faker.config")).AVAILABLE_LOCALES:
        try:
            provider = cast(Any, import_module(f"{package.__name__}.{locale}")).Provider
        except ModuleNotFoundError:
            continue
        for attribute, names in vars(provider).items():
            if attribute.startswith(("first_name", "last_name")) and hasattr(names, "__iter__"):
                found.update(name for name in names if isinstance(name, str))
    return frozenset(found)
