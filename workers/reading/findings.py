"""What was found in a document, in the order and form that all views show."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

from pipeline.fields import ENTITY_FIELDS
from workers.reading.passages import Passage, passages
from workers.reading.plain_text import harmless, revealed

EXAMPLES = 5  # of each repair
TOPICS_SHOWN = 5  # chosen ones are shown however many they are
APART = ("quoted", "signature", "encrypted")  # kinds of marks
LEAST_SHOWN = 0.01  # of a score that is not chosen


class NamedEntity(msgspec.Struct, frozen=True):
    """An entity with all its forms in the text, and how often each occurs."""

    label: str
    name: str
    forms: tuple[tuple[str, int], ...]
    roles: tuple[str, ...] = ()
    id: str | None = None
    canonical: str | None = None
    country: str | None = None

    @property
    def beyond(self) -> tuple[str | None, ...]:
        """What it is beyond this document: name across documents, country, the user's id."""
        return self.canonical and f"= {self.canonical}", self.country, self.id

    @property
    def count(self) -> int:
        """How often it is mentioned."""
        return sum(count for _, count in self.forms)


class ScoredTopic(msgspec.Struct, frozen=True):
    """A topic with its score in 0..1."""

    label: str
    score: float
    chosen: bool


class Change(msgspec.Struct, frozen=True):
    """One example of a repair; invisible characters are spelled out."""

    before: str
    after: str
    evidence: str


class RepairCount(msgspec.Struct, frozen=True):
    """How often a repair was made, with the first examples."""

    name: str
    count: int
    examples: tuple[Change, ...]


class Stretch(msgspec.Struct, frozen=True):
    """Passages of the text that are read on, or such as are shown apart.

    `kind`: "quoted", "signature" or "encrypted" of what is shown apart, else "". `lines`: how many
    it has. `is_open`: it is shown without being asked for, as a text that has nothing else is.
    """

    kind: str
    passages: tuple[Passage, ...]
    lines: int
    is_open: bool

    def has(self, named: Any) -> bool:
        """Whether a match of the search is here, or a mention of `named` (its label and name)."""
        return any(piece.match for one in self.passages for piece in one.pieces) or any(
            named and one.mention and (one.mention["label"], one.mention["entity"])
            == (named.label, named.name)
            for one in self.passages
        )  # fmt: skip


class Findings(msgspec.Struct, frozen=True):
    """All that a view shows of a document; control characters in its texts are spelled out."""

    title: str
    passages: tuple[Passage, ...]
    language: str
    entities: tuple[NamedEntity, ...]
    topics: tuple[ScoredTopic, ...]
    guess: str | None
    repairs: tuple[RepairCount, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def abstained(self) -> bool:
        """Whether no topic was certain enough; `guess` is the most likely one."""
        return not any(topic.chosen for topic in self.topics)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The passages in their order, with what is shown apart in stretches of its own."""
        groups = [(mark, tuple(group)) for mark, group in groupby(self.passages, _mark)]
        texts = ["".join(p.text for one in group for p in one.pieces) for _, group in groups]
        has_own = any(
            not mark and text.strip() for (mark, _), text in zip(groups, texts, strict=True)
        )
        return tuple(
            Stretch(mark["kind"] if mark else "", group, len(text.splitlines()), not has_own)
            for (mark, group), text in zip(groups, texts, strict=True)
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the entities, each once."""
        return tuple(dict.fromkeys(entity.label for entity in self.entities))


def findings(fields: Mapping[str, Any], marked: Sequence[Passage] | None = None) -> Findings:
    """The findings in an answer of `analyze` or in a document of the index.

    `marked`: the passages to show; else the whole text's.
    """
    if marked is None:
        mentions, repairs = fields.get("mentions") or (), fields.get("repairs") or ()
        text = fields.get("text") or ""
        marked = passages(text, mentions, repairs, marks=shown_apart(fields))
    return Findings(
        title=harmless(fields.get("title") or ""),
        passages=tuple(marked),
        language=_language(fields),
        entities=tuple(_entities(fields)),
        topics=tuple(_topics(fields)),
        guess=harmless(fields["topic_guess"]) if fields.get("topic_guess") else None,
        repairs=tuple(_repairs(fields)),
        facts=tuple(_facts(fields)),
    )


def shown_apart(fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The marks of what is not the writer's own text, which views set apart."""
    return [mark for mark in fields.get("marks") or () if mark["kind"] in APART]


def _mark(passage: Passage) -> Mapping[str, Any] | None:
    return passage.apart


def _language(fields: Mapping[str, Any]) -> str:
    language: str = fields.get("language") or "not known"
    confidence = fields.get("language_confidence")
    return harmless(language if confidence is None else f"{language} ({confidence:.2f})")


def _entities(fields: Mapping[str, Any]) -> list[NamedEntity]:
    """By label, the most frequent first."""
    forms: dict[tuple[str, str], Counter[str]] = {}
    for mention in fields.get("mentions") or ():
        forms.setdefault((mention["label"], mention["entity"]), Counter())[mention["text"]] += 1
    known = {(e["label"], e["name"]): e for e in fields.get("entities") or ()}
    found = []
    for (label, name), counted in forms.items():
        entity = known.get((label, name), {})
        found.append(
            NamedEntity(
                label=harmless(label),
                name=harmless(name),
                forms=tuple((revealed(form), count) for form, count in counted.most_common()),
                roles=tuple(harmless(role) for role in entity.get("roles") or ()),
                id=harmless(entity["id"]) if entity.get("id") else None,
                canonical=harmless(entity["canonical"]) if entity.get("canonical") else None,
                country=harmless(entity["country"]) if entity.get("country") else None,
            )
        )
    labels = {label: place for place, label in enumerate(ENTITY_FIELDS)}
    found.sort(key=lambda entity: (labels.get(entity.label, len(labels)), -entity.count))
    return found


def _topics(fields: Mapping[str, Any]) -> list[ScoredTopic]:
    """The chosen topics, then the best of the others."""
    scores: Mapping[str, float] = fields.get("topic_scores") or {}
    chosen = [name for name in fields.get("topics") or () if name in scores]
    others = [name for name in scores if name not in chosen and scores[name] >= LEAST_SHOWN]
    others.sort(key=lambda name: -scores[name])
    shown = [*chosen, *others[: max(0, TOPICS_SHOWN - len(chosen))]]
    return [ScoredTopic(harmless(name), scores[name], name in chosen) for name in shown]


def _repairs(fields: Mapping[str, Any]) -> list[RepairCount]:
    recorded: dict[str, list[Mapping[str, Any]]] = {}
    for repair in fields.get("repairs") or ():
        recorded.setdefault(repair["name"], []).append(repair)
    # The counts include repairs beyond those that are recorded.
    counts: Mapping[str, int] = fields.get("repair_counts") or {
        name: len(made) for name, made in recorded.items()
    }
    return [
        RepairCount(harmless(name), count, tuple(map(change, recorded.get(name, [])[:EXAMPLES])))
        for name, count in counts.items()
    ]


def change(repair: Mapping[str, Any]) -> Change:
    """A repair as it is shown."""
    return Change(
        revealed(repair["before"]), revealed(repair["after"]), revealed(repair["evidence"])
    )


def _facts(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Other facts, by name: encoding, credit, marks, abstention, signals, users' own stages."""
    marked = Counter(mark["kind"] for mark in fields.get("marks") or ())
    facts: list[tuple[str, Any]] = [
        ("encoding", fields.get("encoding")),
        ("bytes replaced", fields.get("replaced_bytes") or None),
        ("credit", fields.get("credit")),
        *((f"marked {kind}", count) for kind, count in marked.items()),
        ("no entities", fields.get("no_entities")),
        ("characters passed over for names", fields.get("passed_over") or None),
        *(fields.get("signals") or {}).items(),
        *(fields.get("extra") or {}).items(),
    ]
    return [(harmless(name), _as_text(value)) for name, value in facts if value is not None]


def _as_text(value: Any) -> str:
    match value:
        case str():
            return harmless(value)
        case float():
            return f"{value:.3g}"
    return harmless(json.dumps(value, ensure_ascii=False))
