"""Cuts a stream of documents into batches, across files and members."""

from collections.abc import Iterable, Iterator

from pipeline.records import Document, Unread
from workers.broker.payloads import Place

# The first batches are small, so that in a short run every worker gets some. Then batches grow,
# because each costs the producer, the broker and the index the same.
FIRST = 64
SHARE = 64  # a batch has at most 1/64 of the documents that were read before it


def batches(
    items: Iterable[Document | Unread], most_documents: int, most_bytes: int
) -> Iterator[tuple[list[Place], int]]:
    """Batches of at most `most_documents` places and `most_bytes` raw bytes, each with its bytes.

    The first has `FIRST` documents; they grow with the number of documents read. A document above
    `most_bytes` is a batch of its own.
    """
    places: list[Place] = []
    size = read = 0
    limit = min(FIRST, most_documents)
    for item in items:
        weight = item.size if isinstance(item, Document) else 0
        if places and (len(places) >= limit or size + weight > most_bytes):
            yield places, size
            read += len(places)
            limit = max(limit, min(read // SHARE, most_documents))
            places, size = [], 0
        places.append(Place(item) if isinstance(item, Document) else Place(None, item))
        size += weight
    if places:
        yield places, size
