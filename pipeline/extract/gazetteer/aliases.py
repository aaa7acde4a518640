"""Names that mean one thing in every document: other names of places, organizations and groups.

The sources of its files are in `data/README.md`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.extract.keys import key

GROUP = "group"


class Thing(NamedTuple):
    """What several names mean: its key, its name across documents, and its other names.

    `name`: "" where the documents' own names stay. `country`: that of a people.
    """

    key: str
    name: str
    also: tuple[str, ...] = ()
    country: str | None = None


@cache
def aliases() -> Mapping[str, Mapping[str, Thing]]:
    """label → key of a name → the thing, read once in each process (some 2 ms)."""
    known: dict[str, dict[str, Thing]] = {}
    content = tomllib.loads(_text("aliases.toml"))
    for label, names in content.items():
        of_label = known.setdefault(label, {})
        for name, others in names.items():
            _add(of_label, Thing(key(name), name, tuple(others)))
    for country, name, others in _peoples():
        _add(known[GROUP], Thing(key(name), name, others, country))
    return known


def _add(known: dict[str, Thing], thing: Thing) -> None:
    for name in (thing.name, *thing.also):
        known[key(name)] = thing


@cache
def countries() -> Mapping[str, str]:
    """The key of a country's name, or of its people's → the country's name; England is one."""
    found: dict[str, str] = {}
    places = aliases()["place"]
    for country, name, others in _peoples():
        found[key(country)] = country
        for of_people in (name, *others):
            found[key(of_people)] = country
    for alias, thing in places.items():
        if thing.key in found:
            found[alias] = found[thing.key]
    return found


def _peoples() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for line in _text("peoples.tsv").splitlines():
        country, name, others = line.split("\t")
        yield country, name, tuple(filter(None, others.split("|")))


def _text(file: str) -> str:
    return (files(__package__) / "data" / file).read_text(encoding="utf-8")
