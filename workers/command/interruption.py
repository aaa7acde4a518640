"""Ctrl-C and SIGTERM: the first ends the command in an orderly way, a second one at once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupted(BaseException):
    """The user or the system asked to stop; no `Exception`, so that no handler catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by signal {number}")
        self.exit_code = 128 + number


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into `Interrupted`; a second one kills the process."""

    def first(number: int, frame: FrameType | None) -> None:
        del frame
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signal_number, second)
        raise Interrupted(number)

    def second(number: int, frame: FrameType | None) -> None:
        del frame
        os._exit(128 + number)

    before = {n: signal.signal(n, first) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
