"""What happens to a batch that was lost."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from pipeline.errors import StopRun
from pipeline.records import Document, Indexed, Locator
from tests.harness.broker_in_memory import MemoryRedis
from workers.broker.chain import Label
from workers.broker.payloads import BatchKey, Envelope, PackedBatch, Payloads, Place, pack_batch
from workers.broker.reports import Report
from workers.broker.steps import Loss
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.producer.flights import HOP_GRACE_SECONDS, Flight, Flights, Next
from workers.producer.isolation import Finding
from workers.producer.spool import Spool

MOST = 3
RUN = "20260101-000000-abcd"


class Session:
    """A session of a producer with one batch; `published`: the attempts, in order."""

    def __init__(self, folder: Path, documents: int) -> None:
        self.folder = folder
        self.ledger = Ledger(folder / "ledger.sqlite", writable=True)
        self.ledger.begin(RUN, 1_000, Request(("a",)))
        self.spool = Spool(folder / "spool", RUN)
        self.redis = cast(Redis, MemoryRedis())
        self.payloads = Payloads(self.redis, 60)
        self.published: list[tuple[int, int]] = []
        self.flights = self.begin()
        places = tuple(
            Place(Document(f"{n:032x}", Locator("a", record=n), "text/plain", "x", "", 1))
            for n in range(documents)
        )
        envelope = Envelope(1_000, False, places)
        self.spool.put(1, pack_batch(envelope))
        self.ledger.add_batch(RUN, self.flights.next_number(), envelope)
        self.flights.launch(1, envelope)

    def begin(self) -> Flights:
        """The flights of a new session."""
        state = self.ledger.state(RUN)
        assert state is not None
        return Flights(
            state, self.ledger, self.spool, self.redis, self._publish, lambda action: action(),
            ("clean",), MOST,
        )  # fmt: skip

    def _publish(
        self, key: BatchKey, packed: PackedBatch, _: Label, alone: tuple[str, ...]
    ) -> None:
        del alone
        self.payloads.put_batch(key, packed)
        self.published.append((key.batch, key.attempt))

    def kept(self) -> list[str]:
        """The batches in the spool."""
        return sorted(path.name for path in (self.folder / "spool" / RUN).iterdir())

    def lose(self, batch: int) -> None:
        """Its process ends before it has begun with a document."""
        attempt = self.flights.attempts()[batch]
        self.flights.republish_reported(Loss(batch, attempt, "signal 11 (SIGSEGV)", 0))


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Session]:
    """A session with a batch of one document."""
    session = Session(tmp_path, 1)
    yield session
    session.ledger.close()


def test_a_batch_of_an_earlier_session_is_a_new_attempt(alone: Session) -> None:
    """A worker that still has the old one can neither close it nor go on with it."""
    alone.flights = alone.begin()
    alone.flights.relaunch(1)
    assert alone.published == [(1, 1), (1, 2)]
    assert alone.flights.attempts() == {1: 2}
    late = Report(1, 1, (Indexed(),), (b"",), "host:1", 2_000)
    alone.flights.enter_reports([late])
    assert alone.ledger.open_batches(RUN) == [1]


def test_a_batch_that_is_decided_leaves_the_spool(alone: Session) -> None:
    """Else the disk would fill up over a long run."""
    assert alone.kept() == ["0000001"]
    alone.flights.enter_reports([Report(1, 1, (Indexed(),), (b"",), "host:1", 2_000)])
    assert (alone.kept(), len(alone.flights)) == ([], 0)


def test_the_loss_of_an_older_attempt_is_none(alone: Session) -> None:
    """Two workers may tell of the same batch; the second news is old."""
    old = Loss(1, 1, "signal 9 (SIGKILL)", 0)
    alone.flights.republish_reported(old)
    assert alone.published == [(1, 1), (1, 2)]
    alone.flights.republish_reported(old)
    alone.flights.republish_reported(Loss(7, 1, "signal 9 (SIGKILL)", 0))
    assert alone.published == [(1, 1), (1, 2)]


def test_a_batch_is_unseen_from_when_it_was_last_seen(
    alone: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be worked for hours: what counts is the time since then."""
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for _ in range(3):
        now += 2 * HOP_GRACE_SECONDS
        alone.flights.republish_unseen({1})
    now += HOP_GRACE_SECONDS - 1
    alone.flights.republish_unseen(())
    assert alone.published == [(1, 1)]
    now += 2
    alone.flights.republish_unseen(())
    assert alone.published == [(1, 1), (1, 2)]


def test_a_batch_that_is_lost_again_and_again_becomes_two(tmp_path: Path) -> None:
    """The halves are in the spool and in flight, the whole is in neither."""
    session = Session(tmp_path, 2)
    for _ in range(MOST):
        session.lose(1)
    assert session.published == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1)]
    assert session.kept() == ["0000002", "0000003"]
    assert session.flights.attempts() == {2: 1, 3: 1}
    session.ledger.close()


def test_a_run_stops_when_not_even_a_failure_can_be_written(alone: Session) -> None:
    """The document alone in its batch is given up once, and lost as often again after that."""
    for _ in range(2 * MOST - 1):
        alone.lose(1)
    with pytest.raises(StopRun, match="a failed document cannot be written"):
        alone.lose(1)


def flight(documents: int) -> Flight:
    """A batch of so many documents."""
    return Flight(1, 10, documents, Label("a"), 0.0)


def test_losses_without_a_document_as_cause_do_not_count() -> None:
    """However often the broker restarts, or a kill meets the same document."""
    one = flight(1)
    for _ in range(20):
        assert one.count_loss(Finding.NO_DOCUMENT, None, MOST) is Next.REPEAT
        assert one.count_loss(Finding.SAME_DOCUMENT, None, MOST) is Next.REPEAT
    assert one.losses == 0


def test_a_batch_of_several_is_split_and_never_given_up() -> None:
    """Any of its documents may be the cause."""
    several = flight(2)
    for _ in range(MOST - 1):
        assert several.count_loss(Finding.ANY_DOCUMENT, None, MOST) is Next.REPEAT
    assert several.count_loss(Finding.ANY_DOCUMENT, None, MOST) is Next.SPLIT


def test_a_document_alone_is_given_up_after_several_losses() -> None:
    """When its failure cannot be indexed either, the run stops."""
    one = flight(1)
    after = [one.count_loss(Finding.NO_DOCUMENT, "ValueError: odd", MOST)]
    after += [one.count_loss(Finding.ANY_DOCUMENT, None, MOST) for _ in range(MOST - 1)]
    assert after == [Next.REPEAT, Next.REPEAT, Next.GIVE_UP]
    assert one.error == "ValueError: odd"
    one.given_up, one.losses = True, 0
    after = [one.count_loss(Finding.ANY_DOCUMENT, None, MOST) for _ in range(MOST)]
    assert after == [Next.REPEAT, Next.REPEAT, Next.STOP]


def test_a_batch_that_got_smaller_begins_to_count_anew() -> None:
    """The documents that are left did not cause the earlier losses."""
    several = flight(4)
    for _ in range(MOST - 1):
        several.count_loss(Finding.ANY_DOCUMENT, None, MOST)
    assert several.count_loss(Finding.QUARANTINE, None, MOST) is Next.REPEAT
    assert several.losses == 0
