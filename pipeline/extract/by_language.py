"""Divides a document of several languages, so that each part is searched in its own."""

from collections.abc import Sequence

import msgspec

from pipeline.records import Cleaned, Entities, Entity, Mention


def divided(cleaned: Cleaned) -> list[Cleaned]:
    """The text once for each of its languages, with blanks in place of the others; offsets stay.

    First comes what is in the document's language.
    """
    if not cleaned.in_languages:
        return [cleaned]
    parts: dict[str, list[tuple[int, int]]] = {cleaned.language: []}
    done = 0
    for passage in cleaned.in_languages:
        parts[cleaned.language].append((done, passage.start))
        parts.setdefault(passage.language, []).append((passage.start, passage.end))
        done = passage.end
    parts[cleaned.language].append((done, len(cleaned.text)))
    return [
        msgspec.structs.replace(
            cleaned, text=_only(cleaned.text, spans), language=language, in_languages=()
        )
        for language, spans in parts.items()
    ]


def together(parts: Sequence[Entities]) -> Entities:
    """What was found in the parts of one text; what has one key is one entity."""
    if len(parts) == 1:
        return parts[0]
    mentions: list[Mention] = []
    entities: dict[tuple[str, str], Entity] = {}
    for part in parts:
        names: dict[tuple[str, str], str] = {}
        for one in part.entities:
            place = one.label, one.key
            known = entities.get(place)
            entities[place] = _sum(known, one) if known else one
            names[one.label, one.name] = entities[place].name
        mentions += (
            msgspec.structs.replace(m, entity=names.get((m.label, m.entity), m.entity))
            for m in part.mentions
        )
    mentions.sort(key=lambda m: (m.start, m.end))
    order: dict[tuple[str, str], int] = {}
    for mention in mentions:
        order.setdefault((mention.label, mention.entity), mention.start)
    return Entities(
        tuple(mentions),
        tuple(sorted(entities.values(), key=lambda one: order.get((one.label, one.name), -1))),
        None if any(part.reason is None for part in parts) else parts[0].reason,
        sum(part.passed_over for part in parts),
    )


def _sum(one: Entity, other: Entity) -> Entity:
    return msgspec.structs.replace(
        one,
        count=one.count + other.count,
        roles=tuple(dict.fromkeys((*one.roles, *other.roles))),
        id=one.id or other.id,
    )


def _only(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += (" " * (start - done), text[start:end])
        done = end
    return "".join((*pieces, " " * (len(text) - done)))
