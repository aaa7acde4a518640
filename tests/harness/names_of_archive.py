"""Documents of an index that have names only, as the stages would give them."""

from collections.abc import Mapping
from typing import Any

from pipeline.extract.keys import key
from pipeline.fields import index_fields
from pipeline.index import IndexEntry
from pipeline.records import Cleaned, Document, Entities, Entity, Locator, Mention, Work
from tests.harness.records import a_writer


def named(id: str, *names: str, **forms: str) -> IndexEntry:
    """A document with "label name" or "label name (role)"; `forms`: other forms of single names."""
    mentions, entities, place = [], [], 0
    for one in names:
        label, name = one.split(" ", 1)
        name, _, role = name.partition(" (")
        for surface in dict.fromkeys((name, forms.get(name.replace(" ", "_"), name))):
            mentions.append(Mention(place, place + len(surface), label, surface, name))
            place += len(surface) + 1
        roles = (role.rstrip(")"),) if role else ()
        entities.append(Entity(key(name), name, label, 1, roles))
    document = Document(id, Locator(f"{id}.txt"), "text/plain", None, "0" * 32, 1)
    cleaned = Cleaned("", " ".join(m.text for m in mentions), "en", id)
    work = Work(document, cleaned, Entities(tuple(mentions), tuple(entities)))
    return IndexEntry(id, 1, index_fields(work, (), a_writer()))


def archive(groups: Mapping[str, tuple[int, tuple[str, ...]]]) -> list[IndexEntry]:
    """Documents of groups: how many have which names. Ids are the group's name and a number."""
    return [
        named(f"{name}{number}", *names)
        for name, (count, names) in groups.items()
        for number in range(count)
    ]


def names_of(fields: dict[str, Any] | None, field: str) -> list[str]:
    """The names in a field of a stored document."""
    return [*(fields or {}).get(field, ())]
