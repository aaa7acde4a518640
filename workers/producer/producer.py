"""The producer: reads sources, writes the ledger, publishes batches, enters their reports.

It alone publishes a batch again, when the batch is alive nowhere any more.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.exceptions import OutOfMemoryError

from pipeline.errors import StopRun, Unavailable
from pipeline.records import Document, Locator, Unread
from pipeline.sources import Cursor
from workers.address import masked
from workers.broker.asset_mail import AssetMail
from workers.broker.liveness import any_leased, find_alive
from workers.broker.memory import Gauge
from workers.broker.payloads import BatchKey, Envelope, PackedBatch, Payloads, Place, pack_batch
from workers.broker.reports import Reports
from workers.files.assets import AssetStore
from workers.ledger.records import FailedPlace, RunState
from workers.ledger.writer import Ledger
from workers.producer.batching import batches
from workers.producer.flights import Flights
from workers.producer.spool import Spool
from workers.settings import Settings

T = TypeVar("T")
# Puts the chain of an attempt into the first queue: with a label, and the links that are to work it
# document by document.
Publish = Callable[[BatchKey, str, tuple[str, ...]], None]

LISTEN_SECONDS = 0.5  # to what workers tell of lost children
LIVENESS_SECONDS = 2.0  # all queues are read for it, message by message
# Batches in flight for each that is at work: one more to take at once when that one is done.
FLIGHTS_AT_WORK = 2
BROKER_PATIENCE_SECONDS = 60.0
FULL_PATIENCE_SECONDS = 600.0
BROKER_RETRY_SECONDS = 0.5


class Producer:
    """Works one run from its first document to its last report."""

    def __init__(
        self,
        settings: Settings,
        publish: Publish,
        redis: Redis,
        ledger: Ledger,
        spool: Spool,
        state: RunState,
        tick: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._publish = publish
        self._redis = redis
        self._ledger = ledger
        self._spool = spool
        self._run = state.run
        self._started_ms = state.started_ms
        self._skip_duplicates = state.request.skip_duplicates
        self._assets = state.assets
        self._repairs = state.request.repairs
        self._tick = tick
        self._payloads = Payloads(redis, settings.payload_ttl_seconds)
        self._mail = AssetMail(redis, state.run, settings.payload_ttl_seconds)
        self._store = AssetStore(settings.data_dir)
        self._reports = Reports(redis, state.run, settings.payload_ttl_seconds)
        self._queues = [settings.queue(link) for link in settings.link_names]
        self._gauge = Gauge(redis, settings.broker_bytes)
        self._flights = Flights(
            state, ledger, spool, redis, self._put, self._patiently,
            settings.stage_names, settings.max_attempts,
        )  # fmt: skip
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
            self._flights.relaunch(number)
            self._collect(wait_seconds=0)

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
        flying = self._flights.size
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
        number = self._flights.next_number()
        envelope = Envelope(
            self._started_ms, self._skip_duplicates, tuple(places), self._assets, self._repairs
        )
        self._spool.put(number, pack_batch(envelope))
        return number, envelope

    def _launch(self, number: int, envelope: Envelope) -> None:
        """Publish a batch that the ledger holds, and look after the others."""
        self._flights.launch(number, envelope)
        self._collect(wait_seconds=0)

    def _put(self, key: BatchKey, packed: PackedBatch, label: str, alone: tuple[str, ...]) -> None:
        """Put an attempt at a batch, and all that it needs, into the broker."""
        self._mail.publish(self._assets, self._store)
        self._payloads.put_batch(key, packed)
        self._gauge.add(len(packed.documents) + len(packed.raw))
        self._publish(key, label, alone)

    def _collect(self, wait_seconds: float) -> bool:
        """Enter the reports that are there, see to lost batches, tell the display.

        True when there was a report.
        """
        received = self._patiently(lambda: self._reports.receive(wait_seconds))
        if received:
            self._idle_since = None
            self._flights.enter([r.report for r in received])
            self._patiently(lambda: self._reports.forget(received))
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
        for loss in self._patiently(self._reports.losses):
            self._flights.told(loss)

    def _republish_vanished(self) -> None:
        """Publish again what nobody has."""
        attempts = self._flights.attempts()
        found = self._patiently(lambda: find_alive(self._redis, self._run, attempts, self._queues))
        # More workers than the setting foresees would wait for the producer.
        at_work = FLIGHTS_AT_WORK * len(found.leased)
        self._most_flights = max(self._settings.in_flight_batches, at_work)
        now = time.monotonic()
        if found.leased or not found.queued or self._patiently(lambda: any_leased(self._redis)):
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now
        self._flights.seen(found.queued | found.leased)

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
