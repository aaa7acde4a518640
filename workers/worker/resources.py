"""What the links of one worker process work with: stages, index, broker."""

import random
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from redis import Redis

from pipeline.errors import Unavailable
from pipeline.index import Index
from pipeline.stage import Stage
from workers.broker.asset_mail import AssetMail
from workers.broker.payloads import BatchKey, Loaded, Payloads
from workers.broker.reports import Reports
from workers.worker.stage_sets import StageSet, StageSets
from workers.worker.watchdog import Watch

T = TypeVar("T")

INDEX_PATIENCE_SECONDS = 600.0


class Batch(NamedTuple):
    """A batch as a link has loaded it, and the stages as its run wants them."""

    key: BatchKey
    loaded: Loaded
    stage_set: StageSet


class Resources:
    """`document_seconds`: the time limit of one document in one stage, 0 for none."""

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
        # What a payload consists of is the same for all sets.
        self.stages = stage_sets.plain.stages
        self._stage_sets = stage_sets
        self._ttl = payload_ttl_seconds
        self._document_seconds = document_seconds

    def load(self, key: BatchKey, before: Sequence[Stage], needs: frozenset[str]) -> Batch | None:
        """A batch with what the stages `before` gave of `needs`.

        None when a part of it or an asset is gone from Redis, or the attempt is stale: the
        producer will see to it.
        """
        loaded = self.payloads.load(key, before, needs)
        if loaded is None:
            return None
        mail = AssetMail(self.redis, key.run, self._ttl)
        stage_set = self._stage_sets.of(loaded.envelope.assets, mail, loaded.envelope.repairs)
        return None if stage_set is None else Batch(key, loaded, stage_set)

    def reports(self, run: str) -> Reports:
        """The reports of a run."""
        return Reports(self.redis, run, self._ttl)

    def watch(self, key: BatchKey, link: str) -> Watch:
        """The watch over one task."""
        return Watch(self.redis, key, link, self._document_seconds, self._ttl)

    def ask_index(self, run: str, question: Callable[[], T]) -> T:
        """Ask the index, and ask again while it is away: nothing is worked twice for its absence.

        The task waits in place, its lease renewed, and reports what it waits for. Raises
        `Unavailable` after `INDEX_PATIENCE_SECONDS`.
        """
        deadline = time.monotonic() + INDEX_PATIENCE_SECONDS
        wait = 0.5
        while True:
            try:
                return question()
            except Unavailable as error:
                if time.monotonic() + wait > deadline:
                    raise
                self.reports(run).wait_for(str(error))
            # Full jitter (AWS architecture blog, "Exponential backoff and jitter", 2015).
            time.sleep(random.uniform(0.1, wait))
            wait = min(wait * 2, 15.0)
