"""A file that is one document: text or HTML."""

from collections.abc import Iterator

from pipeline.identity import document_id, raw_hash
from pipeline.records import Document, Metadata
from pipeline.sources.entry import Entry, read_up_to
from pipeline.sources.media import SNIFF_BYTES, media_type, unreadable
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, Item, passed_over


def read_document(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """The file as one document, its bytes as they are; its title is left to cleaning.

    Raises `DocumentTooLarge` as soon as the size is known, by the entry or by reading.
    """
    head = read_up_to(entry.stream, SNIFF_BYTES)
    if reason := unreadable(entry.name, head):
        yield passed_over(entry.locator, reason)
        return
    kind = media_type(entry.name, head)
    limit = options.limits.max_document_bytes
    raw = head
    if entry.size is None or entry.size <= limit:
        raw += read_up_to(entry.stream, limit + 1 - len(head))
    if (entry.size or 0) > limit or len(raw) > limit:
        raise DocumentTooLarge(f"the document is larger than {limit} bytes (max_document_bytes)")
    yield Document(
        id=document_id(entry.locator),
        locator=entry.locator,
        media_type=kind,
        raw=raw,
        raw_hash=raw_hash(raw, kind, Metadata()),
        size=len(raw),
    )
