"""Steps: a task notes in Redis what it is working on; the note outlives a process that ends."""

import errno
import re
from collections.abc import Mapping
from typing import cast

import msgspec
from redis import Redis

from pipeline.records import Failed, Record
from workers.broker.payloads import BatchKey

STEP = "step"
# The exit code with which faulthandler ends a process after its time limit.
TIMED_OUT_STATUS = "exitcode 1"
OUT_OF_MEMORY_CODE = errno.ENOMEM
# Signals that may as well come from outside (the system, an operator) as from the document.
FROM_OUTSIDE = re.compile(r"signal (9|15)\b")


class Step(Record, frozen=True):
    """What a task is working on: a stage of a link; one place when it works document by document.

    `started_ms`: Unix time. `seconds`: the time limit of this step, 0 for none.
    """

    link: str
    stage: str
    place: int | None
    started_ms: int
    seconds: float


class Loss(Record, frozen=True):
    """A child process that ended in the middle of a task, as its worker reports it.

    `status`: such as "signal 6 (SIGABRT)" or "exitcode 3". `ended_ms`: Unix time.
    """

    batch: int
    attempt: int
    status: str
    ended_ms: int


def read_step(redis: Redis, key: BatchKey) -> Step | None:
    """The last step that an attempt's task noted."""
    value = cast("bytes | None", redis.get(key.part(STEP)))
    return None if value is None else msgspec.msgpack.decode(value, type=Step)


def read_steps(redis: Redis, run: str, attempts: Mapping[int, int]) -> dict[int, Step]:
    """What tasks work on now, by batch, of these attempts (batch → attempt) at batches of a run."""
    if not attempts:
        return {}
    names = [BatchKey(run, batch, attempt).part(STEP) for batch, attempt in attempts.items()]
    found = cast("list[bytes | None]", redis.mget(names))
    return {
        batch: msgspec.msgpack.decode(value, type=Step)
        for batch, value in zip(attempts, found, strict=True)
        if value is not None
    }


def failure_at(step: Step, loss: Loss | None) -> tuple[Failed, bool]:
    """The failure of the document at a step, and whether the document surely caused it.

    Without a `loss` the whole worker ended, for which any document or none may be the cause.
    """
    if loss is None:
        message = "the worker was lost while it worked this document alone"
        return Failed(step.stage, "WorkerLost", message), False
    if (
        loss.status == TIMED_OUT_STATUS
        and step.seconds
        and loss.ended_ms - step.started_ms >= step.seconds * 1000
    ):
        message = (
            f"{step.stage} was not done with this document alone after {step.seconds:g} s; "
            "a larger DOCMILL_DOCUMENT_SECONDS gives it more time"
        )
        return Failed(step.stage, "TimedOut", message), True
    if loss.status == f"exitcode {OUT_OF_MEMORY_CODE}":
        message = (
            f"{step.stage} found too little memory for this document alone; "
            "DOCMILL_DOCUMENT_MEMORY_BYTES sets how much a worker process may take"
        )
        return Failed(step.stage, "OutOfMemory", message), True
    message = f"the worker process ended ({loss.status}) while it worked this document alone"
    return Failed(step.stage, "WorkerLost", message), not FROM_OUTSIDE.match(loss.status)
