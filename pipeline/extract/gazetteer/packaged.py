"""The packaged gazetteer: evidence for a name's label.

The sources of its files are in `data/README.md`.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import Any, NamedTuple

from pipeline.extract.gazetteer.aliases import aliases
from pipeline.extract.gazetteer.kinds import (
    AMBIGUOUS,
    BODY,
    CITY,
    CLUB,
    COMPANY,
    COUNTRY,
    EVENT,
    NOTHING,
    ORGANIZATION,
    PLACE,
    PRODUCT,
    TOWN,
    Kind,
)
from pipeline.extract.keys import key

_CITY = 100  # thousand people
# The name of a city of a million means the city; that of a smaller one may be a surname.
_METROPOLIS = 1_000
_ORGANIZATIONS = {
    "clubs": CLUB,
    "teams": CLUB,
    "parties": BODY,
    "bodies": BODY,
    "media": BODY,
    "companies": COMPANY,
    "bands": COMPANY,
}


class Packaged(NamedTuple):
    """`kinds` by key; `canonical` key by alias key; `given`: first names by the share of women.

    `sure`: keys that are names wherever they have a capital; `beginnings`: the first words of those
    with several words; `lower`: those that are no words in lower case either (countries and
    capitals). `common`: words that are no names; those in `also_names` are surnames as well
    ("Brown").
    """

    kinds: Mapping[str, Kind]
    spellings: Mapping[str, str]
    given: Mapping[str, float]
    sure: frozenset[str]
    beginnings: frozenset[str]
    lower: frozenset[str]
    common: frozenset[str]
    also_names: frozenset[str]


_NONE: frozenset[str] = frozenset()
NOTHING_KNOWN = Packaged({}, {}, {}, _NONE, _NONE, _NONE, _NONE, _NONE)


def is_common(name: str, known: Packaged) -> bool:
    """Whether a name is one common word, and not in the gazetteer.

    Towns do not count, because nearly every word is one ("Of" is in Turkey).
    """
    low = name.casefold()
    return low in known.common and low not in known.given and not known.kinds.get(low, 0) & ~TOWN


def is_no_surname(word: str, known: Packaged) -> bool:
    """Whether a word is common and not a surname as well ("Cup", "Award")."""
    return word not in known.also_names and is_common(word, known)


def is_verb(word: str, known: Packaged) -> bool:
    """Whether the common words have the forms of an English verb for a word in lower case."""
    if word not in known.common:
        return False
    common = known.common
    for base in (word, word.removesuffix("s"), word.removesuffix("es")):
        stem = base.removesuffix("e")
        if any(s + "ed" in common and s + "ing" in common for s in (stem, stem + stem[-1:])):
            return True
    return False


@cache
def packaged() -> Packaged:
    """The gazetteer, read once in each process (some 40 ms)."""
    given = {name: float(share) for name, share in _rows("given.tsv")}
    places, organizations = _toml("places.toml"), _toml("organizations.toml")
    kinds: dict[str, Kind] = {}
    spellings: dict[str, str] = {}

    def add(names: Iterable[str], kind: Kind) -> set[str]:
        added = set()
        for name in names:
            added.add(folded := key(name))
            kinds[folded] = kinds.get(folded, NOTHING) | kind
            if kind & (PLACE | ORGANIZATION):
                spellings.setdefault(folded, name.strip())
        return added

    sure: set[str] = set()
    common = frozenset(_lines("common.txt"))
    for name, thousands in _rows("cities.tsv"):
        population = int(thousands)
        kinds[name] = CITY if population >= _CITY else TOWN
        if population >= _METROPOLIS:
            sure.add(name)
    countries, capitals = zip(*_rows("countries.tsv"), strict=True)
    # "The Valley", Anguilla's, is elsewhere a valley.
    named = (capital for capital in capitals if capital and not capital.startswith("The "))
    well_known = add(countries, COUNTRY) | add(named, COUNTRY)
    sure -= common  # "Hue" is a city
    sure |= well_known | add(places["regions"], COUNTRY)
    add(_lines("listed.txt"), COMPANY)
    for group, kind in _ORGANIZATIONS.items():
        sure |= add(organizations[group], kind)
    same = (*aliases()["place"].values(), *aliases()["organization"].values())
    others: set[str] = set()
    for thing in {thing.key: thing for thing in same}.values():
        names = [key(name) for name in (thing.name, *thing.also)]
        kind = reduce(or_, (kinds.get(name, NOTHING) for name in names))
        for name in names:
            kinds[name] = kinds.get(name, NOTHING) | kind
        others.update(names[1:])
        sure.update(names)
    # For labels only: texts are not searched for them.
    things = _toml("things.toml")
    add(things["products"], PRODUCT)
    add(things["events"], EVENT)
    doubtful = add(
        (*places["ambiguous"], *organizations["ambiguous"], *things["ambiguous"]), AMBIGUOUS
    )
    sure -= doubtful
    sure = {name for name in sure if name not in given}
    # A name of two kinds of things is not sure.
    sure = {n for n in sure if not (kinds[n] & PLACE and kinds[n] & ~PLACE)}
    beginnings = frozenset(name.split()[0] for name in sure if " " in name)
    lower = {name for name in well_known | others if name in sure and len(name) > 3}
    lower = {name for name in lower if kinds[name] & PLACE} - set(places["words"]) - common
    return Packaged(
        kinds,
        spellings,
        given,
        frozenset(sure),
        beginnings,
        frozenset(lower),
        common,
        frozenset(_lines("also_names.txt")),
    )


def _lines(file: str) -> list[str]:
    text = (files(__package__) / "data" / file).read_text(encoding="utf-8")
    return text.splitlines()


def _rows(file: str) -> Iterator[tuple[str, str]]:
    for line in _lines(file):
        name, _, value = line.partition("\t")
        yield name, value


def _toml(file: str) -> dict[str, Any]:
    return tomllib.loads("\n".join(_lines(file)))
