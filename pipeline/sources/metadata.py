"""The fields of a record that docmill has no meaning for: kept as metadata, within bounds."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

import msgspec

from pipeline.sources.field_names import Path, unwrapped

MOST_FIELDS = 64
MOST_VALUES = 64  # of one field
LONGEST_VALUE = 1_000  # characters
MOST_CHARACTERS = 8_000  # of all values and names of a record
DEEPEST = 4  # levels of objects
MOST_NAMED = 20  # fields that were left out
_MOST_LOOKED_AT = 1_000  # so that a record of a million fields is not walked through for this


class OtherFields(msgspec.Struct, frozen=True):
    """Dotted name → values, as text; how many fields were left out, the names of the first."""

    kept: dict[str, tuple[str, ...]]
    left_out: int = 0
    names_left_out: tuple[str, ...] = ()


NOTHING = OtherFields({})
_PLAIN = frozenset({bool, int, float})
_TEXTS = frozenset({str})
# The values of each field; () of one that is too deep.
Found = dict[str, tuple[str, ...]]


def other_fields(record: Mapping[str, object], used: tuple[Path | None, ...]) -> OtherFields:
    """The fields of a record that are not `used`: texts, numbers, truth values, lists of these.

    Lists of objects give one field for each of their names. A field that is too long, too deep or
    too many is left out whole, and counted.
    """
    found: Found = {}
    whole, below = _split(used)
    for name, value in record.items():
        if name in whole:
            continue
        if type(value) is str:
            if text := value.strip():
                if name in found:  # as `a.b` behind `a` with its `b`
                    _add(found, name, text)
                else:
                    found[name] = (text,)
        elif type(value) in _PLAIN:
            _add(found, name, _text(value))
        elif type(value) is list and {*map(type, value)} == _TEXTS and name not in found:
            if texts := tuple(filter(None, dict.fromkeys(map(str.strip, value)))):
                found[name] = texts[: MOST_VALUES + 1]  # one more than is kept shows that it is cut
        elif value is not None:
            _collect(found, (name,), name, value, below)
        if len(found) > _MOST_LOOKED_AT:
            break
    return _bounded(found) if found else NOTHING


@lru_cache(maxsize=1024)
def _split(used: tuple[Path | None, ...]) -> tuple[frozenset[str], frozenset[Path]]:
    """The fields of the record itself among those that are used, and those in its objects."""
    paths = [path for path in used if path]
    return (
        frozenset(path[0] for path in paths if len(path) == 1),
        frozenset(path for path in paths if len(path) > 1),
    )


def _bounded(found: Found) -> OtherFields:
    if _is_within(found):
        return OtherFields(found)
    kept: dict[str, tuple[str, ...]] = {}
    left_out: list[str] = []
    characters = 0
    for name, values in found.items():
        size = len(name) + sum(map(len, values))
        if (
            not values
            or len(kept) == MOST_FIELDS
            or len(values) > MOST_VALUES
            or (size > LONGEST_VALUE and max(map(len, values)) > LONGEST_VALUE)
            or characters + size > MOST_CHARACTERS
        ):
            left_out.append(name[:100])
            continue
        characters += size
        kept[name] = values
    return OtherFields(kept, len(left_out), tuple(left_out[:MOST_NAMED]))


def _is_within(found: Found) -> bool:
    """Whether all of it is less than one value may be, as of most records: then nothing is cut."""
    values = found.values()
    return (
        len(found) <= MOST_FIELDS
        and () not in values
        and max(map(len, values)) <= MOST_VALUES
        and sum(map(len, chain(found, *values))) <= LONGEST_VALUE
    )


def _collect(found: Found, path: Path, name: str, value: object, used: frozenset[Path]) -> None:
    """Add the values that stand at a path, of this dotted name, and below it.

    None, (), for a path that is too deep.
    """
    if len(found) > _MOST_LOOKED_AT or path in used:
        return
    if isinstance(value, dict):
        if len(path) > DEEPEST:
            found[name] = ()
            return
        plain = unwrapped(value) if len(value) == 1 else None
        if plain is None:
            for inner, part in value.items():
                if used and (*path, inner) in used:
                    continue
                if type(part) is str:
                    _add(found, f"{name}.{inner}", part.strip())
                elif type(part) in _PLAIN:
                    _add(found, f"{name}.{inner}", _text(part))
                else:
                    _collect(found, (*path, inner), f"{name}.{inner}", part, used)
            return
        value = plain
    if isinstance(value, list):
        # Lists of lists are as deep as objects of objects.
        below = (*path, "") if list in map(type, value) else path
        if len(below) > DEEPEST + 1:
            found[name] = ()
            return
        for part in value:
            if type(part) is str:
                _add(found, name, part.strip())
            else:
                _collect(found, below, name, part, used)
        return
    _add(found, name, _text(value))


def _add(found: Found, name: str, text: str) -> None:
    if not text:
        return
    if name not in found:
        found[name] = (text,)
    elif (values := found[name]) and len(values) <= MOST_VALUES and text not in values:
        found[name] = (*values, text)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""
