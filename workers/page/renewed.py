"""A value that is dear to read, read again from time to time for all who look."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Renewed(Generic[T]):
    """What `read` gave within the last `seconds`, however many threads look at once."""

    def __init__(
        self, read: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[float, T] | None = None

    def value(self) -> T:
        """The value; read now if it is too old, or if there is none."""
        # Who comes while another one reads gets the value before, so that no more threads wait.
        known = self._known
        if known is None:
            with self._lock:
                return (self._known or self._again())[1]
        if self._clock() - known[0] >= self._seconds and self._lock.acquire(blocking=False):
            try:
                known = self._again()
            finally:
                self._lock.release()
        return known[1]

    def _again(self) -> tuple[float, T]:
        made = self._read()
        self._known = self._clock(), made
        return self._known
