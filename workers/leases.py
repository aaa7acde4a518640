"""Leases: how a running task shows that its batch is alive."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from redis import Redis, RedisError

from workers.payloads import BatchKey

# What is lost is published again within 15 seconds: a child outlives its worker by up to 1 s, its
# lease by 8 s, then come the producer's grace for hops (5 s) and its next look (0.5 s).
LEASE_SECONDS = 8
RENEW_SECONDS = 2.0
LEASE = "lease"


@contextmanager
def held(redis: Redis, key: BatchKey) -> Iterator[None]:
    """Hold the lease of one attempt at a batch, renewed by a thread until the block ends."""
    name = key.part(LEASE)
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            try:
                redis.set(name, b"", ex=LEASE_SECONDS)
            except (RedisError, MemoryError):
                # A broker that is away may come back; a lease that ran out is judged by the
                # producer, not here. Memory that a stage has used up is free again soon.
                continue

    redis.set(name, b"", ex=LEASE_SECONDS)
    thread = threading.Thread(target=renew, name=f"lease {key.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def end(redis: Redis, key: BatchKey) -> None:
    """Take back the lease of an attempt whose process is gone."""
    redis.unlink(key.part(LEASE))


def fresh(redis: Redis, run: str, attempts: Mapping[int, int]) -> set[int]:
    """Those batches of batch → attempt whose lease for that attempt has not run out."""
    if not attempts:
        return set()
    names = [BatchKey(run, batch, attempt).part(LEASE) for batch, attempt in attempts.items()]
    found = cast("list[bytes | None]", redis.mget(names))
    return {batch for batch, value in zip(attempts, found, strict=True) if value is not None}
