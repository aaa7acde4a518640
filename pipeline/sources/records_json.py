"""Files of JSON: lines, arrays, objects over several lines."""

import io
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.records import Locator
from pipeline.sources.bulk_requests import is_bulk_request, named_documents
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.envelopes import tells_text
from pipeline.sources.json_values import SAMPLE, TOO_DEEP, Value, json_values
from pipeline.sources.media import is_named_text
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    DocumentTooLarge,
    InvalidRecord,
    Item,
    MissingKey,
    NoObject,
    NoText,
    passed_over,
    unread,
)
from pipeline.sources.record import record_document, text_field_missing

# Records without a text at the beginning of a file, which are one failure as long as no
# record with a text follows. More are one failure each.
MOST_HELD = 1000
# How such a file begins: an object and its first name, or a list of objects, which may be assigned
# to a name (`window.YTD.tweets.part0 = [`).
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w$.]{1,100}\s*=\s*(?=\[))?(?:\[\s*)?\{\s*\"")


class JsonRecords:
    """Files of JSON objects, recognised by a whole record with a text at their beginning."""

    name = "json"
    suffixes = (".json", ".jsonl", ".ndjson", ".geojson")
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By a first record that is whole and has a text, unless its name says that it is text.

        Descriptions do not count: settings have them, too.
        """
        if not _BEGIN.match(head) or is_named_text(name):
            return False
        first = next(json_values(io.BufferedReader(io.BytesIO(head)), len(head)), None)
        return first is not None and isinstance(first.found, dict) and tells_text(first.found)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """A document for each record."""
        return read_json(entry, options)


def read_json(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """A document for each object, numbered by the lines in which they begin, from 0.

    One above `max_document_bytes` fails without being held in memory. A file in which no object
    has a text is one failure, and so are values in a row that are no objects.
    """
    limit = options.limits.max_document_bytes
    first = entry.start.record if entry.start else 0
    offset = entry.start.offset if entry.start else None
    head = entry.stream.peek(SAMPLE)[:SAMPLE]
    if offset is not None:
        entry.stream.seek(offset)
    on_disk = entry.stream.seekable()
    source, member, mark = entry.locator.source, entry.locator.member, entry.mark
    # None where something stands before: then each record without a text is a failure of its own.
    held: list[tuple[Value, Item]] | None = None if offset and first else []
    keys: dict[str, None] = {}
    strays: list[Value] = []  # the first of values in a row that are no objects
    kinds: Counter[str] = Counter()
    begin = 0 if offset is None else first
    values = json_values(entry.stream, limit, begin, offset, head, options.fields.get("text", ""))
    for value in named_documents(values) if is_bulk_request(head) else values:
        if value.number < first:
            held = None
            continue
        locator = Locator(source, member, value.number)
        try:
            if isinstance(value.found, Exception):
                raise value.found
            item: Item
            if value.found:
                item = record_document(
                    value.found, locator, options, value.encoding, value.replaced_bytes
                )
            else:
                item = passed_over(locator, "empty")
        except NoText as error:
            item = unread(locator, error)
            if held is not None and len(held) < MOST_HELD and isinstance(value.found, dict):
                held.append((value, item))
                keys.update(dict.fromkeys(value.found))
                continue
        except NoObject as error:
            for of, one in held or ():
                if on_disk:
                    mark.record, mark.offset = of.number, of.offset
                yield one
            held = None
            kinds[error.kind] += 1
            strays = strays or [value]
            continue
        except RecursionError:
            item = unread(locator, InvalidRecord(f"record {locator.number}: {TOO_DEEP}"))
        except (DocumentTooLarge, InvalidRecord, MissingKey) as error:
            item = unread(locator, error)
        for of, one in held or ():
            if on_disk:
                mark.record, mark.offset = of.number, of.offset
            yield one
        held = None
        if strays:
            yield _no_objects(strays.pop(), kinds, entry)
        if on_disk:
            mark.record, mark.offset = value.number, value.offset
        yield item
    if strays:
        yield _no_objects(strays.pop(), kinds, entry)
    if held:
        first_value, first_item = held[0]
        if on_disk:
            mark.record, mark.offset = first_value.number, first_value.offset
        what = "the record" if len(held) == 1 else f"each of the {len(held)} records"
        yield unread(first_item.locator, NoText(text_field_missing(keys, what, options)))


def _no_objects(first: Value, kinds: Counter[str], entry: Entry) -> Item:
    """The failure of values in a row that are no objects, counted by `kinds`, which is emptied."""
    if entry.stream.seekable():
        entry.mark.record, entry.mark.offset = first.number, first.offset
    locator = Locator(entry.locator.source, entry.locator.member, first.number)
    error = InvalidRecord(str(first.found))
    if (number := kinds.total()) > 1:
        listed = " and ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        error = InvalidRecord(
            f"{number:,} values from record {first.number + 1} on are {listed}, no JSON objects: "
            'make each an object with a field for its text, {"text": …}'
        )
    kinds.clear()
    return unread(locator, error)
