"""The producer: reads sources, writes the ledger, publishes batches, enters their reports.

It alone publishes a batch again, when the batch is alive nowhere any more.
"""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis, RedisError

from pipeline.errors import StopRun, Unavailable
from pipeline.records import Document, Failed, Unread
from workers.address import masked
from workers.batching import batches
from workers.isolation import STEP, Isolation, Loss
from workers.ledger import Ledger
from workers.link import locator, worker_name
from workers.liveness import alive
from workers.payloads import BatchKey, Envelope, Payloads, Place, pack_batch
from workers.reports import Report, Reports, source_label
from workers.settings import Settings
from workers.spool import Spool
from workers.tasks import publish

T = TypeVar("T")

LIVENESS_SECONDS = 0.5
# A hop between two tasks of a chain, or between publishing and the first lease.
HOP_GRACE_SECONDS = 5.0
BROKER_PATIENCE_SECONDS = 60.0
BROKER_RETRY_SECONDS = 0.5


class Flight(msgspec.Struct):
    """A batch in flight: its attempt, its raw bytes, its label, when it was last seen alive.

    `losses`: how often it was lost since it last got smaller by a document in quarantine.
    """

    attempt: int
    size: int
    documents: int
    label: str
    seen: float
    losses: int = 0


class Producer:
    """Works one run from its first document to its last report."""

    def __init__(
        self,
        settings: Settings,
        app: Celery,
        redis: Redis,
        ledger: Ledger,
        spool: Spool,
        run: str,
        started_ms: int,
        skip_duplicates: bool,
        tick: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._app = app
        self._redis = redis
        self._ledger = ledger
        self._spool = spool
        self._run = run
        self._started_ms = started_ms
        self._skip_duplicates = skip_duplicates
        self._tick = tick
        self._payloads = Payloads(redis, settings.payload_ttl_seconds)
        self._reports = Reports(redis, run, settings.payload_ttl_seconds)
        self._isolation = Isolation(redis, spool, run)
        self._queues = [settings.queue(link) for link in settings.link_names]
        self._flights: dict[int, Flight] = {}
        self._checked = time.monotonic()

    def work(self, items: Iterable[Document | Unread]) -> None:
        """Publish everything that the sources give, until every batch is accounted for.

        Raises `Unavailable` when the broker stays away, `StopRun` when the ledger or the spool
        cannot be written or the stack cannot be kept running.
        """
        limits = (self._settings.batch_documents, self._settings.batch_bytes)
        for number, (places, size) in enumerate(batches(items, *limits), start=1):
            while self._full(size):
                self._collect(wait_seconds=0.2)
            self._send(number, places, size)
            self._collect(wait_seconds=0)
        while self._flights:
            self._collect(wait_seconds=0.2)
        self._spool.clear()

    def close(self) -> None:
        """Remove what the run left in the broker."""
        self._patiently(self._reports.close)

    def progress(self) -> dict[str, int]:
        """link → documents that passed it; empty while the broker is away."""
        try:
            return self._reports.progress()
        except RedisError:
            return {}

    def _full(self, size: int) -> bool:
        flying = sum(flight.size for flight in self._flights.values())
        return len(self._flights) >= self._settings.in_flight_batches or (
            bool(self._flights) and flying + size > self._settings.in_flight_bytes
        )

    def _send(self, number: int, places: list[Place], size: int) -> None:
        envelope = Envelope(self._started_ms, self._skip_duplicates, tuple(places))
        packed = pack_batch(envelope)
        self._spool.put(number, packed)
        self._ledger.add_batch(self._run, number, envelope)
        label = source_label([locator(place).source for place in places])
        self._flights[number] = Flight(1, size, len(places), label, time.monotonic())
        self._publish(number)

    def _publish(self, number: int) -> None:
        flight = self._flights[number]
        key = BatchKey(self._run, number, flight.attempt)
        packed = self._spool.get(number)

        def put() -> None:
            self._payloads.put_batch(key, packed)
            publish(self._app, self._settings, key, flight.label, self._isolation.alone(number))

        self._patiently(put)
        flight.seen = time.monotonic()

    def _collect(self, wait_seconds: float) -> None:
        """Enter the reports that are there, see to lost batches, tell the display."""
        received = self._patiently(lambda: self._reports.receive(wait_seconds))
        if received:
            closed = self._ledger.commit(self._run, [r.report for r in received])
            self._patiently(lambda: self._reports.forget(received))
            for number in closed:
                self._flights.pop(number, None)
                self._isolation.forget(number)
                self._spool.remove(number)
        self._tick()
        if time.monotonic() - self._checked >= LIVENESS_SECONDS:
            self._checked = time.monotonic()
            self._republish_lost()

    def _republish_lost(self) -> None:
        if reason := self._patiently(self._reports.complaint):
            raise StopRun(reason)
        losses = self._patiently(self._reports.losses)
        attempts = {number: flight.attempt for number, flight in self._flights.items()}
        found = self._patiently(lambda: alive(self._redis, self._run, attempts, self._queues))
        now = time.monotonic()
        for number, flight in list(self._flights.items()):
            loss = losses.get((number, flight.attempt))
            if loss is None and number in found:
                flight.seen = now
            elif loss is not None or now - flight.seen > HOP_GRACE_SECONDS:
                self._repeat(number, flight, loss)

    def _repeat(self, number: int, flight: Flight, loss: Loss | None) -> None:
        old = BatchKey(self._run, number, flight.attempt)
        smaller = self._patiently(lambda: self._isolation.learn(number, old.attempt, loss))
        flight.losses = 0 if smaller else flight.losses + 1
        if flight.losses >= self._settings.max_attempts:
            self._give_up(number, flight)
            return
        gone = (*self._settings.stage_names, STEP)
        self._patiently(lambda: self._payloads.delete(old, gone))
        flight.attempt = self._ledger.next_attempt(self._run, number)
        self._publish(number)

    def _give_up(self, number: int, flight: Flight) -> None:
        complaint = self._patiently(lambda: self._reports.complaint(number))
        why = complaint or "each time with the worker that had it: a document may be killing it"
        reason = Failed(
            "chain", "BatchLost", f"the batch was lost {flight.losses} times; last: {why}"
        )
        report = Report(
            number, flight.attempt, (reason,) * flight.documents, (), worker_name(),
            time.time_ns() // 1_000_000,
        )  # fmt: skip
        self._ledger.commit(self._run, [report])
        self._flights.pop(number)
        self._isolation.forget(number)
        self._spool.remove(number)

    def _patiently(self, action: Callable[[], T]) -> T:
        """Do something with the broker; a broker that is away may come back for a while."""
        deadline = time.monotonic() + BROKER_PATIENCE_SECONDS
        while True:
            try:
                return action()
            except (RedisError, OperationalError, OSError) as error:
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"Redis at {masked(self._settings.broker_url or '')} has been away for "
                        f"{BROKER_PATIENCE_SECONDS:.0f} s ({error}); see DOCMILL_BROKER_URL"
                    ) from error
                self._tick()
                time.sleep(BROKER_RETRY_SECONDS)
