"""Starts child processes, restarts those that end, and stops all at the end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from pipeline.errors import StopRun
from workers.files.private_files import UMASK, make_folder, opener
from workers.parent import parent_variable

CHECK_SECONDS = 0.3
TERM_GRACE_SECONDS = 10.0
# A child that ends by itself this often within this time cannot run, so it is not restarted.
MOST_DEATHS = 5
DEATHS_WINDOW_SECONDS = 60.0
# A kill from outside says nothing of the child, unless nothing is ever done between two of them:
# then there may be too little memory.
KILLED = (-signal.SIGKILL, -signal.SIGTERM)
MOST_KILLS = 10
PAUSE_AFTER_KILLS_SECONDS = 1.0
LOG_BYTES = 10_000_000


class ChildSpec(msgspec.Struct, frozen=True):
    """A child process: a Python module of docmill and its arguments."""

    name: str
    module: str
    arguments: tuple[str, ...]
    environment: dict[str, str] = {}


class Supervisor:
    """A thread that watches children; each runs in a process group of its own."""

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        self._directory = directory
        self._environment = dict(environment)
        self._specs: dict[str, ChildSpec] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._deaths: dict[str, list[float]] = {}
        self._kills: Counter[str] = Counter()  # since a document was last done
        self._done: int | None = None
        self._restart_at: dict[str, float] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._broken: str | None = None

    def start(self, spec: ChildSpec) -> None:
        """Start a child and keep it running."""
        with self._lock:
            self._specs[spec.name] = spec
            self._running[spec.name] = self._spawn(spec)
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
            self._thread.start()

    def pids(self) -> dict[str, int]:
        """name → process id of the children that run now."""
        with self._lock:
            return {name: child.pid for name, child in self._running.items()}

    def kill(self, names: Iterable[str]) -> None:
        """Kill children with their process groups at once; then they are restarted as usual."""
        with self._lock:
            for name in names:
                if child := self._running.get(name):
                    _signal(child, signal.SIGKILL, group=True)

    def check(self, done: int | None = None) -> None:
        """Check the children.

        `done`: how many documents are done, where that is known; None: children that are killed are
        always restarted.

        Raises:
            StopRun: a child cannot be kept running.
        """
        if self._broken:
            raise StopRun(self._broken)
        with self._lock:
            if done is None or done != self._done:
                self._done = done
                self._kills.clear()
            killed = [name for name, times in self._kills.items() if times >= MOST_KILLS]
        if killed:
            raise StopRun(
                f"the {killed[0]} process was killed {MOST_KILLS} times from outside, and no "
                "document was done meanwhile; is there too little memory? Its log says: "
                f"{self._last_line(killed[0])}"
            )

    def stop(self) -> None:
        """End all children, the last started first; kill those that do not end in time."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            children = list(reversed(self._running.items()))
            self._running.clear()
        # The broker ends last, because workers send to it until they have ended.
        for waves in ([c for c in children if c[0] != "broker"], children):
            for _, child in waves:
                if child.poll() is None:
                    _signal(child, signal.SIGTERM, group=False)
            deadline = time.monotonic() + TERM_GRACE_SECONDS
            for _, child in waves:
                try:
                    child.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    pass
                finally:
                    _signal(child, signal.SIGKILL, group=True)
                    child.wait()

    def _spawn(self, spec: ChildSpec) -> subprocess.Popen[bytes]:
        logs = self._directory / "logs"
        make_folder(logs)
        log = logs / f"{spec.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with open(log, "ab", opener=opener) as output:
            return subprocess.Popen(
                # With -P and this working directory, no file of the user's folder, such as a
                # workers.py, can replace a package of docmill.
                [sys.executable, "-P", "-m", spec.module, *spec.arguments],
                cwd=self._directory,
                env={**os.environ, **self._environment, **spec.environment, **parent_variable()},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                umask=UMASK,
            )

    def _watch(self) -> None:
        while not self._stopping.wait(CHECK_SECONDS):
            with self._lock:
                for name, child in list(self._running.items()):
                    if child.poll() is not None and not self._broken:
                        self._note_death(name, child)
                        del self._running[name]
                for name in self._specs.keys() - self._running.keys():
                    if time.monotonic() >= self._restart_at[name] and not self._broken:
                        self._running[name] = self._spawn(self._specs[name])

    def _note_death(self, name: str, child: subprocess.Popen[bytes]) -> None:
        """Note that a child ended, and when to restart it: at once, then after growing pauses."""
        _signal(child, signal.SIGKILL, group=True)  # its own children, if it was killed
        now = time.monotonic()
        if child.returncode in KILLED:
            self._restart_at[name] = now + (PAUSE_AFTER_KILLS_SECONDS if self._kills[name] else 0.0)
            self._kills[name] += 1
            return
        recent = [t for t in self._deaths.get(name, []) if now - t < DEATHS_WINDOW_SECONDS]
        self._deaths[name] = [*recent, now]
        self._restart_at[name] = now + (2.0 ** (len(recent) - 1) if recent else 0.0)
        if len(recent) + 1 >= MOST_DEATHS:
            self._broken = (
                f"the {name} process ended {MOST_DEATHS} times within "
                f"{DEATHS_WINDOW_SECONDS:.0f} s; its log says: {self._last_line(name)}"
            )

    def _last_line(self, name: str) -> str:
        log = self._directory / "logs" / f"{name}.log"
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"{lines[-1][:300]} ({log})" if lines else f"nothing ({log})"


def _signal(child: subprocess.Popen[bytes], number: signal.Signals, *, group: bool) -> None:
    try:
        if group:
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)
    except (ProcessLookupError, PermissionError):
        # It has ended already; macOS answers "not permitted" for a group of zombies.
        pass
