"""The answers of `analyze`: what the stages found in a document, as JSON values."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from pipeline.fields import (
    ENTITY_FIELDS,
    entity_fields,
    file_fields,
    mention_fields,
    publication_date,
)
from pipeline.records import Failed, Filtered, Metadata, Record, Work, names
from pipeline.stage import Stage, run_stages
from workers.command.question import PIPED, Question

NAMED_LABELS = ("person", "organization", "place", "group")


class Answer(msgspec.Struct, frozen=True):
    """The answer to a question, as a JSON object."""

    question: Question
    fields: dict[str, Any]


def answers(stages: Sequence[Stage], questions: Sequence[Question]) -> Iterator[Answer]:
    """Run the stages on a batch of questions; one answer for each, in order."""
    works = [question.given for question in questions if isinstance(question.given, Work)]
    done = iter(run_stages(stages, works))
    fingerprints = sorted(f"{stage.name}:{stage.fingerprint}" for stage in stages)
    for question in questions:
        result = next(done) if isinstance(question.given, Work) else question.given
        yield Answer(question, _fields(question, result, fingerprints))


def _fields(
    question: Question, result: Work | Failed | Filtered, fingerprints: list[str]
) -> dict[str, Any]:
    origin = _origin(question)
    match result:
        case Failed(stage, error, message):
            return {**origin, "error": f"{stage}:{error}: {_placed(message, question)}"}
        case Filtered(reason):
            return {**origin, "filtered": reason}
    cleaned = result.cleaned
    named = names(result.entities)
    return {
        **origin,
        "title": cleaned.title if cleaned else result.document.metadata.title,
        **_metadata(result.document.metadata, cleaned.stated if cleaned else Metadata()),
        "text": cleaned.text if cleaned else None,
        "language": cleaned.language if cleaned else None,
        "language_confidence": cleaned.language_confidence if cleaned else None,
        "in_languages": _objects(cleaned.in_languages if cleaned else ()),
        "encoding": cleaned.encoding if cleaned else None,
        "replaced_bytes": cleaned.replaced_bytes if cleaned else 0,
        "credit": cleaned.credit if cleaned else None,
        "signals": cleaned.signals if cleaned else {},
        "repairs": _objects(cleaned.repairs if cleaned else ()),
        "repair_counts": cleaned.repair_counts if cleaned else {},
        "marks": _objects(cleaned.marks if cleaned else ()),
        "mentions": mention_fields(result),
        "entities": entity_fields(result.entities) if result.entities else [],
        "no_entities": result.entities.reason if result.entities else None,
        "passed_over": result.entities.passed_over if result.entities else 0,
        **{ENTITY_FIELDS[label]: named.get(label, []) for label in NAMED_LABELS},
        "topics": list(result.topics.chosen) if result.topics else [],
        "topic_scores": result.topics.scores if result.topics else {},
        "topic_guess": result.topics.guess if result.topics else None,
        "metadata": {**(cleaned.stated.other if cleaned else {}), **result.document.metadata.other},
        "media_type": result.document.media_type,
        **file_fields(result),
        "extra": result.extra,
        "fingerprints": fingerprints,
    }


def _origin(question: Question) -> dict[str, Any]:
    """The id, and of a source where the document is: names and values are those of the index."""
    locator, given = question.locator, question.given
    if locator.source == PIPED.source:
        return {"id": question.id}  # that of its line
    return {
        "id": question.id,
        "source": locator.source,
        "member": locator.member,
        "record": locator.record,
        "source_id": given.document.source_id if isinstance(given, Work) else None,
    }


def _metadata(source: Metadata, page: Metadata) -> dict[str, str | None]:
    """The metadata of a document: the source's, else the page's own."""
    is_unread = bool(source.published) and publication_date(source.published) is None
    return {
        "author": source.author or page.author,
        "published": page.published if is_unread else source.published or page.published,
        "published_as_given": source.published if is_unread else None,
        "url": source.url or page.url,
    }


def _objects(records: Sequence[Record]) -> list[dict[str, Any]]:
    # Records are encoded as arrays; in the output they are objects.
    return [msgspec.structs.asdict(record) for record in records]


def _placed(message: str, question: Question) -> str:
    """The message with the locator of its document, except on standard input."""
    place = str(question.locator)
    if place in message or question.locator.source == PIPED.source:
        return message
    return f"{message} [{place}]"
