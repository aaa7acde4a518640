"""The names of a stored document, and how a resolution changes them and is taken back.

Everything is settled from what the stages found, which a changed document keeps in `resolved`: a
resolution that is made again, or was interrupted, gives the same as one made at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.fields import (
    ENTITY_FIELDS,
    NAME_FIELDS,
    RESOLVED,
    also_named,
    entity_key,
    folded,
)
from pipeline.folding import fold

# The labels whose names are looked at: those of index fields with names.
FIELDS: dict[str, str] = {
    label: field for label, field in ENTITY_FIELDS.items() if field in NAME_FIELDS
}
NEEDED = ("entities", "mentions", RESOLVED)


class Name(msgspec.Struct, frozen=True, array_like=True):
    """An entity as the stages found it: `name` is the one across documents.

    `is_listed`: by the user's gazetteer, which always decides.
    """

    label: str
    key: str
    name: str
    roles: tuple[str, ...] = ()
    is_listed: bool = False


class Change(msgspec.Struct, frozen=True, array_like=True):
    """What is settled for an entity of a document: its new label, key and name, and by what."""

    label: str
    key: str
    name: str
    new_label: str
    new_key: str
    new_name: str
    by: str


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A document's names, other forms as (label, key of the form, key of the entity), changes."""

    id: str
    names: tuple[Name, ...]
    forms: tuple[tuple[str, str, str], ...] = ()
    changes: tuple[Change, ...] = ()


def found(id: str, fields: Mapping[str, Any], key: Any) -> Named:
    """The names of a document as the stages found them; `key`: gives the key of a form."""
    kept = fields.get(RESOLVED) or {}
    entities = kept.get("entities") or fields.get("entities") or ()
    names = tuple(
        Name(
            e["label"], e["key"], e.get("canonical") or e["name"], tuple(e.get("roles") or ()),
            bool(e.get("id")),
        )
        for e in entities
        if e["label"] in FIELDS
    )  # fmt: skip
    keys = {(e["label"], e["name"]): e["key"] for e in entities}
    labels: dict[int, str] = dict(kept.get("mentions") or ())
    forms: dict[tuple[str, str, str], None] = {}
    for place, mention in enumerate(fields.get("mentions") or ()):
        label = labels.get(place, mention["label"])
        if label in FIELDS and mention["text"] != mention["entity"]:
            entity = keys.get((label, mention["entity"]))
            form = key(mention["text"])
            if entity and form != entity:
                forms[label, form, entity] = None
    changes = tuple(Change(*one) for one in kept.get("changes") or ())
    return Named(id, names, tuple(forms), changes)


def undone(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a document as the stages made them."""
    made = dict(fields)
    if not (kept := made.pop(RESOLVED, None)):
        return made
    mentions = [dict(mention) for mention in made.get("mentions") or ()]
    for place, label in kept["mentions"]:
        mentions[place]["label"] = label
    if mentions:
        made["mentions"] = mentions
    return _with_names(made, kept["entities"])


def resolved(fields: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The fields of a document with these changes, which keeps what the stages found."""
    made = undone(fields)
    if not changes:
        return made
    by_entity = {(c.label, c.key): c for c in changes}
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    labels: dict[tuple[str, str], str] = {}
    before = made.get("entities") or []
    for entity in before:
        change = by_entity.get((entity["label"], entity["key"]))
        new = entity if change is None else _changed(entity, change)
        labels[entity["label"], entity["name"]] = new["label"]
        same = entities.setdefault((new["label"], new["name"]), new)
        if same is not new:
            entities[new["label"], new["name"]] = _joined(same, new)
    mentions, kept = [], []
    for place, mention in enumerate(made.get("mentions") or ()):
        label = labels.get((mention["label"], mention["entity"]), mention["label"])
        if label != mention["label"]:
            kept.append([place, mention["label"]])
            mention = {**mention, "label": label}
        mentions.append(mention)
    made["mentions"] = mentions
    made = _with_names(made, list(entities.values()))
    made[RESOLVED] = {
        "changes": [msgspec.to_builtins(change) for change in changes],
        "entities": before,
        "mentions": kept,
    }
    return made


def _changed(entity: Mapping[str, Any], change: Change) -> dict[str, Any]:
    shown = entity.get("canonical") or entity["name"]
    other_names = dict.fromkeys((*(entity.get("also") or ()), shown, entity["name"]))
    new = {
        **entity, "label": change.new_label, "key": change.new_key, "canonical": change.new_name,
        "also": [name for name in other_names if name != change.new_name],
        "resolved_by": change.by,
    }  # fmt: skip
    if new["canonical"] == new["name"]:
        del new["canonical"]
    return {name: value for name, value in new.items() if name != "also" or value}


def _joined(entity: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two entities of a document that have one label and name now."""
    roles = dict.fromkeys((*(entity.get("roles") or ()), *(other.get("roles") or ())))
    return {**other, **entity, "count": entity["count"] + other["count"], "roles": list(roles)}


def _with_names(fields: dict[str, Any], entities: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields with other entities, and what an index has of their names made anew."""
    fields["entities"] = entities
    also = also_named(fields)
    for label, field in FIELDS.items():
        names = _distinct(e.get("canonical") or e["name"] for e in entities if e["label"] == label)
        for name, values in (
            (field, names),
            (folded(field), _distinct(map(fold, (*names, *also.get(field, ()))))),
        ):
            if names:
                fields[name] = values
            else:
                fields.pop(name, None)
    fields["entity_keys"] = _distinct(entity_key(e["label"], e["key"]) for e in entities)
    return fields


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
