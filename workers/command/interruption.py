"""Ctrl-C and SIGTERM: the first ends the command in an orderly way, a second one at once."""

import json
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class Interrupted(BaseException):
    """The user or the system asked to stop; no `Exception`, so that no handler catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by signal {number}")
        self.exit_code = 128 + number


@contextmanager
def interruptible(as_json: bool = False) -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into `Interrupted`; a second one kills the process.

    `as_json`: the second leaves an object on standard output, if that can be written at once.
    """

    def first(number: int, frame: FrameType | None) -> None:
        del frame
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signal_number, second)
        raise Interrupted(number)

    def second(number: int, frame: FrameType | None) -> None:
        del frame
        if as_json:
            with suppress(OSError, ValueError):
                _leave(f"stopped at once by a second signal ({number})", 128 + number)
        os._exit(128 + number)

    before = {n: signal.signal(n, first) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(error: str, exit_code: int) -> None:
    """Write the last object past all buffers, unless its reader makes this process wait."""
    output = sys.stdout.fileno()
    if select.select([], [output], [], 0)[1]:
        os.write(output, json.dumps({"error": error, "exit_code": exit_code}).encode() + b"\n")
