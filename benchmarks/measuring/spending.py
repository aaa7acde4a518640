"""What processes spend while something runs: processor time, and waiting for the disk."""

import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import psutil

SAMPLE_SECONDS = 0.02


class Sample(NamedTuple):
    """A process at one moment: Unix time, its seconds of processor time, whether it waits."""

    at: float
    spent: float
    for_disk: bool


class Spending(NamedTuple):
    """Seconds that passed, of processor time, and of waiting for the disk."""

    seconds: float
    spent: float
    for_disk: float


class Watched(threading.Thread):
    """Samples one process from when something is so, its start over, until it ends.

    Waiting for the disk is what Linux calls uninterruptible sleep; elsewhere none is seen.
    """

    def __init__(self, pid: int, over: Callable[[], bool]) -> None:
        super().__init__(name="watched", daemon=True)
        self._process = psutil.Process(pid)
        self._over = over
        self._samples: list[Sample] = []
        self.start()

    def run(self) -> None:
        try:
            while not self._over() and self._process.is_running():
                time.sleep(SAMPLE_SECONDS)
            while True:
                with self._process.oneshot():
                    times, status = self._process.cpu_times(), self._process.status()
                if status == psutil.STATUS_ZOMBIE:
                    return
                self._samples.append(
                    Sample(
                        time.time(), times.user + times.system, status == psutil.STATUS_DISK_SLEEP
                    )
                )
                time.sleep(SAMPLE_SECONDS)
        except psutil.Error:
            return

    def until(self, end: float) -> Spending:
        """What it spent, up to a Unix time."""
        self.join()
        known = [sample for sample in self._samples if sample.at <= end]
        if len(known) < 2:
            return Spending(0.0, 0.0, 0.0)
        seconds = known[-1].at - known[0].at
        waiting = sum(sample.for_disk for sample in known) / len(known)
        return Spending(seconds, known[-1].spent - known[0].spent, waiting * seconds)


def spent_by(pids: Iterable[int]) -> float:
    """Seconds of processor time that processes and their living children have spent so far."""
    found = [psutil.Process(pid) for pid in pids]
    found += [child for process in found for child in process.children(recursive=True)]
    times = [process.cpu_times() for process in found]
    return sum(one.user + one.system for one in times)


def busy() -> float:
    """Seconds of processor time that all of the machine has spent, or its host has taken."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - _counted_twice(times)


def _counted_twice(times: Any) -> float:
    """Linux counts the time of virtual machines among that of users too."""
    return float(getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0))


def spent_by_ended() -> float:
    """Seconds of processor time of children of this process that have ended, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system
