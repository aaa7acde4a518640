"""Batches across files: bounded by documents and bytes, nothing lost, order kept."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Document, Filtered, Locator, Unread
from workers.producer.batching import batches


def document(number: int, size: int) -> Document:
    """A document of a size."""
    return Document(
        f"{number:032x}", Locator("file:///a", record=number), "text/plain", "", "", size
    )


items = st.lists(st.integers(0, 500), max_size=60).map(
    lambda sizes: [
        Unread(Locator("file:///a", record=i), Filtered("hidden"))
        if size == 0
        else document(i, size)
        for i, size in enumerate(sizes)
    ]
)


@given(items, st.integers(1, 10), st.integers(1, 1000))
def test_batches_keep_every_item_in_order(
    given_items: list[Document | Unread], most_documents: int, most_bytes: int
) -> None:
    """The places of all batches, put together, are the items."""
    made = list(batches(given_items, most_documents, most_bytes))
    assert [place.document or place.unread for places, _ in made for place in places] == given_items


@given(items, st.integers(1, 10), st.integers(1, 1000))
def test_batches_stay_within_both_limits(
    given_items: list[Document | Unread], most_documents: int, most_bytes: int
) -> None:
    """No batch has too many places; one above the byte limit holds a single document."""
    for places, size in batches(given_items, most_documents, most_bytes):
        sizes = [place.document.size for place in places if place.document]
        assert 1 <= len(places) <= most_documents
        assert size == sum(sizes)
        assert size <= most_bytes or len(sizes) == 1


def test_a_large_document_closes_the_batch_before_it() -> None:
    """What does not fit any more begins the next batch."""
    made = list(batches([document(0, 60), document(1, 60), document(2, 30)], 64, 100))
    assert [len(places) for places, _ in made] == [1, 2]


def test_batches_grow_with_the_archive() -> None:
    """The first are small, so that no worker waits; later ones come to the most there may be."""
    made = batches((document(i, 1) for i in range(30_000)), 256, 1_000_000)
    sizes = [len(places) for places, _ in made][:-1]
    assert sizes == sorted(sizes)
    assert sizes[0] == sizes[63] == 64
    assert sizes[-1] == 256
    assert sum(size < 256 for size in sizes) < 160
