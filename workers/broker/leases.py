"""Leases: how a running task shows that its batch is alive.

The task takes the lease. The worker's main process renews it while the task is on, because a
child can be in C code that lets no thread of its own run.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from redis import Redis, RedisError

from workers.broker.payloads import BatchKey

# What is lost is published again within 15 seconds: a lease outlives its worker by up to 8 s, then
# come the producer's grace between two tasks (5 s) and the time to its next look (up to 2 s).
LEASE_SECONDS = 8
RENEW_SECONDS = 2.0
LEASE = "lease"


def take_lease(redis: Redis, key: BatchKey) -> None:
    """Take the lease of one attempt at a batch."""
    redis.set(key.part(LEASE), b"", ex=LEASE_SECONDS)


def end_lease(redis: Redis, key: BatchKey) -> None:
    """Take back the lease of an attempt whose process is gone."""
    redis.unlink(key.part(LEASE))


def renew_leases(redis: Redis, keys: Callable[[], Iterable[BatchKey]]) -> None:
    """Renew the leases of `keys()` from a thread, as long as this process lives."""

    def renew() -> None:
        while not pause.wait(RENEW_SECONDS):
            try:
                for key in keys():
                    take_lease(redis, key)
            except (RedisError, RuntimeError):
                # A broker that is away may come back, keys that change meanwhile are asked for
                # again; a lease that ran out is judged by the producer, not here.
                continue

    pause = threading.Event()
    threading.Thread(target=renew, name="leases", daemon=True).start()


def leased(redis: Redis, run: str, attempts: Mapping[int, int]) -> set[int]:
    """Those batches of batch → attempt whose lease for that attempt has not run out."""
    if not attempts:
        return set()
    names = [BatchKey(run, batch, attempt).part(LEASE) for batch, attempt in attempts.items()]
    found = cast("list[bytes | None]", redis.mget(names))
    return {batch for batch, value in zip(attempts, found, strict=True) if value is not None}
