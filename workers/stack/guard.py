"""Runs a program that does not watch its parent (the broker), and ends it with its parent.

`python -P -m workers.stack.guard -- PROGRAM ARGUMENTS…` ends PROGRAM when the process that started
the guard has ended, for whatever reason, and passes SIGTERM and SIGINT on to it.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

from workers.parent import orphan_check

CHECK_SECONDS = 0.5
GRACE_SECONDS = 3.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _end_with_guard() -> None:
    # Linux only. Elsewhere, when the guard is killed by SIGKILL, the supervisor ends the program
    # with the whole process group.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _ended_as(code: int) -> int:
    if code < 0:
        # For the supervisor to see that the program was killed.
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code, or ends by the signal that ended the program."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--"]:
        given = given[1:]
    orphaned = orphan_check()
    program = subprocess.Popen(given, stdin=subprocess.DEVNULL, preexec_fn=_end_with_guard)

    def stop(signal_number: int, frame: FrameType | None) -> None:
        del frame
        program.send_signal(signal_number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while True:
        try:
            return _ended_as(program.wait(CHECK_SECONDS))
        except subprocess.TimeoutExpired:
            if orphaned():
                break
    program.terminate()
    try:
        return program.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()
        return program.wait()


if __name__ == "__main__":
    sys.exit(main())
