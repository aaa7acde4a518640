"""The batches in flight: launched, reported, lost and launched again, until each is decided."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Protocol, TypeVar

import msgspec
from redis import Redis

from pipeline.errors import StopRun
from pipeline.records import Failed
from workers.broker.payloads import (
    BatchKey,
    Envelope,
    PackedBatch,
    Payloads,
    halves,
    quarantined,
    unpack,
)
from workers.broker.reports import Report, Reports, source_label
from workers.broker.steps import STEP, Loss
from workers.ledger.records import RunState
from workers.ledger.writer import Ledger
from workers.producer.isolation import Finding, Isolation
from workers.producer.spool import Spool

T = TypeVar("T")

# A hop between two tasks of a chain, or between publishing and the first lease.
HOP_GRACE_SECONDS = 5.0
# Puts an attempt into the broker: its batch, its label, the links that work it one by one.
Put = Callable[[BatchKey, PackedBatch, str, tuple[str, ...]], None]


class Patience(Protocol):
    """Does something with the broker, again while that is away."""

    def __call__(self, action: Callable[[], T]) -> T: ...


class Next(Enum):
    """What is to be done with a batch that was lost."""

    REPEAT = auto()
    SPLIT = auto()
    GIVE_UP = auto()
    STOP = auto()


class Flight(msgspec.Struct):
    """A batch in flight: its attempt, its raw bytes, its label, when it was last seen alive.

    `losses`: how often it was lost with a process, or to an error of a task, since it last got
    smaller by a document in quarantine. `complaint`: the last such error. `given_up`: its only
    document is in quarantine for these losses.
    """

    attempt: int
    size: int
    documents: int
    label: str
    seen: float
    losses: int = 0
    complaint: str = ""
    given_up: bool = False

    def lost(self, finding: Finding, complaint: str | None, most: int) -> Next:
        """Count a loss; after `most` of them a batch is split, and a document alone given up.

        What nobody had a part in is not counted, nor a kill that may yet convict a document.
        """
        if finding is Finding.QUARANTINE:
            self.losses = 0
        elif finding is Finding.NOTHING or complaint:
            self.losses += 1
            self.complaint = complaint or self.complaint
        if self.losses < most:
            return Next.REPEAT
        if self.documents > 1:
            return Next.SPLIT
        return Next.STOP if self.given_up else Next.GIVE_UP


class Flights:
    """All batches of one session that are in flight.

    Raises what ledger and spool raise, and what `patiently` raises when the broker stays away.
    """

    def __init__(
        self,
        state: RunState,
        ledger: Ledger,
        spool: Spool,
        redis: Redis,
        put: Put,
        patiently: Patience,
        stage_names: Sequence[str],
        max_attempts: int,
    ) -> None:
        self._run = state.run
        self._last_batch = state.last_batch
        self._ledger = ledger
        self._spool = spool
        self._put = put
        self._patiently = patiently
        self._stage_names = tuple(stage_names)
        self._max_attempts = max_attempts
        # Neither writes anything here.
        self._payloads = Payloads(redis, 0)
        self._reports = Reports(redis, state.run, 0)
        self._isolation = Isolation(redis, spool)
        self._flights: dict[int, Flight] = {}

    def __len__(self) -> int:
        return len(self._flights)

    @property
    def size(self) -> int:
        """Raw bytes of all."""
        return sum(flight.size for flight in self._flights.values())

    def attempts(self) -> Mapping[int, int]:
        """batch → its current attempt."""
        return {number: flight.attempt for number, flight in self._flights.items()}

    def next_number(self) -> int:
        """The number of a new batch."""
        self._last_batch += 1
        return self._last_batch

    def launch(self, number: int, envelope: Envelope) -> None:
        """Publish a batch that spool and ledger hold, for the first time."""
        self._flights[number] = _flight(envelope, 1)
        self._publish(number)

    def relaunch(self, number: int) -> None:
        """Publish a batch again that an earlier session left in the spool."""
        envelope = unpack(self._spool.get(number).documents, Envelope)
        self._flights[number] = _flight(envelope, self._ledger.next_attempt(self._run, number))
        self._publish(number)

    def enter(self, reports: Sequence[Report]) -> None:
        """Enter reports into the ledger; what they close is no longer in flight."""
        for number in self._ledger.commit(self._run, reports):
            self._flights.pop(number, None)
            self._isolation.forget(number)
            self._spool.remove(number)

    def told(self, loss: Loss) -> None:
        """A worker says that it has lost the process of a task."""
        flight = self._flights.get(loss.batch)
        if flight is not None and flight.attempt == loss.attempt:
            self.lose(loss.batch, loss)

    def seen(self, numbers: Iterable[int]) -> None:
        """These were seen alive just now; others, unseen for too long, are lost."""
        now = time.monotonic()
        alive = set(numbers)
        for number, flight in list(self._flights.items()):
            if number in alive:
                flight.seen = now
            elif now - flight.seen > HOP_GRACE_SECONDS:
                self.lose(number, None)

    def lose(self, number: int, loss: Loss | None) -> None:
        """Publish a lost batch again: whole, without a document in quarantine, or as two.

        `loss`: what a worker told of it. Raises `StopRun` when a document that was given up
        cannot even be indexed as failed.
        """
        flight = self._flights[number]
        old = BatchKey(self._run, number, flight.attempt)
        finding = self._patiently(lambda: self._isolation.learn(old, loss))
        complaint = self._patiently(lambda: self._reports.take_complaint(number))
        self._patiently(lambda: self._payloads.delete(old, (*self._stage_names, STEP)))
        after = flight.lost(finding, complaint, self._max_attempts)
        if after is Next.SPLIT:
            self._split(number)
            return
        if after is Next.STOP:
            raise StopRun(
                f"a failed document cannot be told to the index; it was lost {flight.losses} times "
                f"more, last: {_why(flight)}; see the logs, then docmill resume"
            )
        if after is Next.GIVE_UP:
            self._give_up(number, flight)
        flight.attempt = self._ledger.next_attempt(self._run, number)
        self._publish(number)

    def _split(self, number: int) -> None:
        """Put two batches in the place of one that was lost again and again.

        What the index holds of it already, the first task of each finds there.
        """
        parts = {self.next_number(): part for part in halves(self._spool.get(number))}
        for part, (_, packed) in parts.items():
            self._spool.put(part, packed)
        envelopes = {part: envelope for part, (envelope, _) in parts.items()}
        self._ledger.split_batch(self._run, number, envelopes)
        self._isolation.hand_on(number, parts)
        del self._flights[number]
        self._spool.remove(number)
        for part, envelope in envelopes.items():
            self.launch(part, envelope)

    def _give_up(self, number: int, flight: Flight) -> None:
        """Put a document in quarantine that was alone in its batch whenever that was lost.

        So it goes through the chain as a failure, and is indexed as one.
        """
        message = (
            f"this document, alone in its batch, was lost {flight.losses} times; "
            f"last: {_why(flight)}"
        )
        reason = Failed("chain", "DocumentLost", message)
        self._spool.put(number, quarantined(self._spool.get(number), 0, reason))
        flight.given_up, flight.losses = True, 0

    def _publish(self, number: int) -> None:
        flight = self._flights[number]
        key = BatchKey(self._run, number, flight.attempt)
        packed = self._spool.get(number)
        alone = self._isolation.alone(number)
        self._patiently(lambda: self._put(key, packed, flight.label, alone))
        flight.seen = time.monotonic()


def _flight(envelope: Envelope, attempt: int) -> Flight:
    label = source_label([place.locator.source for place in envelope.places])
    size = sum(place.document.size for place in envelope.places if place.document)
    return Flight(attempt, size, len(envelope.places), label, time.monotonic())


def _why(flight: Flight) -> str:
    return flight.complaint or "each time with the process that had it"
