"""The questions of `analyze`: documents of sources, or lines of JSON from standard input."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.errors import DocumentError
from pipeline.identity import document_id
from pipeline.records import Document, Failed, Filtered, Locator, Work
from pipeline.sources import SourceOptions, read_sources
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, most_bytes
from pipeline.sources.record import record_document
from pipeline.sources.standard_input import SOURCE
from workers.broker.payloads import Place
from workers.producer.batching import batches
from workers.producer.source_options import source_limits
from workers.settings import Settings

READ_BYTES = 65_536
PIPED = Locator(SOURCE)  # standard input


class Question(msgspec.Struct, frozen=True):
    """One document to analyze, or why there is none; the answer has the same id."""

    id: str | int | float | None
    locator: Locator
    given: Work | Failed | Filtered


def from_sources(
    sources: Sequence[str], settings: Settings, fields: Mapping[str, str]
) -> Iterator[list[Question]]:
    """The documents of the sources, in batches, with the same ids as in a run."""
    options = _options(settings, fields)
    items = read_sources(sources, options)
    for places, _ in batches(items, settings.batch_documents, settings.batch_bytes):
        yield [_asked(place) for place in places]


def from_lines(
    descriptor: int, settings: Settings, fields: Mapping[str, str]
) -> Iterator[list[Question]]:
    """A question for each line that is not blank, as soon as the line has arrived.

    A line's own id is kept; a line without one gets an id from its position.
    """
    options = _options(settings, fields)
    number = 0
    for group in line_groups(descriptor, options.limits.max_document_bytes):
        questions = []
        for line in group:
            if line is None or line.strip():
                locator = msgspec.structs.replace(PIPED, record=number)
                questions.append(_question(line, locator, options))
            number += 1
        if questions:
            yield questions


def line_groups(descriptor: int, limit: int) -> Iterator[list[bytes | None]]:
    """The lines of a file descriptor in groups: all that have arrived, at least one.

    So a program that writes one line and waits gets its answer at once. A line longer than `limit`
    bytes is None and is never held in memory.
    """
    parts: list[bytes] = []
    size = 0
    while chunk := os.read(descriptor, READ_BYTES):
        *ends, rest = chunk.split(b"\n")
        group: list[bytes | None] = []
        for end in ends:
            group.append(b"".join([*parts, end]) if size + len(end) <= limit else None)
            parts, size = [], 0
        size += len(rest)
        if size <= limit:
            parts.append(rest)
        else:
            parts.clear()
        if group:
            yield group
    if size:
        yield [b"".join(parts) if size <= limit else None]


def _asked(place: Place) -> Question:
    if place.document is not None:
        return Question(place.document.id, place.document.locator, Work(place.document))
    assert place.unread is not None  # a place holds one or the other
    locator = place.unread.locator
    return Question(document_id(locator), locator, place.unread.outcome)


def _options(settings: Settings, fields: Mapping[str, str]) -> SourceOptions:
    return SourceOptions(
        fields=fields, limits=source_limits(settings), date_order=settings.date_order
    )


def _question(line: bytes | None, locator: Locator, options: SourceOptions) -> Question:
    given: str | int | float | None = None
    try:
        if line is None:
            raise DocumentTooLarge(
                f"record {locator.number} is longer than "
                f"{most_bytes(options.limits.max_document_bytes)}"
            )
        record = _record(line, locator.number)
        given = _id(record)
        document: Document = record_document(record, locator, options)
    except DocumentError as error:
        return Question(given, locator, Failed.because("source", error))
    return Question(document.id if given is None else given, locator, Work(document))


def _record(line: bytes, number: int) -> Mapping[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(
            f'record {number} is not JSON ({error}); `-` reads one {{"text": …}} a line'
        ) from error
    if not isinstance(record, dict):
        raise InvalidRecord(
            f"record {number} is {type(record).__name__}, not an object; `-` reads one "
            '{"text": …} a line'
        )
    return record


def _id(record: Mapping[str, Any]) -> str | int | float | None:
    """The record's own id, in a form that can be written as JSON."""
    match record.get("id"):
        case str(text):
            # A lone surrogate, which JSON can escape but UTF-8 cannot hold, becomes U+FFFD.
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case int(number) if not -(2**63) <= number < 2**63:
            raise InvalidRecord("the id is a number of more than 64 bits; write it as a text")
        case None | int() | float() as plain:
            return plain
    raise InvalidRecord("the id must be a text or a number")
