"""Several batches in one write, for an index where every write costs.

A task of the index link looks into its queue and takes along what waits there. The messages stay
where they are, so that the batches count as queued until their reports are there; when their own
turn comes, there is nothing left to do.
"""

import time
from collections.abc import Sequence
from typing import cast

from redis import Redis

from workers.broker.payloads import BatchKey
from workers.libraries.kombu import IN_HAND, arguments
from workers.settings import INDEX_LINK

# On 8,000 news articles the embedded index took 1.46 ms of processor time a document with a commit
# every 64 documents, 0.84 with one every 256, 0.75 with one every 512.
MOST_BATCHES = 8
# What was worked is searchable, and accounted for, so much later at most. In runs over 1,500
# articles the index worker took 2.0 to 2.2 ms a document, all told, with 1 s and 1.7 with 3 s.
SECONDS = 3.0
LOOK_SECONDS = 0.1


class Gathering:
    """Gathers batches for one worker that alone serves the index link's queue."""

    def __init__(self, redis: Redis, queue: str) -> None:
        self._redis = redis
        self._queue = queue
        self._written = 0.0
        self._gone: set[BatchKey] = set()

    def has_gone(self, key: BatchKey) -> bool:
        """Whether a batch went with an earlier one, now that its own turn has come."""
        gone = key in self._gone
        self._gone.discard(key)
        return gone

    def others(self, key: BatchKey) -> list[BatchKey]:
        """What is to be written together with a batch: at least what waits already.

        Waits for more while batches are being worked, until `SECONDS` after the last write.
        """
        while (
            time.monotonic() - self._written < SECONDS
            and self._redis.llen(self._queue) < MOST_BATCHES - 1
            and self._more_to_come()
        ):
            time.sleep(LOOK_SECONDS)
        return self._waiting(key)[: MOST_BATCHES - 1]

    def written(self, others: Sequence[BatchKey]) -> None:
        """A write with these batches has just ended."""
        self._written = time.monotonic()
        self._gone.update(others)

    def _waiting(self, key: BatchKey) -> list[BatchKey]:
        """The batches in the queue, oldest first, but those that are worked record by record."""
        messages = cast("list[bytes]", self._redis.lrange(self._queue, 0, -1))
        named = [arguments(message) for message in reversed(messages)]
        found = dict.fromkeys(
            BatchKey(one["run"], one["batch"], one["attempt"])
            for one in named
            if INDEX_LINK not in one["alone"]
        )
        return [one for one in found if one != key and one not in self._gone]

    def _more_to_come(self) -> bool:
        # One of them is the message of the task that asks.
        return self._redis.hlen(IN_HAND) > 1
