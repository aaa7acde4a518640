"""One record of a file of records, a JSON object or a CSV row, as a document."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from pipeline.identity import document_id, key_id, raw_hash
from pipeline.records import Document, Locator, Metadata
from pipeline.sources.media import HTML, TEXT, XHTML
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, MissingKey

OTHER_TEXT_FIELDS = ("body", "content")
ID_FIELDS = ("id", "_id", "doc_id", "uuid")
TITLE_FIELDS = ("title", "headline")
AUTHOR_FIELDS = ("author", "byline")
PUBLISHED_FIELDS = ("published", "published_at", "date", "pubDate")
URL_FIELDS = ("url", "link")
MEDIA_TYPE_FIELDS = ("media_type", "content_type")

_SURROGATES = re.compile("[\ud800-\udfff]")


def text_fields(options: SourceOptions) -> tuple[str, ...]:
    """The fields that may hold the text; a field that was named stands alone."""
    if options.text_field == SourceOptions().text_field:
        return (options.text_field, *OTHER_TEXT_FIELDS)
    return (options.text_field,)


def record_document(
    record: Mapping[str, object], locator: Locator, options: SourceOptions
) -> Document:
    """The document that a record holds. A record's own media type counts if text or HTML.

    Raises `InvalidRecord` without a text, `MissingKey` without the key, `DocumentTooLarge`.
    """
    fields = text_fields(options)
    text = next((value for f in fields if isinstance(value := record.get(f), str)), None)
    if text is None:
        raise InvalidRecord(
            f"record {locator.record} has no text in {' or '.join(map(repr, fields))}; "
            "name the field that holds it with --text-field"
        )
    text = _encodable(text)
    size = len(text.encode())
    limit = options.limits.max_document_bytes
    if size > limit:
        raise DocumentTooLarge(
            f"record {locator.record} is larger than {limit} bytes (max_document_bytes)"
        )
    source_id = _first(record, (options.id_field,) if options.id_field else ID_FIELDS)
    if options.id_field and not source_id:
        raise MissingKey(
            f"record {locator.record} has no text or number in {options.id_field!r}, "
            "which --id-field makes its key"
        )
    metadata = Metadata(
        title=_first(record, TITLE_FIELDS),
        author=_first(record, AUTHOR_FIELDS),
        published=_iso_date(_first(record, PUBLISHED_FIELDS)),
        url=_first(record, URL_FIELDS),
    )
    declared = (_first(record, MEDIA_TYPE_FIELDS) or TEXT).partition(";")[0].strip().lower()
    kind = HTML if declared in (HTML, XHTML) else TEXT
    return Document(
        id=key_id(source_id) if options.id_field and source_id else document_id(locator),
        locator=locator,
        media_type=kind,
        raw=text,
        raw_hash=raw_hash(text, kind, metadata),
        size=size,
        metadata=metadata,
        source_id=source_id,
    )


def _encodable(text: str) -> str:
    """The text with lone surrogates, which JSON can escape but UTF-8 cannot hold, as U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _first(record: Mapping[str, object], fields: tuple[str, ...]) -> str | None:
    """The first of the fields with a value, as text; a list of texts is joined."""
    for field in fields:
        value = record.get(field)
        if value is None:
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = ", ".join(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and (told := _encodable(value).strip()):
            return told
    return None


def _iso_date(told: str | None) -> str | None:
    """A date as ISO 8601, if it is that or in the form of mail and RSS; else as it was told."""
    if told is None:
        return None
    try:
        datetime.fromisoformat(told)
    except ValueError:
        try:
            return parsedate_to_datetime(told).isoformat()
        except (ValueError, IndexError, TypeError):
            return told
    return told
