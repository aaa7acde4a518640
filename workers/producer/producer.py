"""The producer: reads sources, writes the ledger, publishes batches, enters their reports.

It alone publishes a batch again, when the batch is alive nowhere any more.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec
from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.exceptions import OutOfMemoryError

from pipeline.errors import StopRun, Unavailable
from pipeline.records import Document, Failed, Locator, Unread
from pipeline.sources import Cursor
from workers.address import masked
from workers.broker.asset_mail import AssetMail
from workers.broker.chain import publish
from workers.broker.liveness import alive, works
from workers.broker.memory import Gauge
from workers.broker.payloads import (
    BatchKey,
    Envelope,
    Payloads,
    Place,
    halves,
    pack_batch,
    quarantined,
    unpack,
)
from workers.broker.reports import Reports, source_label
from workers.broker.steps import STEP, Loss
from workers.files.assets import AssetStore
from workers.ledger.records import FailedPlace, RunState
from workers.ledger.writer import Ledger
from workers.producer.batching import batches
from workers.producer.isolation import Finding, Isolation
from workers.producer.spool import Spool
from workers.settings import Settings

T = TypeVar("T")

LISTEN_SECONDS = 0.5  # to what workers tell of lost children
LIVENESS_SECONDS = 2.0  # all queues are read for it, message by message
# A hop between two tasks of a chain, or between publishing and the first lease.
HOP_GRACE_SECONDS = 5.0
# Batches in flight for each that is at work: one more to take at once when that one is done.
FLIGHTS_AT_WORK = 2
BROKER_PATIENCE_SECONDS = 60.0
FULL_PATIENCE_SECONDS = 600.0
BROKER_RETRY_SECONDS = 0.5


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


class Producer:
    """Works one run from its first document to its last report."""

    def __init__(
        self,
        settings: Settings,
        app: Celery,
        redis: Redis,
        ledger: Ledger,
        spool: Spool,
        state: RunState,
        tick: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._app = app
        self._redis = redis
        self._ledger = ledger
        self._spool = spool
        self._run = state.run
        self._started_ms = state.started_ms
        self._skip_duplicates = state.request.skip_duplicates
        self._assets = state.assets
        self._repairs = state.request.repairs
        self._last_batch = state.last_batch
        self._tick = tick
        self._payloads = Payloads(redis, settings.payload_ttl_seconds)
        self._mail = AssetMail(redis, state.run, settings.payload_ttl_seconds)
        self._store = AssetStore(settings.data_dir)
        self._reports = Reports(redis, state.run, settings.payload_ttl_seconds)
        self._isolation = Isolation(redis, spool, state.run)
        self._queues = [settings.queue(link) for link in settings.link_names]
        self._gauge = Gauge(redis, settings.broker_bytes)
        self._flights: dict[int, Flight] = {}
        self._most_flights = settings.in_flight_batches
        self._checked = self._listened = time.monotonic()
        self._idle_since: float | None = None

    def work(self, items: Iterable[Document | Unread], cursor: Cursor) -> None:
        """Publish what the sources still have to give; `cursor` is that of the reading.

        Raises `Unavailable` when the broker stays away, `StopRun` when the ledger or the spool
        cannot be written or the stack cannot be kept running; so do the other methods.
        """
        for places, size in self._batches(items):
            number, envelope = self._spooled(places, size)
            self._ledger.add_batch(self._run, number, envelope, cursor.position)
            self._launch(number, envelope)
        self._ledger.read_to_end(self._run)

    def work_again(
        self, items: Iterable[Document | Unread], failed: Mapping[Locator, FailedPlace]
    ) -> None:
        """Publish documents that failed before; `failed` says in which place."""
        for places, size in self._batches(items):
            number, envelope = self._spooled(places, size)
            again = [failed[place.locator] for place in places]
            self._ledger.retry_batch(self._run, number, envelope, again)
            self._launch(number, envelope)

    def republish(self) -> None:
        """Publish batches again that an earlier session left unfinished, from the spool."""
        self._patiently(self._reports.forget_complaints)
        while self._collect(wait_seconds=0):  # what was done since that session ended
            pass
        for number in self._ledger.open_batches(self._run):
            while self._full(0):
                self._collect(wait_seconds=0.2)
            if not self._ledger.is_open(self._run, number):
                continue  # its message had outlived the session, and was worked meanwhile
            packed = self._spool.get(number)
            envelope = unpack(packed.documents, Envelope)
            attempt = self._ledger.next_attempt(self._run, number)
            self._launch(number, envelope, attempt)

    def finish(self) -> None:
        """Wait until every batch is accounted for."""
        while self._flights:
            self._collect(wait_seconds=0.2)
        self._spool.clear()

    def close(self) -> None:
        """Remove what the run left in the broker."""
        self._patiently(self._reports.close)
        self._patiently(lambda: self._mail.close(self._assets))

    def progress(self) -> dict[str, int]:
        """link → documents that passed it; empty while the broker is away."""
        try:
            return self._reports.progress()
        except RedisError:
            return {}

    @property
    def stalled_seconds(self) -> float:
        """For how long, as far as was looked, batches have waited and no worker has taken any."""
        return self._checked - self._idle_since if self._idle_since is not None else 0.0

    def forgive(self) -> None:
        """Count `stalled_seconds` anew: something was done about it."""
        self._idle_since = None

    def _full(self, size: int) -> bool:
        """Whether a batch of this size has to wait; one batch alone never does."""
        if not self._flights:
            return False
        flying = sum(flight.size for flight in self._flights.values())
        return (
            len(self._flights) >= self._most_flights
            or flying + size > self._settings.in_flight_bytes
            or not self._patiently(lambda: self._gauge.has_room(size))
        )

    def _batches(self, items: Iterable[Document | Unread]) -> Iterator[tuple[list[Place], int]]:
        limits = (self._settings.batch_documents, self._settings.batch_bytes)
        return batches(items, *limits)

    def _spooled(self, places: list[Place], size: int) -> tuple[int, Envelope]:
        """Wait for room, then keep a batch under the next number, ahead of its ledger entry."""
        while self._full(size):
            self._collect(wait_seconds=0.2)
        self._last_batch += 1
        envelope = Envelope(
            self._started_ms, self._skip_duplicates, tuple(places), self._assets, self._repairs
        )
        self._spool.put(self._last_batch, pack_batch(envelope))
        return self._last_batch, envelope

    def _launch(self, number: int, envelope: Envelope, attempt: int = 1) -> None:
        """Publish a batch that the ledger holds, and look after the others."""
        self._flights[number] = self._flight(envelope, attempt)
        self._publish(number)
        self._collect(wait_seconds=0)

    def _flight(self, envelope: Envelope, attempt: int = 1) -> Flight:
        label = source_label([place.locator.source for place in envelope.places])
        size = sum(place.document.size for place in envelope.places if place.document)
        return Flight(attempt, size, len(envelope.places), label, time.monotonic())

    def _publish(self, number: int) -> None:
        flight = self._flights[number]
        key = BatchKey(self._run, number, flight.attempt)
        packed = self._spool.get(number)

        def put() -> None:
            self._mail.publish(self._assets, self._store)
            self._payloads.put_batch(key, packed)
            self._gauge.add(len(packed.documents) + len(packed.raw))
            publish(self._app, self._settings, key, flight.label, self._isolation.alone(number))

        self._patiently(put)
        flight.seen = time.monotonic()

    def _collect(self, wait_seconds: float) -> bool:
        """Enter the reports that are there, see to lost batches, tell the display.

        True when there was a report.
        """
        received = self._patiently(lambda: self._reports.receive(wait_seconds))
        if received:
            self._idle_since = None
            closed = self._ledger.commit(self._run, [r.report for r in received])
            self._patiently(lambda: self._reports.forget(received))
            for number in closed:
                self._flights.pop(number, None)
                self._isolation.forget(number)
                self._spool.remove(number)
        self._tick()
        now = time.monotonic()
        if now - self._listened >= LISTEN_SECONDS:
            self._listened = now
            self._republish_told()
        if now - self._checked >= LIVENESS_SECONDS:
            self._checked = now
            self._republish_vanished()
        return bool(received)

    def _republish_told(self) -> None:
        """Publish again what workers say they have lost."""
        if reason := self._patiently(self._reports.reason_to_stop):
            raise StopRun(reason)
        for (number, attempt), loss in self._patiently(self._reports.losses).items():
            flight = self._flights.get(number)
            if flight is not None and flight.attempt == attempt:
                self._repeat(number, flight, loss)

    def _republish_vanished(self) -> None:
        """Publish again what nobody has."""
        attempts = {number: flight.attempt for number, flight in self._flights.items()}
        found = self._patiently(lambda: alive(self._redis, self._run, attempts, self._queues))
        # More workers than the setting foresees would wait for the producer.
        at_work = FLIGHTS_AT_WORK * len(found.leased)
        self._most_flights = max(self._settings.in_flight_batches, at_work)
        now = time.monotonic()
        if found.leased or not found.queued or self._patiently(lambda: works(self._redis)):
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now
        for number, flight in list(self._flights.items()):
            if number in found.queued or number in found.leased:
                flight.seen = now
            elif now - flight.seen > HOP_GRACE_SECONDS:
                self._repeat(number, flight, None)

    def _repeat(self, number: int, flight: Flight, loss: Loss | None) -> None:
        """Publish a lost batch again: whole, without a document in quarantine, or as two."""
        old = BatchKey(self._run, number, flight.attempt)
        finding = self._patiently(lambda: self._isolation.learn(number, old.attempt, loss))
        complaint = self._patiently(lambda: self._reports.take_complaint(number))
        if finding is Finding.QUARANTINE:
            flight.losses = 0
        elif finding is Finding.NOTHING or complaint:
            flight.losses += 1
            flight.complaint = complaint or flight.complaint
        gone = (*self._settings.stage_names, STEP)
        self._patiently(lambda: self._payloads.delete(old, gone))
        if flight.losses >= self._settings.max_attempts:
            if flight.documents > 1:
                self._split(number, flight)
                return
            self._give_up(number, flight)
        flight.attempt = self._ledger.next_attempt(self._run, number)
        self._publish(number)

    def _split(self, number: int, flight: Flight) -> None:
        """Put two batches in the place of one that was lost again and again.

        What the index holds of it already, the first task of each finds there.
        """
        parts = dict(enumerate(halves(self._spool.get(number)), start=self._last_batch + 1))
        self._last_batch = max(parts)
        for part, (_, packed) in parts.items():
            self._spool.put(part, packed)
        envelopes = {part: envelope for part, (envelope, _) in parts.items()}
        self._ledger.split_batch(self._run, number, envelopes)
        self._isolation.hand_on(number, parts)
        self._flights.pop(number)
        self._spool.remove(number)
        for part, envelope in envelopes.items():
            self._flights[part] = self._flight(envelope)
            self._publish(part)

    def _give_up(self, number: int, flight: Flight) -> None:
        """Put a document in quarantine that was alone in its batch whenever that was lost.

        So it goes through the chain as a failure, and is indexed as one. Raises `StopRun` when
        that fails again and again, too.
        """
        why = flight.complaint or "each time with the process that had it"
        if flight.given_up:
            raise StopRun(
                f"a failed document cannot be told to the index; it was lost {flight.losses} times "
                f"more, last: {why}; see the logs, then docmill resume"
            )
        message = f"this document, alone in its batch, was lost {flight.losses} times; last: {why}"
        reason = Failed("chain", "DocumentLost", message)
        self._spool.put(number, quarantined(self._spool.get(number), 0, reason))
        flight.given_up, flight.losses = True, 0

    def _patiently(self, action: Callable[[], T]) -> T:
        """Do something with the broker; a broker that is away may come back for a while."""
        started = time.monotonic()
        deadline = started + BROKER_PATIENCE_SECONDS
        while True:
            try:
                return action()
            except (RedisError, OperationalError, OSError) as error:
                # A full broker is not away: it gets room as workers finish what they have.
                if isinstance(error, OutOfMemoryError):
                    deadline = min(
                        time.monotonic() + BROKER_PATIENCE_SECONDS, started + FULL_PATIENCE_SECONDS
                    )
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"Redis at {masked(self._settings.broker_url or '')} has been away or "
                        f"full for {time.monotonic() - started:.0f} s ({error}); see "
                        "DOCMILL_BROKER_URL"
                    ) from error
                self._tick()
                time.sleep(BROKER_RETRY_SECONDS)
