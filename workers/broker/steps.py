"""Steps: a task notes in Redis at what it is, and the note outlives a process that ends there."""

import errno
from typing import cast

import msgspec
from redis import Redis

from pipeline.records import Record
from workers.broker.payloads import BatchKey

STEP = "step"
# What faulthandler ends a process with when its time is over.
TIMED_OUT_STATUS = "exitcode 1"
OUT_OF_MEMORY_CODE = errno.ENOMEM


class Step(Record, frozen=True):
    """What a task is at: a stage of a link, and one place when it works document by document.

    `started_ms`: Unix time. `seconds`: the time limit of this step, 0 for none.
    """

    link: str
    stage: str
    place: int | None
    started_ms: int
    seconds: float


class Loss(Record, frozen=True):
    """A worker's word on a child process of its own that ended in the midst of a task.

    `status`: such as "signal 6 (SIGABRT)" or "exitcode 3". `ended_ms`: Unix time.
    """

    batch: int
    attempt: int
    status: str
    ended_ms: int


def step_of(redis: Redis, key: BatchKey) -> Step | None:
    """Where an attempt's task stands, or stood when its process ended."""
    value = cast("bytes | None", redis.get(key.part(STEP)))
    return None if value is None else msgspec.msgpack.decode(value, type=Step)
