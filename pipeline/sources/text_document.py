"""A document whose text a container has taken out of a larger file."""

from pipeline.identity import document_id, raw_hash
from pipeline.records import Document, Locator, Metadata
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, most_bytes


def text_document(
    locator: Locator,
    text: str,
    media_type: str,
    metadata: Metadata,
    options: SourceOptions,
    source_id: str | None = None,
) -> Document:
    """The document.

    Raises:
        DocumentTooLarge: the text is larger than the limit.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    limit = options.limits.max_document_bytes
    if size > limit:
        raise DocumentTooLarge(f"the document is larger than {most_bytes(limit)}")
    return Document(
        id=document_id(locator),
        locator=locator,
        media_type=media_type,
        raw=text,
        raw_hash=raw_hash(text, media_type, metadata),
        size=size,
        metadata=metadata,
        source_id=source_id,
    )
