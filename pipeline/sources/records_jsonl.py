"""JSON lines: a record a line."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from io import BufferedReader
from itertools import count

import msgspec

from pipeline.sources.entry import BUFFER_BYTES, Entry
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, Item, MissingKey, unread
from pipeline.sources.record import record_document

# Raw control characters inside strings are let through: cleaning deals with them.
_DECODER = json.JSONDecoder(strict=False)


def read_jsonl(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """A document for each line that is not blank, numbered by all lines from 0.

    A line above `max_document_bytes` fails without being held in memory.
    """
    limit = options.limits.max_document_bytes
    first = entry.start.record if entry.start else 0
    offset = entry.start.offset if entry.start else None
    if offset is not None:
        entry.stream.seek(offset)
    numbers = count(0 if offset is None else first)
    end = offset or 0
    on_disk = entry.stream.seekable()
    for number, (size, line) in zip(numbers, _lines(entry.stream, limit), strict=False):
        begin, end = end, end + size
        if number < first:
            continue
        if on_disk:
            entry.mark.record, entry.mark.offset = number, begin
        locator = msgspec.structs.replace(entry.locator, record=number)
        try:
            if line is None:
                raise DocumentTooLarge(
                    f"record {number} is longer than {limit} bytes (max_document_bytes)"
                )
            if line.strip():
                yield record_document(_parsed(line, number), locator, options)
        except (DocumentTooLarge, InvalidRecord, MissingKey) as error:
            yield unread(locator, error)


def _parsed(line: bytes, number: int) -> dict[str, object]:
    # Bad bytes are replaced rather than refused: the record is worth more than one character.
    text = line.removeprefix(BOM_UTF8).decode("utf-8", "replace")
    try:
        record = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"record {number} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InvalidRecord(f"record {number} is {type(record).__name__}, not a JSON object")
    return record


def _lines(stream: BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Each line and its size, without holding more than `limit` bytes; None for a longer one."""
    while line := stream.readline(limit + 1):
        if line.endswith(b"\n") or len(line) <= limit:
            yield len(line), line
            continue
        size = len(line)
        while line and not line.endswith(b"\n"):
            line = stream.readline(BUFFER_BYTES)
            size += len(line)
        yield size, None
