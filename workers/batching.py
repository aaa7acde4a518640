"""Cuts a stream of documents into batches, across files and members."""

from collections.abc import Iterable, Iterator

from pipeline.records import Document, Unread
from workers.payloads import Place


def batches(
    items: Iterable[Document | Unread], most_documents: int, most_bytes: int
) -> Iterator[tuple[list[Place], int]]:
    """Batches of at most `most_documents` places and `most_bytes` raw bytes, each with its bytes.

    A single document above `most_bytes` is a batch of its own.
    """
    places: list[Place] = []
    size = 0
    for item in items:
        weight = item.size if isinstance(item, Document) else 0
        if places and (len(places) >= most_documents or size + weight > most_bytes):
            yield places, size
            places, size = [], 0
        places.append(Place(item) if isinstance(item, Document) else Place(None, item))
        size += weight
    if places:
        yield places, size
