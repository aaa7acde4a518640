"""Which batches are alive: waiting in a queue or leased by a task that runs."""

import base64
import json
from collections.abc import Sequence
from typing import Any, cast

from redis import Redis

from workers.leases import fresh


def alive(redis: Redis, run: str, batches: Sequence[int], queues: Sequence[str]) -> set[int]:
    """Those of a run's batches that wait in one of the queues or hold a fresh lease.

    The broker's list of unacknowledged messages is no evidence: it keeps a dead worker's message
    for an hour.
    """
    leased = fresh(redis, run, batches)
    with redis.pipeline(transaction=False) as pipe:
        for queue in queues:
            pipe.lrange(queue, 0, -1)
        waiting = cast("list[list[bytes]]", pipe.execute())
    queued = {_batch(message, run) for messages in waiting for message in messages}
    return leased | (set(batches) & queued)


def _batch(message: bytes, run: str) -> int | None:
    """The batch that a Celery message (kombu's Redis envelope, protocol 2) is about."""
    envelope: dict[str, Any] = json.loads(message)
    _, arguments, _ = json.loads(base64.b64decode(envelope["body"]))
    return int(arguments["batch"]) if arguments.get("run") == run else None
