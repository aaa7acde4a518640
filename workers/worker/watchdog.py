"""The watch over one task: notes its steps, and ends the process when a step takes too long."""

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

# For a whole batch a stage may take this many times the limit of one document. A batch that takes
# longer is not failed, but worked again document by document.
BATCH_FACTOR = 4
# The limit is for a document up to this size; of a larger one it grows as the document does. A text
# of 5.6 MB took 18 s for each MB in its slowest stage on a busy machine; this gives it 60.
LIMIT_BYTES = 2_000_000
STANDARD_ERROR = 2


class Watch:
    """A context in which the steps of one task are noted; at its end the note is deleted.

    `document_seconds`: the time limit of one document in one stage, up to `LIMIT_BYTES`; 0: none.
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
        # SystemExit and the like end the process: then the note stays.
        if error is None or isinstance(error, Exception):
            self._redis.unlink(self._name)

    def note(self, stage: str, place: int | None = None, seconds: float = 0) -> None:
        """Note the step that begins now."""
        step = Step(self._link, stage, place, time.time_ns() // 1_000_000, seconds)
        self._redis.set(self._name, msgspec.msgpack.encode(step), ex=self._ttl)

    @contextmanager
    def timed(self, stage: str, largest: int, place: int | None = None) -> Iterator[None]:
        """Note a step; when it exceeds its time limit, end the process with exit code 1.

        `largest`: bytes or characters of the largest document that is worked in it.
        """
        seconds = self._seconds * max(1.0, largest / LIMIT_BYTES)
        if place is None:
            seconds *= BATCH_FACTOR
        self.note(stage, place, seconds)
        if not seconds:
            yield
            return
        # faulthandler's thread needs no GIL. So it also ends C code that never returns, and it
        # logs where that was.
        faulthandler.dump_traceback_later(seconds, exit=True, file=STANDARD_ERROR)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def end_out_of_memory() -> NoReturn:
    """End this process after a document ran out of memory.

    Freed memory between blocks in use still counts against the limit, so the next document might
    not get enough either.
    """
    os._exit(OUT_OF_MEMORY_CODE)


def limit_memory(more_bytes: int) -> None:
    """Let this process grow by at most this many bytes of address space; 0: no limit.

    Beyond that, a `MemoryError` is raised or the process ends. Linux only: other systems do not
    enforce such a limit.
    """
    if not more_bytes or sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + more_bytes, hard))
