"""Runs what is measured: one command and everything that it starts."""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

SAMPLE_SECONDS = 0.25
_TAIL = 1500


class RunFailed(RuntimeError):
    """A command failed, took too long or lost documents; the message says which and how."""


@dataclass(frozen=True)
class Finished:
    """A command that ended well.

    Attributes:
        output: its standard output.
        began, ended: Unix time, seconds.
        peak_bytes: the most memory that it and its descendants held at once; 0 where not measured.
    """

    output: str
    began: float
    ended: float
    peak_bytes: int


def run(
    command: list[str],
    environment: Mapping[str, str],
    folder: Path,
    limit_seconds: float,
    with_memory: bool = False,
    beside: Iterable[int] = (),
) -> Finished:
    """Run a command in a folder until it ends.

    `with_memory`: also watch its memory and that of the processes `beside`; this costs a few
    per cent of the time.

    Raises:
        RunFailed: it ended with another code than 0, or not within `limit_seconds`.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        began = time.time()
        process = subprocess.Popen(
            command, env=dict(environment), cwd=folder, stdout=output, stderr=errors,
            start_new_session=True,
        )  # fmt: skip
        memory = _Memory([process.pid, *beside]) if with_memory else None
        try:
            code = process.wait(limit_seconds)
            ended = time.time()
        except subprocess.TimeoutExpired:
            raise RunFailed(f"not done after {limit_seconds:.0f} s: {_tail(errors)}") from None
        finally:
            peak = memory.stop() if memory is not None else 0
            _end(process)
        if code:
            raise RunFailed(f"ended with {code}: {_tail(errors)}")
        output.seek(0)
        return Finished(output.read(), began, ended, peak)


def _tail(errors: IO[str]) -> str:
    errors.seek(0)
    return errors.read().strip()[-_TAIL:]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End what the command left behind in its session, by the group that only it has."""
    # Nothing is left in the usual case; macOS says so with the second error.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Memory(threading.Thread):
    """Adds up the memory of process trees again and again and keeps the highest sum.

    The proportional set size, where the kernel gives it (Linux), counts what processes share once;
    elsewhere the sum of resident sizes counts it as often as it is shared.
    """

    def __init__(self, roots: Iterable[int]) -> None:
        super().__init__(name="memory", daemon=True)
        self._roots = [psutil.Process(root) for root in roots]
        self._over = threading.Event()
        self._peak = 0
        self.start()

    def run(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            total = 0
            for root in self._roots:
                for process in _tree(root):
                    total += _bytes(process)
            self._peak = max(self._peak, total)

    def stop(self) -> int:
        """The highest sum in bytes."""
        self._over.set()
        self.join()
        return self._peak


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _bytes(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", full.rss))
