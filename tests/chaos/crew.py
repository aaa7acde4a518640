"""Workers of their own, as on other machines: `docmill worker` processes that a test rules."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from subprocess import Popen

import psutil

from tests.harness.command import Docmill

# name → links it serves and child processes; the embedded index takes one writer.
SHAPE = {"first": ("", 2), "second": ("", 2), "writer": ("index", 1)}


class Crew:
    """Named workers that are started, killed and started again."""

    def __init__(self, docmill: Docmill) -> None:
        self._docmill = docmill
        self._running: dict[str, Popen[str]] = {}

    def start(self, name: str) -> None:
        """Start a worker; it is ready when this returns."""
        process = self._launch(name)
        self._await(name, process)

    def start_all(self, *names: str) -> None:
        """Start workers side by side."""
        for name, process in [(name, self._launch(name)) for name in names or SHAPE]:
            self._await(name, process)

    def kill(self, *names: str) -> None:
        """kill -9, at once, of the named workers' main processes."""
        for name in names:
            self._running[name].kill()
        for name in names:
            self._end(name)

    def terminate(self, name: str, seconds: float = 60) -> int:
        """SIGTERM; the exit code of the worker once it has ended, within so many seconds."""
        self._running[name].send_signal(signal.SIGTERM)
        return self._end(name, seconds)

    def children(self) -> list[int]:
        """The living child processes of all pools: a killed one may still wait for its parent."""
        mains = [psutil.Process(process.pid) for process in self._running.values()]
        living: list[int] = []
        for child in (child for main in mains for child in main.children()):
            with suppress(psutil.NoSuchProcess):
                if child.status() != psutil.STATUS_ZOMBIE:
                    living.append(child.pid)
        return living

    def stop(self) -> None:
        """End what is left; no worker may have ended by itself."""
        ended = [name for name, process in self._running.items() if process.poll() is not None]
        self.kill(*self._running)
        assert not ended, "\n".join(f"{name} ended: {self._log(name)}" for name in ended)

    def _launch(self, name: str) -> "Popen[str]":
        queues, concurrency = SHAPE[name]
        options = ("--queues", queues) if queues else ()
        log = (self._docmill.directory / f"{name}.log").open("a")
        with log:
            process = self._docmill.start(
                "worker", *options, "--concurrency", str(concurrency), "--json", stderr=log
            )
        self._running[name] = process
        return process

    def _await(self, name: str, process: "Popen[str]") -> None:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"{name} did not start: {self._log(name)}"
        assert json.loads(line)["concurrency"] == SHAPE[name][1]

    def _log(self, name: str) -> str:
        return (self._docmill.directory / f"{name}.log").read_text(encoding="utf-8")[-2000:]

    def _end(self, name: str, seconds: float = 10) -> int:
        process = self._running.pop(name)
        process.communicate(timeout=seconds)
        return process.returncode


@contextmanager
def crew(docmill: Docmill) -> Iterator[Crew]:
    """A crew while the block lasts; all of it ready at its start."""
    workers = Crew(docmill)
    try:
        workers.start_all()
        yield workers
    finally:
        workers.stop()
