"""Runs the real `docmill` command in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from testbed.environment import clean_environment

SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    exit_code: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.output)

    @property
    def lines(self) -> list[Any]:
        """Standard output as one JSON document a line."""
        return [json.loads(line) for line in self.output.splitlines()]


class Started(subprocess.Popen[str]):
    """A command that runs; a test that fails on the way does not wait for its end."""

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, *rest)


@dataclass(frozen=True)
class Docmill:
    """The command with an environment: `data_dir` and whatever else is set."""

    environment: Mapping[str, str]
    directory: Path

    def start(self, *arguments: str, **options: Any) -> "Started":
        """Start a command and do not wait for it."""
        return Started(
            [str(Path(sys.executable).with_name("docmill")), *arguments],
            env=clean_environment(self.environment),
            cwd=self.directory,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )

    def __call__(self, *arguments: str, given: str | None = None, seconds: float = 240) -> Answer:
        """Run a command to its end, `given` on its standard input."""
        with self.start(*arguments, stdin=subprocess.PIPE) as process:
            output, errors = process.communicate(given, timeout=seconds)
        return Answer(process.returncode, output, errors)


def processes_of(data_dir: Path) -> dict[int, str]:
    """Process id → command line of the living processes that work in a data directory."""
    found: dict[int, str] = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            command = " ".join(process.cmdline())
            ended = process.status() == psutil.STATUS_ZOMBIE
            in_it = Path(process.cwd()).is_relative_to(data_dir) or str(data_dir) in command
            if in_it and not ended and process.pid != os.getpid():
                found[process.pid] = command
    return found
