"""Leases: how a running task shows that its batch is being worked.

The task takes the lease. The worker's main process renews it while the task runs, because C code in
the child process may block all of the child's threads.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from redis import Redis, RedisError

from workers.broker.payloads import BatchKey

# A lost batch is published again within 15 seconds: the lease outlives the worker by up to 8 s, the
# producer allows 5 s between two tasks, and it checks every 2 s.
LEASE_SECONDS = 8
RENEW_SECONDS = 2.0
LEASE = "lease"


def take_lease(redis: Redis, key: BatchKey) -> None:
    """Take the lease of one attempt at a batch."""
    redis.set(key.part(LEASE), b"", ex=LEASE_SECONDS)


def end_lease(redis: Redis, key: BatchKey) -> None:
    """Remove the lease of an attempt whose process ended."""
    redis.unlink(key.part(LEASE))


def renew_leases(redis: Redis, keys: Callable[[], Iterable[BatchKey]]) -> None:
    """Renew the leases of `keys()` from a thread, as long as this process lives."""

    def renew() -> None:
        while not pause.wait(RENEW_SECONDS):
            try:
                for key in keys():
                    take_lease(redis, key)
            except (RedisError, RuntimeError):
                # The broker is away, or the keys changed while they were read: try again next
                # time. The producer decides what an expired lease means.
                continue

    pause = threading.Event()
    threading.Thread(target=renew, name="leases", daemon=True).start()


def leased(redis: Redis, run: str, attempts: Mapping[int, int]) -> set[int]:
    """The batches (of batch → attempt) whose lease for that attempt has not expired."""
    if not attempts:
        return set()
    names = [BatchKey(run, batch, attempt).part(LEASE) for batch, attempt in attempts.items()]
    found = cast("list[bytes | None]", redis.mget(names))
    return {batch for batch, value in zip(attempts, found, strict=True) if value is not None}
