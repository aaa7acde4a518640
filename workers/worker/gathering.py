"""Several batches in one write, for an index where each write is slow.

A task of the index link also writes the batches that wait in its queue. Their messages stay in the
queue, so that the batches count as queued until they are reported. When their own task runs, there
is nothing left to do.
"""

import time
from collections.abc import Sequence
from typing import cast

from redis import Redis

from workers.broker.chain import key_in
from workers.broker.payloads import BatchKey
from workers.libraries.kombu import IN_HAND, arguments
from workers.settings import INDEX_LINK

# On 8,000 news articles the embedded index took 1.46 ms of processor time a document with a commit
# every 64 documents, 0.84 with one every 256, 0.75 with one every 512.
MOST_BATCHES = 8
# A batch waits at most this long for others. In runs over 1,500 articles the index worker took 2.0
# to 2.2 ms a document with 1 s, and 1.7 ms with 3 s.
SECONDS = 3.0
LOOK_SECONDS = 0.1


class Gathering:
    """Gathers batches for the only worker of the index link's queue."""

    def __init__(self, redis: Redis, queue: str) -> None:
        self._redis = redis
        self._queue = queue
        self._written_at = 0.0
        self._written: set[BatchKey] = set()  # their own task has not run yet

    def was_written(self, key: BatchKey) -> bool:
        """Whether a batch was written together with an earlier one; to ask once for each task."""
        written = key in self._written
        self._written.discard(key)
        return written

    def batches_to_add(self, key: BatchKey) -> list[BatchKey]:
        """The batches to write together with this one: those that wait in the queue.

        While other batches are being worked, waits for them until `SECONDS` after the last write.
        """
        while (
            time.monotonic() - self._written_at < SECONDS
            and self._redis.llen(self._queue) < MOST_BATCHES - 1
            and self._more_to_come()
        ):
            time.sleep(LOOK_SECONDS)
        return self._waiting(key)[: MOST_BATCHES - 1]

    def note_write(self, others: Sequence[BatchKey]) -> None:
        """Note that a write which included these other batches has just ended."""
        self._written_at = time.monotonic()
        self._written.update(others)

    def _waiting(self, key: BatchKey) -> list[BatchKey]:
        """The batches in the queue, oldest first, without those that are written one by one."""
        messages = cast("list[bytes]", self._redis.lrange(self._queue, 0, -1))
        named = [arguments(message) for message in reversed(messages)]
        found = dict.fromkeys(
            key_in(one) for one in named if INDEX_LINK not in one.get("alone", (INDEX_LINK,))
        )
        return [one for one in found if one and one != key and one not in self._written]

    def _more_to_come(self) -> bool:
        # One of them is the message of the current task.
        return self._redis.hlen(IN_HAND) > 1
