"""What the links of one worker process share: stages, index, broker."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple, TypeVar

from redis import Redis, RedisError

from pipeline.errors import Unavailable
from pipeline.index import Index
from pipeline.stage import Stage
from workers.broker.broker_assets import BrokerAssets
from workers.broker.payloads import BatchKey, Loaded, Payloads
from workers.broker.reports import Reports
from workers.worker.stage_sets import StageSet, StageSets
from workers.worker.watchdog import Watch

T = TypeVar("T")

INDEX_PATIENCE_SECONDS = 600.0
# An index that takes longer to answer is worth telling, again and again: what is told expires.
SLOW_SECONDS = 10.0
RETELL_SECONDS = 5.0


class Batch(NamedTuple):
    """A loaded batch, with the stages as its run wants them."""

    key: BatchKey
    loaded: Loaded
    stage_set: StageSet


class Resources:
    """Stages, index and broker; `document_seconds`: limit of one document in one stage, 0: none."""

    def __init__(
        self,
        stage_sets: StageSets,
        index: Index,
        redis: Redis,
        payload_ttl_seconds: int,
        document_seconds: float,
    ) -> None:
        self.index = index
        self.redis = redis
        self.payloads = Payloads(redis, payload_ttl_seconds)
        # The parts of a payload are the same for all sets of stages.
        self.stages = stage_sets.plain.stages
        self._stage_sets = stage_sets
        self._ttl = payload_ttl_seconds
        self._document_seconds = document_seconds

    def load(self, key: BatchKey, before: Sequence[Stage], needs: frozenset[str]) -> Batch | None:
        """A batch with the parts in `needs` that the stages `before` gave.

        None when Redis has lost a part or an asset, or a newer attempt exists. Then the producer
        publishes the batch again, or has done so.
        """
        loaded = self.payloads.load(key, before, needs)
        if loaded is None:
            return None
        assets = BrokerAssets(self.redis, key.run, self._ttl)
        stage_set = self._stage_sets.get(loaded.envelope.assets, assets, loaded.envelope.repairs)
        return None if stage_set is None else Batch(key, loaded, stage_set)

    def reports(self, run: str) -> Reports:
        """The reports of one run."""
        return Reports(self.redis, run, self._ttl)

    def watch(self, key: BatchKey, link: str) -> Watch:
        """The watch over one task."""
        return Watch(self.redis, key, link, self._document_seconds, self._ttl)

    def call_index(self, run: str, action: Callable[[], T]) -> T:
        """Do something with the index; try again while it is away.

        The task waits, its lease is renewed, and it reports what it waits for. So an index that is
        away costs no repeated work.

        Raises:
            Unavailable: the index is still away after `INDEX_PATIENCE_SECONDS`.
        """
        deadline = time.monotonic() + INDEX_PATIENCE_SECONDS
        wait = 0.5
        while True:
            try:
                with told_when_slow(self.reports(run)):
                    return action()
            except Unavailable as error:
                if time.monotonic() + wait > deadline:
                    raise
                self.reports(run).report_waiting(str(error))
            # Full jitter (AWS architecture blog, "Exponential backoff and jitter", 2015).
            time.sleep(random.uniform(0.1, wait))
            wait = min(wait * 2, 15.0)


@contextmanager
def told_when_slow(reports: Reports) -> Iterator[None]:
    """Report that the index gives no answer while the block lasts, unless more is known of it."""
    done = threading.Event()
    begun = time.monotonic()

    def tell() -> None:
        wait = SLOW_SECONDS
        while not done.wait(wait):
            wait = min(wait, RETELL_SECONDS)
            with suppress(RedisError):
                if reports.waiting() is None:
                    seconds = time.monotonic() - begun
                    reports.report_waiting(f"the index: no answer for {seconds:.0f} s")

    threading.Thread(target=tell, name="slow index", daemon=True).start()
    try:
        yield
    finally:
        done.set()
