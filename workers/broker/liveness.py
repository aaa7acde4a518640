"""Which batches are alive: they wait in a queue or a running task has their lease."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from redis import Redis

from workers.broker.chain import key_in
from workers.broker.leases import LEASE, leased
from workers.broker.payloads import BatchKey
from workers.libraries.kombu import arguments


class Alive(NamedTuple):
    """Batches whose attempt waits in a queue, and those whose attempt a task is working."""

    queued: set[int]
    leased: set[int]


def find_alive(redis: Redis, run: str, attempts: Mapping[int, int], queues: Sequence[str]) -> Alive:
    """Which batches (of batch → attempt) wait in a queue or have a lease.

    The broker's list of unacknowledged messages is not used: it keeps a dead worker's message for
    an hour. Messages of older attempts do not count either.
    """
    held = leased(redis, run, attempts)
    with redis.pipeline(transaction=False) as pipe:
        for queue in queues:
            pipe.lrange(queue, 0, -1)
        waiting = cast("list[list[bytes]]", pipe.execute())
    queued = {key_in(arguments(message)) for messages in waiting for message in messages}
    alive = {
        batch for batch, attempt in attempts.items() if BatchKey(run, batch, attempt) in queued
    }
    return Alive(alive, held)


def any_leased(redis: Redis) -> bool:
    """Whether any worker is working a batch, of whatever run."""
    return next(iter(redis.scan_iter(match=f"*:{LEASE}", count=1_000)), None) is not None
