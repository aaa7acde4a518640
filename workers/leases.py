"""Leases: how a running task shows that its batch is alive."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from redis import Redis, RedisError

from workers.payloads import BatchKey

LEASE_SECONDS = 10
RENEW_SECONDS = 2.0


def _name(run: str, batch: int) -> str:
    return f"{run}:{batch:07d}:lease"


@contextmanager
def held(redis: Redis, key: BatchKey) -> Iterator[None]:
    """Hold the lease of a batch, renewed by a thread until the block ends."""
    name = _name(key.run, key.batch)
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            try:
                redis.set(name, key.attempt, ex=LEASE_SECONDS)
            except RedisError:
                # A broker that is away may come back; a lease that ran out is judged by the
                # producer, not here.
                continue

    redis.set(name, key.attempt, ex=LEASE_SECONDS)
    thread = threading.Thread(target=renew, name=f"lease {key.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def fresh(redis: Redis, run: str, batches: Sequence[int]) -> set[int]:
    """Those of the batches whose lease has not run out."""
    if not batches:
        return set()
    found = cast("list[bytes | None]", redis.mget([_name(run, b) for b in batches]))
    return {batch for batch, value in zip(batches, found, strict=True) if value is not None}
