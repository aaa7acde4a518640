"""What workers tell the producer: one report a batch, on a Redis stream of the run."""

import os
import socket
from collections.abc import Mapping, Sequence
from typing import cast

import msgspec
from redis import Redis, RedisError

from pipeline.errors import ConfigurationError, StopRun
from pipeline.records import Outcome, Record
from workers.broker.payloads import pack, unpack
from workers.broker.steps import Loss

REPORT_FIELD = b"report"
STOP = "stop"
WAITING_SECONDS = 20


class Report(Record, frozen=True):
    """The final outcome of every place in a batch, by position.

    `content_hashes`: 16 bytes for each place, empty where nothing was indexed. `worker`: who
    wrote it (host and process). `finished_ms`: Unix time. `counts`: what `pipeline.counts` counts
    over the documents that were written to the index, by count and part.
    """

    batch: int
    attempt: int
    outcomes: tuple[Outcome, ...]
    content_hashes: tuple[bytes, ...]
    worker: str
    finished_ms: int
    counts: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)


class Received(msgspec.Struct, frozen=True):
    """A report with its place in the stream."""

    entry: bytes
    report: Report


class Reports:
    """The stream of one run's reports, and the counters of documents that passed each link."""

    def __init__(self, redis: Redis, run: str, ttl_seconds: int) -> None:
        self._redis = redis
        self._stream = f"{run}:reports"
        self._progress = f"{run}:progress"
        self._complaints = f"{run}:complaints"
        self._waiting = f"{run}:waiting"
        self._losses = f"{run}:losses"
        self._facts = f"{run}:facts"
        self._ttl = ttl_seconds

    def send(self, report: Report) -> None:
        """Add a report; it stays until the producer has committed it."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.xadd(self._stream, {REPORT_FIELD: pack(report)})
            pipe.expire(self._stream, self._ttl)
            pipe.execute()

    def receive(self, wait_seconds: float) -> list[Received]:
        """Reports that wait, oldest first; waits up to `wait_seconds` for the first."""
        answer = cast(
            "list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]] | None",
            self._redis.xread(
                {self._stream: "0-0"}, count=64, block=max(1, int(wait_seconds * 1000))
            )
            if wait_seconds > 0
            else self._redis.xread({self._stream: "0-0"}, count=64),
        )
        entries = answer[0][1] if answer else []
        return [Received(entry, unpack(fields[REPORT_FIELD], Report)) for entry, fields in entries]

    def forget(self, received: Sequence[Received]) -> None:
        """Delete reports that the ledger has committed."""
        if received:
            self._redis.xdel(self._stream, *(r.entry for r in received))

    def complain(self, batch: int, error: BaseException) -> None:
        """Tell why a task ended without a report.

        `StopRun` and `ConfigurationError` ask the producer to stop: repeating would not help.
        """
        stop = isinstance(error, StopRun | ConfigurationError)
        field = STOP if stop else str(batch)
        text = (str(error) if stop else f"{type(error).__name__}: {error}")[:500]
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(self._complaints, field, text.encode("utf-8", "replace"))
            pipe.expire(self._complaints, self._ttl)
            pipe.execute()

    def reason_to_stop(self) -> str | None:
        """What a task has said that makes going on useless."""
        text = cast("bytes | None", self._redis.hget(self._complaints, STOP))
        return None if text is None else text.decode()

    def take_complaint(self, batch: int) -> str | None:
        """What a task has last said of a batch, once."""
        with self._redis.pipeline() as pipe:
            pipe.hget(self._complaints, str(batch))
            pipe.hdel(self._complaints, str(batch))
            text, _ = cast("tuple[bytes | None, int]", tuple(pipe.execute()))
        return None if text is None else text.decode()

    def forget_complaints(self) -> None:
        """Delete what an earlier session received: its reason to stop may be gone."""
        self._redis.unlink(self._complaints)

    def wait_for(self, what: str) -> None:
        """Report what a task waits for; it is forgotten soon unless it is repeated."""
        self._redis.set(self._waiting, what[:300].encode("utf-8", "replace"), ex=WAITING_SECONDS)

    def waiting(self) -> str | None:
        """What some task waits for; None when none does, or while the broker is away."""
        try:
            text = cast("bytes | None", self._redis.get(self._waiting))
        except RedisError:
            return None
        return None if text is None else text.decode()

    def lose(self, loss: Loss) -> None:
        """Tell that the process of a task is gone."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.rpush(self._losses, msgspec.msgpack.encode(loss))
            pipe.expire(self._losses, self._ttl)
            pipe.execute()

    def losses(self) -> list[Loss]:
        """The losses that were reported since the last call."""
        values = cast("list[bytes] | None", self._redis.lpop(self._losses, 1_000)) or []
        return [msgspec.msgpack.decode(value, type=Loss) for value in values]

    def passed(self, link: str, documents: int) -> None:
        """Count documents that a link is done with."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hincrby(self._progress, link, documents)
            pipe.expire(self._progress, self._ttl)
            pipe.execute()

    def progress(self) -> dict[str, int]:
        """link → documents that passed it (repeated work counted again)."""
        counts = cast("dict[bytes, bytes]", self._redis.hgetall(self._progress))
        return {link.decode(): int(count) for link, count in counts.items()}

    def tell(self, facts: Mapping[str, str]) -> None:
        """Tell how stages run here: name → how it is."""
        if facts:
            with self._redis.pipeline(transaction=False) as pipe:
                for name, fact in facts.items():
                    pipe.hset(self._facts, name, fact)
                pipe.expire(self._facts, self._ttl)
                pipe.execute()

    def facts(self) -> dict[str, str]:
        """What workers reported of their stages; empty while the broker is away."""
        try:
            told = cast("dict[bytes, bytes]", self._redis.hgetall(self._facts))
        except RedisError:
            return {}
        return {name.decode(): fact.decode() for name, fact in sorted(told.items())}

    def close(self) -> None:
        """Remove all that a run keeps here but the leases."""
        self._redis.unlink(
            self._stream, self._progress, self._complaints, self._waiting, self._losses,
            self._facts,
        )  # fmt: skip


def worker_name() -> str:
    """Host and process, as failures and reports name the worker."""
    return f"{socket.gethostname()}:{os.getpid()}"


def source_label(sources: Sequence[str]) -> str:
    """A short text that says what a batch holds, for Flower: the first source, how many more."""
    distinct = list(dict.fromkeys(sources))
    first = distinct[0]
    short = first if len(first) <= 120 else f"…{first[-119:]}"
    return short if len(distinct) <= 1 else f"{short} (+{len(distinct) - 1})"
