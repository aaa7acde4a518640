"""The batches in flight: published, reported, lost and published again, until each is decided."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Protocol, TypeVar

import msgspec
from redis import Redis

from pipeline.errors import StopRun
from pipeline.records import Failed
from workers.broker.chain import Label, label_of
from workers.broker.payloads import (
    BatchKey,
    Envelope,
    PackedBatch,
    Payloads,
    quarantine,
    split_batch_in_two,
    unpack,
)
from workers.broker.reports import Report, Reports
from workers.broker.steps import STEP, Loss
from workers.ledger.records import RunState
from workers.ledger.writer import Ledger
from workers.producer.isolation import Finding, Isolation
from workers.producer.spool import Spool

T = TypeVar("T")

# A batch has no lease between two tasks of the chain, and between publishing and the first task.
HOP_GRACE_SECONDS = 5.0
# Stores and publishes an attempt: its batch, its label, the links that work it one by one.
PublishAttempt = Callable[[BatchKey, PackedBatch, Label, tuple[str, ...]], None]


class RetryBroker(Protocol):
    """Does something with the broker; tries again while the broker is away."""

    def __call__(self, action: Callable[[], T]) -> T: ...


class Next(Enum):
    """What to do with a batch that was lost."""

    REPEAT = auto()
    SPLIT = auto()
    GIVE_UP = auto()
    STOP = auto()


class Flight(msgspec.Struct):
    """A batch in flight. `size`: raw bytes; `seen_at`: when it was last seen alive.

    `losses`: how often it was lost with its process or by an error of a task, since a document of
    it was last put in quarantine. `error`: the last such error. `given_up`: the only document is in
    quarantine because of these losses.
    """

    attempt: int
    size: int
    documents: int
    label: Label
    seen_at: float
    losses: int = 0
    error: str = ""
    given_up: bool = False

    def count_loss(self, finding: Finding, error: str | None, most: int) -> Next:
        """Count a loss. After `most` losses a batch is split, or its only document given up.

        A loss does not count when no document can be its cause, nor while kills at one document
        are being counted (`Isolation`).
        """
        if finding is Finding.QUARANTINE:
            self.losses = 0
        elif finding is Finding.ANY_DOCUMENT or error:
            self.losses += 1
            self.error = error or self.error
        if self.losses < most:
            return Next.REPEAT
        if self.documents > 1:
            return Next.SPLIT
        return Next.STOP if self.given_up else Next.GIVE_UP


class Flights:
    """All batches of one session that are in flight.

    Methods raise what ledger, spool and `retry_broker` raise.
    """

    def __init__(
        self,
        state: RunState,
        ledger: Ledger,
        spool: Spool,
        redis: Redis,
        publish_attempt: PublishAttempt,
        retry_broker: RetryBroker,
        stage_names: Sequence[str],
        max_attempts: int,
    ) -> None:
        self._run = state.run
        self._last_batch = state.last_batch
        self._ledger = ledger
        self._spool = spool
        self._publish_attempt = publish_attempt
        self._retry_broker = retry_broker
        self._stage_names = tuple(stage_names)
        self._max_attempts = max_attempts
        # These two are only used to read and to delete, so they need no time to live.
        self._payloads = Payloads(redis, 0)
        self._reports = Reports(redis, state.run, 0)
        self._isolation = Isolation(redis, spool)
        self._flights: dict[int, Flight] = {}

    def __len__(self) -> int:
        return len(self._flights)

    @property
    def size(self) -> int:
        """Raw bytes of all batches in flight."""
        return sum(flight.size for flight in self._flights.values())

    def attempts(self) -> Mapping[int, int]:
        """batch → its current attempt."""
        return {number: flight.attempt for number, flight in self._flights.items()}

    def next_number(self) -> int:
        """The number of a new batch."""
        self._last_batch += 1
        return self._last_batch

    def launch(self, number: int, envelope: Envelope) -> None:
        """Publish a batch for the first time; spool and ledger hold it already."""
        self._flights[number] = _flight(envelope, 1)
        self._publish(number)

    def relaunch(self, number: int) -> None:
        """Publish a batch that an earlier session left in the spool."""
        envelope = unpack(self._spool.get(number).documents, Envelope)
        self._flights[number] = _flight(envelope, self._ledger.next_attempt(self._run, number))
        self._publish(number)

    def enter_reports(self, reports: Sequence[Report]) -> None:
        """Enter reports into the ledger; the batches that they close are no longer in flight."""
        for number in self._ledger.commit(self._run, reports):
            self._flights.pop(number, None)
            self._isolation.forget(number)
            self._spool.remove(number)

    def republish_reported(self, loss: Loss) -> None:
        """Publish a batch again whose process a worker reported as lost."""
        flight = self._flights.get(loss.batch)
        if flight is not None and flight.attempt == loss.attempt:
            self.republish_lost(loss.batch, loss)

    def republish_unseen(self, alive: Iterable[int]) -> None:
        """Publish those batches again that have not been alive for too long.

        `alive`: the batches that are alive now.
        """
        now = time.monotonic()
        numbers = set(alive)
        for number, flight in list(self._flights.items()):
            if number in numbers:
                flight.seen_at = now
            elif now - flight.seen_at > HOP_GRACE_SECONDS:
                self.republish_lost(number, None)

    def republish_lost(self, number: int, loss: Loss | None) -> None:
        """Publish a lost batch again: whole, with a document in quarantine, or as two batches.

        `loss`: what a worker reported of it.

        Raises:
            StopRun: a document was given up, but cannot be indexed as a failure either.
        """
        flight = self._flights[number]
        old = BatchKey(self._run, number, flight.attempt)
        finding = self._retry_broker(lambda: self._isolation.examine(old, loss))
        error = self._retry_broker(lambda: self._reports.take_error(number))
        self._retry_broker(lambda: self._payloads.delete(old, self._stage_names, (STEP,)))
        after = flight.count_loss(finding, error, self._max_attempts)
        if after is Next.SPLIT:
            self._split(number)
            return
        if after is Next.STOP:
            raise StopRun(
                f"a failed document cannot be written to the index; it was lost {flight.losses} "
                f"times more, last: {_last_error(flight)}; see the logs, then docmill resume"
            )
        if after is Next.GIVE_UP:
            self._give_up(number, flight)
        flight.attempt = self._ledger.next_attempt(self._run, number)
        self._publish(number)

    def _split(self, number: int) -> None:
        """Replace a batch that was lost repeatedly by two.

        Documents of it that the index holds already are not worked again: each first task checks.
        """
        parts = {self.next_number(): part for part in split_batch_in_two(self._spool.get(number))}
        for part, (_, packed) in parts.items():
            self._spool.put(part, packed)
        envelopes = {part: envelope for part, (envelope, _) in parts.items()}
        self._ledger.split_batch(self._run, number, envelopes)
        self._isolation.pass_to_parts(number, parts)
        del self._flights[number]
        self._spool.remove(number)
        for part, envelope in envelopes.items():
            self.launch(part, envelope)

    def _give_up(self, number: int, flight: Flight) -> None:
        """Put the only document of a batch that was lost repeatedly in quarantine.

        It then goes through the chain as a failure, so that the index has it too.
        """
        message = (
            f"this document, alone in its batch, was lost {flight.losses} times; "
            f"last: {_last_error(flight)}"
        )
        reason = Failed("chain", "DocumentLost", message)
        self._spool.put(number, quarantine(self._spool.get(number), 0, reason))
        flight.given_up, flight.losses = True, 0

    def _publish(self, number: int) -> None:
        flight = self._flights[number]
        key = BatchKey(self._run, number, flight.attempt)
        packed = self._spool.get(number)
        alone = self._isolation.links_alone(number)
        self._retry_broker(lambda: self._publish_attempt(key, packed, flight.label, alone))
        flight.seen_at = time.monotonic()


def _flight(envelope: Envelope, attempt: int) -> Flight:
    label = label_of([place.locator for place in envelope.places])
    size = sum(place.document.size for place in envelope.places if place.document)
    return Flight(attempt, size, len(envelope.places), label, time.monotonic())


def _last_error(flight: Flight) -> str:
    return flight.error or "its worker process ended each time"
