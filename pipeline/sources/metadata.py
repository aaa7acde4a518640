"""The fields of a record that docmill has no meaning for: kept as metadata, within bounds."""

from collections.abc import Collection, Mapping

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


def other_fields(record: Mapping[str, object], used: Collection[Path | None]) -> OtherFields:
    """The fields of a record that are not `used`: texts, numbers, truth values, lists of these.

    Lists of objects give one field for each of their names. A field that is too long, too deep or
    too many is left out whole, and counted.
    """
    found: dict[str, list[str] | None] = {}
    for name, value in record.items():
        if (name,) in used:
            continue
        if type(value) is str:
            if text := value.strip():
                found[name] = [text]
        elif value is not None and value != "":
            _collect(found, (name,), value, used)
        if len(found) > _MOST_LOOKED_AT:
            break
    return _bounded(found) if found else NOTHING


def _bounded(found: Mapping[str, list[str] | None]) -> OtherFields:
    kept: dict[str, tuple[str, ...]] = {}
    left_out: list[str] = []
    characters = 0
    for name, values in found.items():
        size = len(name) + sum(map(len, values or ()))
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
        kept[name] = tuple(values)
    return OtherFields(kept, len(left_out), tuple(left_out[:MOST_NAMED]))


def _collect(
    found: dict[str, list[str] | None], path: Path, value: object, used: Collection[Path | None]
) -> None:
    """Add the values that stand at a path and below it; None for a path that is too deep."""
    if len(found) > _MOST_LOOKED_AT or path in used:
        return
    if isinstance(value, Mapping):
        if len(path) > DEEPEST:
            found[".".join(path)] = None
            return
        plain = unwrapped(value) if len(value) == 1 else None
        if plain is None:
            for name, part in value.items():
                _collect(found, (*path, str(name)), part, used)
            return
        value = plain
    if isinstance(value, list):
        # Lists of lists are as deep as objects of objects.
        below = path if not any(isinstance(part, list) for part in value) else (*path, "")
        if len(below) > DEEPEST + 1:
            found[".".join(path)] = None
            return
        for part in value:
            _collect(found, below, part, used)
        return
    text = _text(value)
    if text:
        values = found.setdefault(".".join(filter(None, path)), [])
        if values is not None and len(values) <= MOST_VALUES and text not in values:
            values.append(text)


def _text(value: object) -> str:
    match value:
        case str():
            return value.strip()
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
    return ""
