"""A user's own gazetteer: a CSV file of names whose matches take precedence over all others."""

import csv
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.extract.keys import EDGES, key
from pipeline.extract.labels import LABELS, VALUES

COLUMNS = ("name", "alias", "type", "id")
TYPES = tuple(dict.fromkeys(label for label in LABELS.values() if label not in VALUES))


class Entry(NamedTuple):
    """One thing in the gazetteer: its name, docmill's label and the user's id ("" for none)."""

    name: str
    label: str
    id: str


class UserGazetteer(NamedTuple):
    """`entries`: by the keys of names and aliases. `surfaces`: spellings by their first word.

    `digest`: 16 hex digits over the file, for the stage's fingerprint.
    """

    entries: Mapping[str, Entry]
    surfaces: Mapping[str, tuple[str, ...]]
    digest: str


NONE = UserGazetteer({}, {}, "")


def read_gazetteer(path: str | Path) -> UserGazetteer:
    """Read a CSV file (UTF-8) with the columns name, alias, type and id; one alias in each row.

    Raises:
        ConfigurationError: the file is wrong; the message has the line and what to do.
    """
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(
            f"the gazetteer {str(path)!r} cannot be read: {error.strerror}; give the path of a CSV "
            "file in the extract stage's `gazetteer`"
        ) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            f"{path}, line {line}: not UTF-8; save the gazetteer as CSV in UTF-8"
        ) from error
    entries: dict[str, tuple[Entry, int]] = {}
    surfaces: dict[str, set[str]] = {}
    for line, name, alias, entry in _rows(str(path), text):
        for surface in filter(None, (name, alias)):
            known, first_line = entries.setdefault(key(surface), (entry, line))
            if known != entry:
                raise ConfigurationError(
                    f"{path}, line {line}: {surface!r} already means {known.name!r} "
                    f"({known.label}, id {known.id or 'none'}) on line {first_line}; one name "
                    "can mean one thing: give the other a longer name or alias"
                )
            surfaces.setdefault(surface.split()[0].strip(EDGES), set()).add(surface)
    return UserGazetteer(
        {name: entry for name, (entry, _) in entries.items()},
        {word: tuple(sorted(same, key=len, reverse=True)) for word, same in surfaces.items()},
        blake2b(content, digest_size=8).hexdigest(),
    )


def _rows(path: str, text: str) -> Iterator[tuple[int, str, str, Entry]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip().casefold() for column in next(reader, [])]
        if missing := [column for column in COLUMNS if column not in header]:
            raise ConfigurationError(
                f"{path}, line 1: no column {', '.join(missing)}; the first line must be "
                f"{','.join(COLUMNS)}"
            )
        for row in reader:
            if any(map(str.strip, row)):
                yield _row(path, reader.line_num, header, row)
    except csv.Error as error:
        raise ConfigurationError(
            f"{path}, line {reader.line_num}: {error}; put values with commas or quotes in quotes"
        ) from error


def _row(path: str, line: int, header: list[str], row: list[str]) -> tuple[int, str, str, Entry]:
    if len(row) != len(header):
        raise ConfigurationError(
            f"{path}, line {line}: {len(row)} values for {len(header)} columns; put values with "
            "commas in quotes"
        )
    values = dict(zip(header, (" ".join(value.split()) for value in row), strict=True))
    name, alias, label = values["name"], values["alias"], values["type"].casefold()
    if not key(name) or (alias and not key(alias)):
        raise ConfigurationError(
            f"{path}, line {line}: no letter or digit in the {'alias' if key(name) else 'name'}; "
            "fill it in or delete the line"
        )
    if label not in TYPES:
        raise ConfigurationError(
            f"{path}, line {line}: unknown type {values['type']!r}; use one of {', '.join(TYPES)}"
        )
    return line, name, alias, Entry(name, label, values["id"])
