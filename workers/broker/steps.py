"""Steps: a task notes in Redis what it is working on; the note outlives a process that ends."""

import errno
from typing import cast

import msgspec
from redis import Redis

from pipeline.records import Record
from workers.broker.payloads import BatchKey

STEP = "step"
# The exit code with which faulthandler ends a process after its time limit.
TIMED_OUT_STATUS = "exitcode 1"
OUT_OF_MEMORY_CODE = errno.ENOMEM


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
