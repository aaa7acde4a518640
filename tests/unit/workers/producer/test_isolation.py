"""Which lost processes put a document in quarantine, and what quarantine does."""

from pathlib import Path
from typing import cast

import msgspec
import pytest
from redis import Redis

from pipeline.records import Content, Document, Failed, Filtered, Locator, Unread
from tests.harness.broker_in_memory import MemoryRedis
from workers.broker.payloads import (
    BatchKey,
    Envelope,
    Payloads,
    Place,
    pack_batch,
    quarantine,
    unpack,
)
from workers.broker.steps import OUT_OF_MEMORY_CODE, Loss, Step, failure_at
from workers.broker.steps import STEP as NOTE
from workers.producer.isolation import KILLS_TO_QUARANTINE, Finding, Isolation
from workers.producer.spool import Spool
from workers.settings import INDEX_LINK

STEP = Step("clean+extract", "extract", 3, 1_000_000, 10.0)


@pytest.mark.parametrize(
    ("status", "after_ms", "error", "sure"),
    [
        ("signal 6 (SIGABRT)", 500, "WorkerLost", True),
        ("signal 11 (SIGSEGV)", 500, "WorkerLost", True),
        ("signal 9 (SIGKILL)", 500, "WorkerLost", False),
        ("signal 15 (SIGTERM)", 500, "WorkerLost", False),
        ("exitcode 1", 500, "WorkerLost", True),
        ("exitcode 1", 10_000, "TimedOut", True),
        (f"exitcode {OUT_OF_MEMORY_CODE}", 500, "OutOfMemory", True),
    ],
)
def test_the_way_a_process_ends_gives_the_failure(
    status: str, after_ms: int, error: str, sure: bool
) -> None:
    """Signals that may come from outside prove nothing at once; every other end does."""
    failed, is_cause = failure_at(STEP, Loss(7, 2, status, STEP.started_ms + after_ms))
    assert (failed.stage, failed.error, is_cause) == ("extract", error, sure)


def test_a_message_of_a_lost_process_names_how_it_ended() -> None:
    """The message has the signal."""
    failed, _ = failure_at(STEP, Loss(7, 2, "signal 11 (SIGSEGV)", STEP.started_ms))
    assert "signal 11 (SIGSEGV)" in failed.message


def test_the_end_of_a_whole_worker_proves_nothing_at_once() -> None:
    """Its documents need not be the cause."""
    failed, is_cause = failure_at(STEP, None)
    assert (failed.error, is_cause) == ("WorkerLost", False)


def test_without_a_time_limit_nothing_is_timed_out() -> None:
    """Then exit code 1 comes from the process itself."""
    unlimited = Step("clean", "clean", 0, 0, 0)
    failed, _ = failure_at(unlimited, Loss(7, 2, "exitcode 1", 1_000_000))
    assert failed.error == "WorkerLost"


def test_quarantine_takes_one_document_out_and_leaves_all_others() -> None:
    """It keeps its id and its place, its content is gone, and its outcome is the reason."""
    documents = [
        Document(f"{n:032x}", Locator("a", record=n), "text/plain", f"Text {n}", "0" * 32, 6)
        for n in range(3)
    ]
    hidden = Unread(Locator("b"), Filtered("hidden"))
    places = (*(Place(document) for document in documents), Place(None, hidden))
    reason = Failed("extract", "TimedOut", "too long")
    packed = quarantine(pack_batch(Envelope(5, True, places)), 1, reason)
    envelope = unpack(packed.documents, Envelope)
    assert (envelope.started_ms, envelope.skip_duplicates) == (5, True)
    failed = envelope.places[1]
    assert failed.document is not None
    assert failed.document.id == documents[1].id
    assert failed.unread == Unread(documents[1].locator, reason)
    assert [place.unread for place in envelope.places] == [None, failed.unread, None, hidden]
    assert unpack(packed.raw, list[Content]) == ["Text 0", None, "Text 2", None]


KEY = BatchKey("run", 7, 2)
KILLED, CRASHED = (Loss(7, 2, f"signal {what}", 0) for what in ("9 (SIGKILL)", "11 (SIGSEGV)"))


class Batch:
    """A batch of two documents in broker and spool, with what is known of its losses."""

    def __init__(self, folder: Path) -> None:
        self.redis = cast(Redis, MemoryRedis())
        self.spool = Spool(folder, "run")
        self.isolation = Isolation(self.redis, self.spool)
        documents = [
            Document(f"{n:032x}", Locator("a", record=n), "text/plain", "x", "", 1)
            for n in range(2)
        ]
        packed = pack_batch(Envelope(5, False, tuple(map(Place, documents))))
        self.spool.put(KEY.batch, packed)
        Payloads(self.redis, 60).put_batch(KEY, packed)

    def lost(self, link: str, place: int | None, loss: Loss | None) -> Finding:
        """What is found when its process ends in a link, at a place."""
        step = Step(link, link, place, 0, 10.0)
        self.redis.set(KEY.part(NOTE), msgspec.msgpack.encode(step))
        return self.isolation.examine(KEY, loss)

    def failed(self) -> list[bool]:
        """Which of its documents are in quarantine."""
        places = unpack(self.spool.get(KEY.batch).documents, Envelope).places
        return [place.unread is not None for place in places]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """A batch in flight."""
    return Batch(tmp_path)


def test_as_many_kills_at_one_document_in_a_row_as_are_said_put_it_in_quarantine(
    batch: Batch,
) -> None:
    """One kill less proves nothing, nor do kills at one document and then at another."""
    found = [batch.lost("clean", 0, KILLED)]
    found += [batch.lost("clean", 1, KILLED) for _ in range(KILLS_TO_QUARANTINE - 1)]
    assert found == [Finding.ANY_DOCUMENT, Finding.ANY_DOCUMENT, Finding.SAME_DOCUMENT]
    assert batch.failed() == [False, False]
    assert batch.lost("clean", 1, None) is Finding.QUARANTINE
    assert batch.failed() == [False, True]


def test_a_process_that_ends_by_itself_proves_it_at_once(batch: Batch) -> None:
    """Also in the index link, where a kill proves nothing: it may have waited for the index."""
    for _ in range(KILLS_TO_QUARANTINE + 1):
        assert batch.lost(INDEX_LINK, 0, KILLED) is Finding.NO_DOCUMENT
    assert batch.failed() == [False, False]
    assert batch.lost(INDEX_LINK, 0, CRASHED) is Finding.QUARANTINE
    assert batch.failed() == [True, False]


def test_a_broker_that_came_back_empty_accuses_nobody(batch: Batch) -> None:
    """It may have ended the process as well, whatever that looks like."""
    batch.redis.flushall()
    assert batch.lost("clean", 0, CRASHED) is Finding.NO_DOCUMENT
    assert batch.failed() == [False, False]


def test_the_parts_of_a_batch_are_worked_alone_where_it_was(batch: Batch) -> None:
    """In the link in which it was lost, and in no other; the batch itself is forgotten."""
    assert batch.lost("clean", None, KILLED) is Finding.ANY_DOCUMENT
    batch.isolation.pass_to_parts(7, (8, 9))
    links = [batch.isolation.links_alone(number) for number in (7, 8, 9, 10)]
    assert links == [(), ("clean",), ("clean",), ()]
