"""Ctrl-C, SIGTERM and SIGHUP: the first ends a command in an orderly way, a second one at once."""

import json
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

# A terminal that is closed sends SIGHUP, as a rule twice: its shell and the system do.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """The user or the system asked to stop; no `Exception`, so that no handler catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by signal {number}")
        self.exit_code = 128 + number


@contextmanager
def interruptible(as_json: bool = False) -> Iterator[None]:
    """Turn the first of `SIGNALS` into `Interrupted`; a second one kills the process.

    A second SIGHUP does not, and none is heeded where the caller ignores it, as `nohup` does.
    `as_json`: the second leaves an object on standard output, if that can be written at once.
    """

    def first(number: int, frame: FrameType | None) -> None:
        del frame
        for signal_number in heeded:
            next_one = signal.SIG_IGN if signal_number == signal.SIGHUP else second
            signal.signal(signal_number, next_one)
        raise Interrupted(number)

    def second(number: int, frame: FrameType | None) -> None:
        del frame
        if as_json:
            with suppress(OSError, ValueError):
                _leave(f"stopped at once by a second signal ({number})", 128 + number)
        os._exit(128 + number)

    is_detached = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    heeded = SIGNALS[:-1] if is_detached else SIGNALS
    before = {number: signal.signal(number, first) for number in heeded}
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
