"""The producer: reads sources, writes the ledger, publishes batches, enters their reports.

It alone publishes a batch again, when no queue and no worker has the batch any more.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.exceptions import OutOfMemoryError

from pipeline.errors import ConfigurationError, StopRun, Unavailable
from pipeline.records import Document, Locator, Unread
from pipeline.sources import Cursor
from workers.address import masked
from workers.broker.broker_assets import BrokerAssets
from workers.broker.chain import Label
from workers.broker.liveness import any_leased, find_alive
from workers.broker.memory import MemoryGauge
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
# Publishes the chain of an attempt, with a label and the links that work it document by document.
Publish = Callable[[BatchKey, Label, tuple[str, ...]], None]

# Between two looks for reports while there is more to publish: those of many batches are entered at
# once.
COLLECT_SECONDS = 0.05
LOSS_CHECK_SECONDS = 0.5  # between two checks for lost processes that workers reported
LIVENESS_SECONDS = 2.0  # between two checks of all queues and leases
# Batches in flight for each batch at work, so that a worker that is done finds another.
FLIGHTS_AT_WORK = 2
BROKER_PATIENCE_SECONDS = 60.0
FULL_PATIENCE_SECONDS = 600.0
BROKER_RETRY_SECONDS = 0.5


class Producer:
    """Works one run, from its first document to its last report.

    Methods raise `Unavailable` when the broker stays away, and `StopRun` when the ledger or the
    spool cannot be written or the stack cannot be kept running.
    """

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
        self._broker_assets = BrokerAssets(redis, state.run, settings.payload_ttl_seconds)
        self._store = AssetStore(settings.data_dir)
        self._reports = Reports(redis, state.run, settings.payload_ttl_seconds)
        self._queues = [settings.queue(link) for link in settings.link_names]
        self._gauge = MemoryGauge(redis, settings.broker_bytes)
        self._flights = Flights(
            state, ledger, spool, redis, self._publish_attempt, self._retry_broker,
            settings.stage_names, settings.max_attempts,
        )  # fmt: skip
        self._most_flights = settings.in_flight_batches
        self._liveness_checked = self._losses_checked = time.monotonic()
        self._collected = self._losses_checked
        self._idle_since: float | None = None

    def publish_new(self, items: Iterable[Document | Unread], cursor: Cursor) -> None:
        """Publish documents read from the sources; `cursor`: the position of the reading."""
        for places, size in self._batches(items):
            number, envelope = self._spool_batch(places, size)
            self._ledger.add_batch(self._run, number, envelope, cursor.position)
            self._launch(number, envelope)
        self._ledger.read_to_end(self._run)

    def publish_failed(
        self, items: Iterable[Document | Unread], failed: Mapping[Locator, FailedPlace]
    ) -> None:
        """Publish documents that failed before; `failed`: their former places in the ledger."""
        for places, size in self._batches(items):
            number, envelope = self._spool_batch(places, size, again=True)
            again = [failed[place.locator] for place in places]
            self._ledger.retry_batch(self._run, number, envelope, again)
            self._launch(number, envelope)

    def republish_open(self) -> None:
        """Publish batches again that an earlier session left unfinished, from the spool."""
        self._retry_broker(self._reports.delete_errors)
        while self._collect(wait_seconds=0):  # reports that came after the end of that session
            pass
        for number in self._ledger.open_batches(self._run):
            while self._must_wait(0):
                self._collect(wait_seconds=0.2)
            if not self._ledger.is_open(self._run, number):
                continue  # a worker had its message from the earlier session, and worked it
            self._flights.relaunch(number)
            self._collect(wait_seconds=0)

    def finish(self) -> None:
        """Wait until every batch is accounted for."""
        while self._flights:
            self._collect(wait_seconds=0.2)
        self._spool.clear()

    def close(self) -> None:
        """Remove what the run left in the broker."""
        self._retry_broker(self._reports.close)
        self._retry_broker(lambda: self._broker_assets.close(self._assets))

    def progress(self) -> dict[str, int]:
        """link → documents that passed it; empty while the broker is away."""
        try:
            return self._reports.progress()
        except RedisError:
            return {}

    def attempts(self) -> Mapping[int, int]:
        """The batches in flight → their current attempts."""
        return self._flights.attempts()

    @property
    def stalled_seconds(self) -> float:
        """For how long batches had waited at the last check without any worker taking one."""
        if self._idle_since is None:
            return 0.0
        return self._liveness_checked - self._idle_since

    def reset_stall(self) -> None:
        """Count `stalled_seconds` from now on, after the workers were started anew."""
        self._idle_since = None

    def _must_wait(self, size: int) -> bool:
        """Whether a batch of this size must wait; never when no batch is in flight."""
        if not self._flights:
            return False
        flying = self._flights.size
        return (
            len(self._flights) >= self._most_flights
            or flying + size > self._settings.in_flight_bytes
            or not self._retry_broker(lambda: self._gauge.has_room(size))
        )

    def _batches(self, items: Iterable[Document | Unread]) -> Iterator[tuple[list[Place], int]]:
        limits = (self._settings.batch_documents, self._settings.batch_bytes)
        return batches(items, *limits)

    def _spool_batch(
        self, places: list[Place], size: int, *, again: bool = False
    ) -> tuple[int, Envelope]:
        """Wait for room, then write a batch to the spool under the next number."""
        while self._must_wait(size):
            self._collect(wait_seconds=0.2)
        number = self._flights.next_number()
        envelope = Envelope(
            self._started_ms, self._skip_duplicates, tuple(places), self._assets, self._repairs,
            again,
        )  # fmt: skip
        self._spool.put(number, pack_batch(envelope))
        return number, envelope

    def _launch(self, number: int, envelope: Envelope) -> None:
        """Publish a batch that the ledger holds, then collect reports if it is time."""
        self._flights.launch(number, envelope)
        if time.monotonic() - self._collected >= COLLECT_SECONDS:
            self._collect(wait_seconds=0)

    def _publish_attempt(
        self, key: BatchKey, packed: PackedBatch, label: Label, alone: tuple[str, ...]
    ) -> None:
        """Store the payload and the assets of an attempt in the broker, then publish it."""
        self._broker_assets.publish(self._assets, self._store)
        self._payloads.put_batch(key, packed)
        self._gauge.add(len(packed.documents) + len(packed.raw))
        self._publish(key, label, alone)

    def _collect(self, wait_seconds: float) -> bool:
        """Enter new reports, publish lost batches again, update the display.

        Returns whether there was a report.
        """
        received = self._retry_broker(lambda: self._reports.receive(wait_seconds))
        if received:
            self._idle_since = None
            self._flights.enter_reports([r.report for r in received])
            self._retry_broker(lambda: self._reports.delete(received))
        self._tick()
        now = self._collected = time.monotonic()
        if now - self._losses_checked >= LOSS_CHECK_SECONDS:
            self._losses_checked = now
            self._republish_reported()
        if now - self._liveness_checked >= LIVENESS_SECONDS:
            self._liveness_checked = now
            self._republish_unseen()
        return bool(received)

    def _republish_reported(self) -> None:
        """Publish batches again whose process a worker reported as lost."""
        if reason := self._retry_broker(self._reports.stop_reason):
            raise StopRun(reason)
        for loss in self._retry_broker(self._reports.take_losses):
            self._flights.republish_reported(loss)

    def _republish_unseen(self) -> None:
        """Publish batches again that no queue and no worker has."""
        attempts = self._flights.attempts()
        alive = self._retry_broker(
            lambda: find_alive(self._redis, self._run, attempts, self._queues)
        )
        # With more workers than the setting allows for, some would wait for the producer.
        at_work = FLIGHTS_AT_WORK * len(alive.leased)
        self._most_flights = max(self._settings.in_flight_batches, at_work)
        now = time.monotonic()
        if alive.leased or not alive.queued or self._retry_broker(lambda: any_leased(self._redis)):
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now
        self._flights.republish_unseen(alive.queued | alive.leased)

    def _retry_broker(self, action: Callable[[], T]) -> T:
        """Do something with the broker; try again while it is away or full.

        Raises:
            ConfigurationError: one of docmill's keys is of another type, so waiting does not help.
            Unavailable: the broker has been away or full for too long.
        """
        address = masked(self._settings.broker_url or "")
        started = time.monotonic()
        deadline = started + BROKER_PATIENCE_SECONDS
        while True:
            try:
                return action()
            except (RedisError, OperationalError, OSError) as error:
                if "WRONGTYPE " in str(error):
                    raise ConfigurationError(
                        f"Redis at {address} has a key of another program under a name that "
                        f"docmill uses ({error}): remove it, or name a database of docmill's own "
                        "in DOCMILL_BROKER_URL; docmill resume then goes on"
                    ) from error
                # A full broker gets room again as workers finish batches, so wait longer for it.
                if isinstance(error, OutOfMemoryError):
                    deadline = min(
                        time.monotonic() + BROKER_PATIENCE_SECONDS, started + FULL_PATIENCE_SECONDS
                    )
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"Redis at {address} has been away or full for "
                        f"{time.monotonic() - started:.0f} s ({error}); see DOCMILL_BROKER_URL"
                    ) from error
                self._tick()
                time.sleep(BROKER_RETRY_SECONDS)
