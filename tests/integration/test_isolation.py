"""What the producer finds out from the steps of lost tasks, on a real broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from pipeline.records import Document, Failed, Locator
from testbed.broker import RunningBroker
from workers.broker.payloads import (
    BatchKey,
    Envelope,
    PackedBatch,
    Payloads,
    Place,
    pack_batch,
    split_batch_in_two,
    unpack,
)
from workers.broker.steps import Loss, read_step
from workers.producer.isolation import Finding, Isolation
from workers.producer.spool import Spool
from workers.settings import INDEX_LINK
from workers.worker.watchdog import Watch

RUN = "20260101-000000-abcd"
TTL = 600
KILLED, CRASHED = "signal 9 (SIGKILL)", "signal 11 (SIGSEGV)"


@pytest.fixture
def redis(broker: RunningBroker) -> Iterator[Redis]:
    """A client of an empty broker."""
    with broker.client() as client:
        yield client


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """A spool with one batch of four documents."""
    places = tuple(
        Place(Document(f"{n:032x}", Locator("a", record=n), "text/plain", "Text", "0" * 32, 4))
        for n in range(4)
    )
    kept = Spool(tmp_path, RUN)
    kept.put(1, pack_batch(Envelope(0, False, places)))
    return kept


def outcomes(spool: Spool) -> list[str]:
    """The error of every place in the kept batch, empty for a document that is to be worked."""
    envelope = unpack(spool.get(1).documents, Envelope)
    failed = [place.unread.outcome if place.unread else None for place in envelope.places]
    return [one.error if isinstance(one, Failed) else "" for one in failed]


def hold(redis: Redis, attempt: int) -> None:
    """Have the broker hold the batch of an attempt."""
    Payloads(redis, TTL).put_batch(BatchKey(RUN, 1, attempt), PackedBatch(b"", b""))


def leave_note(redis: Redis, attempt: int, place: int | None) -> None:
    """What the task of an attempt wrote last before its process was lost."""
    hold(redis, attempt)
    Watch(redis, BatchKey(RUN, 1, attempt), "clean+extract", 0, TTL).note("extract", place)


def loss(attempt: int, status: str) -> Loss:
    """A worker's report that its child ended."""
    return Loss(1, attempt, status, 0)


def test_a_batch_that_no_task_had_is_not_worked_alone(redis: Redis, spool: Spool) -> None:
    """It was lost with the broker; no document is the cause."""
    isolation = Isolation(redis, spool)
    assert isolation.examine(BatchKey(RUN, 1, 1), None) is Finding.NO_DOCUMENT
    assert isolation.links_alone(1) == ()


def test_no_document_causes_a_loss_with_the_broker(redis: Redis, spool: Spool) -> None:
    """A task that outlived it may have noted something in the new one, which has no batch."""
    isolation = Isolation(redis, spool)
    Watch(redis, BatchKey(RUN, 1, 1), "clean+extract", 0, TTL).note("extract", 2)
    for told in (None, loss(1, KILLED), loss(1, CRASHED)):
        assert isolation.examine(BatchKey(RUN, 1, 1), told) is Finding.NO_DOCUMENT
    assert isolation.links_alone(1) == ()


@pytest.mark.parametrize("status", [KILLED, None])
def test_no_document_causes_a_kill_while_the_index_is_away(
    redis: Redis, spool: Spool, status: str | None
) -> None:
    """However often. A crash is different: the document may be its cause."""
    isolation = Isolation(redis, spool)
    for attempt in range(1, 6):
        hold(redis, attempt)
        note = Watch(redis, BatchKey(RUN, 1, attempt), INDEX_LINK, 0, TTL)
        note.note(INDEX_LINK, 2)
        told = loss(attempt, status) if status else None
        assert isolation.examine(BatchKey(RUN, 1, attempt), told) is Finding.NO_DOCUMENT
    hold(redis, 6)
    Watch(redis, BatchKey(RUN, 1, 6), INDEX_LINK, 0, TTL).note(INDEX_LINK, 2)
    assert isolation.examine(BatchKey(RUN, 1, 6), loss(6, CRASHED)) is Finding.QUARANTINE


def test_the_halves_of_a_batch_are_worked_alone_where_it_was(redis: Redis, spool: Spool) -> None:
    """They hold its documents in their order, with their content."""
    isolation = Isolation(redis, spool)
    leave_note(redis, 1, None)
    isolation.examine(BatchKey(RUN, 1, 1), loss(1, KILLED))
    isolation.pass_to_parts(1, (2, 3))
    assert [isolation.links_alone(batch) for batch in (1, 2, 3)] == [(), *[("clean+extract",)] * 2]
    numbers = []
    for envelope, packed in split_batch_in_two(spool.get(1)):
        assert unpack(packed.documents, Envelope) == envelope
        assert unpack(packed.raw, list[str]) == ["Text", "Text"]
        numbers += [place.document.locator.record for place in envelope.places if place.document]
    assert numbers == [0, 1, 2, 3]


def test_a_batch_lost_with_its_worker_is_worked_alone_in_that_link(
    redis: Redis, spool: Spool
) -> None:
    """And in no other, until it is done."""
    isolation = Isolation(redis, spool)
    leave_note(redis, 1, None)
    assert isolation.examine(BatchKey(RUN, 1, 1), loss(1, CRASHED)) is Finding.ANY_DOCUMENT
    assert isolation.links_alone(1) == ("clean+extract",)
    assert outcomes(spool) == [""] * 4
    isolation.forget(1)
    assert isolation.links_alone(1) == ()


def test_a_crash_leads_to_quarantine_at_once(redis: Redis, spool: Spool) -> None:
    """The document noted goes into quarantine."""
    isolation = Isolation(redis, spool)
    leave_note(redis, 2, 3)
    assert isolation.examine(BatchKey(RUN, 1, 2), loss(2, CRASHED)) is Finding.QUARANTINE
    assert outcomes(spool) == ["", "", "", "WorkerLost"]


def test_three_kills_in_a_row_at_one_document_lead_to_quarantine(
    redis: Redis, spool: Spool
) -> None:
    """Killed at different documents, the worker was not ended by any of them."""
    isolation = Isolation(redis, spool)
    places = (0, 2, 2, 0, 2, 2, 2)
    nothing, same = Finding.ANY_DOCUMENT, Finding.SAME_DOCUMENT
    found = (nothing, nothing, same, nothing, nothing, same, Finding.QUARANTINE)
    for attempt, (place, finding) in enumerate(zip(places, found, strict=True), 2):
        leave_note(redis, attempt, place)
        told = loss(attempt, KILLED) if attempt % 2 else None
        assert isolation.examine(BatchKey(RUN, 1, attempt), told) is finding
    assert outcomes(spool) == ["", "", "WorkerLost", ""]


def test_a_note_stays_only_of_a_process_that_ended(redis: Redis) -> None:
    """A task that is done, or fails by an error, was not lost; one that exits was."""
    key = BatchKey(RUN, 1, 1)

    def task(error: BaseException | None) -> None:
        with Watch(redis, key, "clean", 30, TTL) as watch, watch.timed("clean", 0, 2):
            step = read_step(redis, key)
            assert step is not None
            assert (step.link, step.stage, step.place, step.seconds) == ("clean", "clean", 2, 30)
            if error:
                raise error

    task(None)
    assert read_step(redis, key) is None
    with pytest.raises(ValueError, match="odd"):
        task(ValueError("odd"))
    assert read_step(redis, key) is None
    with pytest.raises(SystemExit):
        task(SystemExit(3))
    assert read_step(redis, key) is not None
