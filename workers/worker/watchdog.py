"""The watch over one task: it notes at what the task is, and ends what takes too long."""

import faulthandler
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import NoReturn

import msgspec
from redis import Redis

from workers.broker.payloads import BatchKey
from workers.broker.steps import OUT_OF_MEMORY_CODE, STEP, Step

# A stage may take this many times the limit of one document for a whole batch. A batch that does
# not make it is not judged, only worked again document by document.
BATCH_FACTOR = 4
STANDARD_ERROR = 2


class Watch:
    """Notes the steps of one task, as a context; an error that is raised clears the note.

    `document_seconds`: the time limit of one document in one stage, 0 for none.
    """

    def __init__(
        self, redis: Redis, key: BatchKey, link: str, document_seconds: float, ttl_seconds: int
    ) -> None:
        self._redis = redis
        self._name = key.part(STEP)
        self._link = link
        self._seconds = document_seconds
        self._ttl = ttl_seconds

    def __enter__(self) -> "Watch":
        self.note("")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # SystemExit and the like end the process: then the note has to stay.
        if error is None or isinstance(error, Exception):
            self._redis.unlink(self._name)

    def note(self, stage: str, place: int | None = None, seconds: float = 0) -> None:
        """Note the step that comes now."""
        step = Step(self._link, stage, place, time.time_ns() // 1_000_000, seconds)
        self._redis.set(self._name, msgspec.msgpack.encode(step), ex=self._ttl)

    @contextmanager
    def timed(self, stage: str, place: int | None = None) -> Iterator[None]:
        """Note a step and end the process, with exit code 1, when it takes longer than it may."""
        seconds = self._seconds * (BATCH_FACTOR if place is None else 1)
        self.note(stage, place, seconds)
        if not seconds:
            yield
            return
        # Its thread needs no GIL: it ends C code that never returns, too, and leaves in the log
        # where that was.
        faulthandler.dump_traceback_later(seconds, exit=True, file=STANDARD_ERROR)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def end_out_of_memory() -> NoReturn:
    """End this process, for what it has taken may never be free again.

    Freed memory that lies between what is still used goes on counting against the limit, and the
    next, innocent document would not find enough.
    """
    os._exit(OUT_OF_MEMORY_CODE)


def limit_memory(more_bytes: int) -> None:
    """Let this process grow by that many bytes of address space from now on; 0 for any number.

    What goes beyond is a `MemoryError`, or ends the process. Linux only: other systems do not
    hold to such a limit.
    """
    if not more_bytes or sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + more_bytes, hard))
