"""What workers report to the producer: one report for each batch, on a Redis stream of the run."""

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

    `content_hashes`: 16 bytes for each place, empty where nothing was indexed. `worker`: host and
    process that wrote it. `finished_ms`: Unix time. `counts`: the counts of `pipeline.counts` over
    the documents that were written to the index, by count and part.
    """

    batch: int
    attempt: int
    outcomes: tuple[Outcome, ...]
    content_hashes: tuple[bytes, ...]
    worker: str
    finished_ms: int
    counts: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)


class Received(msgspec.Struct, frozen=True):
    """A report with its id in the stream."""

    id: bytes
    report: Report


class Reports:
    """What the workers of one run report: outcomes, errors, lost processes, progress."""

    def __init__(self, redis: Redis, run: str, ttl_seconds: int) -> None:
        self._redis = redis
        self._stream = f"{run}:reports"
        self._progress = f"{run}:progress"
        self._errors = f"{run}:complaints"  # the name in Redis, which older workers use too
        self._waiting = f"{run}:waiting"
        self._losses = f"{run}:losses"
        self._facts = f"{run}:facts"
        self._ttl = ttl_seconds

    def send(self, report: Report) -> None:
        """Add a report; it stays until the producer deletes it."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.xadd(self._stream, {REPORT_FIELD: pack(report)})
            pipe.expire(self._stream, self._ttl)
            pipe.execute()

    def receive(self, wait_seconds: float) -> list[Received]:
        """The reports in the stream, oldest first; waits up to `wait_seconds` for the first."""
        answer = cast(
            "list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]] | None",
            self._redis.xread(
                {self._stream: "0-0"}, count=64, block=max(1, int(wait_seconds * 1000))
            )
            if wait_seconds > 0
            else self._redis.xread({self._stream: "0-0"}, count=64),
        )
        entries = answer[0][1] if answer else []
        return [Received(id, unpack(fields[REPORT_FIELD], Report)) for id, fields in entries]

    def delete(self, received: Sequence[Received]) -> None:
        """Delete reports that the ledger has committed."""
        if received:
            self._redis.xdel(self._stream, *(r.id for r in received))

    def report_error(self, batch: int, error: BaseException) -> None:
        """Report the error that ended a task.

        `StopRun` and `ConfigurationError` make the producer stop: a repetition would not help.
        """
        stop = isinstance(error, StopRun | ConfigurationError)
        field = STOP if stop else str(batch)
        text = (str(error) if stop else f"{type(error).__name__}: {error}")[:500]
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(self._errors, field, text.encode("utf-8", "replace"))
            pipe.expire(self._errors, self._ttl)
            pipe.execute()

    def stop_reason(self) -> str | None:
        """The message of an error that makes the producer stop; None when there was none."""
        text = cast("bytes | None", self._redis.hget(self._errors, STOP))
        return None if text is None else text.decode()

    def take_error(self, batch: int) -> str | None:
        """The last error of a task on a batch; it is deleted."""
        with self._redis.pipeline() as pipe:
            pipe.hget(self._errors, str(batch))
            pipe.hdel(self._errors, str(batch))
            text, _ = cast("tuple[bytes | None, int]", tuple(pipe.execute()))
        return None if text is None else text.decode()

    def delete_errors(self) -> None:
        """Delete the errors of an earlier session, whose cause may be mended now."""
        self._redis.unlink(self._errors)

    def report_waiting(self, what: str) -> None:
        """Report what a task waits for; Redis keeps it for `WAITING_SECONDS`."""
        self._redis.set(self._waiting, what[:300].encode("utf-8", "replace"), ex=WAITING_SECONDS)

    def waiting(self) -> str | None:
        """What a task waits for; None when no task waits, or while the broker is away."""
        try:
            text = cast("bytes | None", self._redis.get(self._waiting))
        except RedisError:
            return None
        return None if text is None else text.decode()

    def report_loss(self, loss: Loss) -> None:
        """Report that the process of a task ended."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.rpush(self._losses, msgspec.msgpack.encode(loss))
            pipe.expire(self._losses, self._ttl)
            pipe.execute()

    def take_losses(self) -> list[Loss]:
        """The losses that were reported since the last call; they are deleted."""
        values = cast("list[bytes] | None", self._redis.lpop(self._losses, 1_000)) or []
        return [msgspec.msgpack.decode(value, type=Loss) for value in values]

    def count_passed(self, link: str, documents: int) -> None:
        """Count documents that have passed a link."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hincrby(self._progress, link, documents)
            pipe.expire(self._progress, self._ttl)
            pipe.execute()

    def progress(self) -> dict[str, int]:
        """link → documents that passed it; those of a repeated batch are counted again."""
        counts = cast("dict[bytes, bytes]", self._redis.hgetall(self._progress))
        return {link.decode(): int(count) for link, count in counts.items()}

    def report_facts(self, facts: Mapping[str, str]) -> None:
        """Report how stages run in this worker: what is described → its description."""
        if facts:
            with self._redis.pipeline(transaction=False) as pipe:
                for name, fact in facts.items():
                    pipe.hset(self._facts, name, fact)
                pipe.expire(self._facts, self._ttl)
                pipe.execute()

    def facts(self) -> dict[str, str]:
        """The facts that workers reported; empty while the broker is away."""
        try:
            facts = cast("dict[bytes, bytes]", self._redis.hgetall(self._facts))
        except RedisError:
            return {}
        return {name.decode(): fact.decode() for name, fact in sorted(facts.items())}

    def close(self) -> None:
        """Delete everything that was reported of the run."""
        self._redis.unlink(
            self._stream, self._progress, self._errors, self._waiting, self._losses,
            self._facts,
        )  # fmt: skip


def worker_name() -> str:
    """Host and process id, the worker's name in failures and reports."""
    return f"{socket.gethostname()}:{os.getpid()}"
