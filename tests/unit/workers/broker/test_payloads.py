"""Batches in the broker: attempts that replace one another, halves of a batch."""

from typing import cast

import pytest
from redis import Redis

from pipeline.records import Content, Document, Locator
from tests.harness.broker_in_memory import MemoryRedis
from workers.broker.payloads import (
    BatchKey,
    Envelope,
    Payloads,
    Place,
    pack_batch,
    split_batch_in_two,
    unpack,
)

NEEDS = frozenset({"raw"})


def envelope(count: int) -> Envelope:
    """A batch of documents with different texts."""
    documents = [
        Document(f"{n:032x}", Locator("a", record=n), "text/plain", f"Text {n}", "", 6)
        for n in range(count)
    ]
    return Envelope(5, True, tuple(map(Place, documents)), repairs="safe")


@pytest.fixture
def payloads() -> Payloads:
    """Payloads in an empty broker."""
    return Payloads(cast(Redis, MemoryRedis()), 60)


def test_an_attempt_that_was_replaced_finds_nothing(payloads: Payloads) -> None:
    """A worker that comes to it late works nothing twice, although all of it is still there."""
    first, second = BatchKey("run", 1, 1), BatchKey("run", 1, 2)
    packed = pack_batch(envelope(2))
    payloads.put_batch(first, packed)
    assert payloads.load(first, (), NEEDS) is not None
    payloads.put_batch(second, packed)
    assert payloads.load(first, (), NEEDS) is None
    loaded = payloads.load(second, (), NEEDS)
    assert loaded is not None
    assert [slot.document.raw for slot in loaded.slots if hasattr(slot, "document")] == [
        "Text 0", "Text 1",
    ]  # fmt: skip


def test_halves_hold_every_document_once_and_what_the_run_wants() -> None:
    """Their documents were in another batch before: what they failed with is taken back."""
    whole = envelope(5)
    parts = split_batch_in_two(pack_batch(whole))
    assert [len(half.places) for half, _ in parts] == [2, 3]
    texts: list[Content] = []
    for half, packed in parts:
        assert unpack(packed.documents, Envelope) == half
        assert (half.started_ms, half.skip_duplicates, half.repairs) == (5, True, "safe")
        assert half.again
        texts += unpack(packed.raw, list[Content])
    assert texts == [f"Text {n}" for n in range(5)]


def test_a_place_without_anything_is_a_fault() -> None:
    """It would be counted and could never be decided."""
    with pytest.raises(ValueError, match="neither a document nor a reason"):
        _ = Place().locator
