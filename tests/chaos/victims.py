"""The processes of a run, by kind, and how each kind is killed."""

import os
import signal
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path
from random import Random

import psutil

from tests.harness.command import processes_of

# kind → how often it is chosen, among those that live.
WEIGHTS = {"pool child": 30, "worker": 5, "index worker": 5, "broker": 3, "producer": 2,
           "all at once": 1}  # fmt: skip
OF_THE_WHOLE = ("producer", "all at once")


def living(data_dir: Path) -> dict[str, list[int]]:
    """kind → process ids of what works on a data directory."""
    found: dict[str, list[int]] = defaultdict(list)
    for pid, command in processes_of(data_dir).items():
        with suppress(psutil.Error):
            if "workers.stack.guard" in command or "workers.producer.learning" in command:
                continue
            if "workers.worker.process" in command:
                if "--links index" in command:
                    found["index worker"].append(pid)
                elif "workers.worker.process" in " ".join(_parent(pid).cmdline()):
                    found["pool child"].append(pid)
                else:
                    found["worker"].append(pid)
            elif "valkey-server" in command or "redis-server" in command:
                found["broker"].append(pid)
    return dict(found)


def _parent(pid: int) -> psutil.Process:
    parent = psutil.Process(pid).parent()
    if parent is None:
        raise psutil.NoSuchProcess(pid)
    return parent


class Executioner:
    """Kills, by chance but the same for a seed, and counts."""

    def __init__(self, chance: Random, data_dir: Path) -> None:
        self._chance = chance
        self.data_dir = data_dir
        self.kills: Counter[str] = Counter()

    def choose(self) -> str:
        """The kind whose turn it is.

        Of parts of the stack it is one that lives, if any does: they may be about to start again.
        """
        producers = sum(WEIGHTS[kind] for kind in OF_THE_WHOLE)
        if self._chance.random() * sum(WEIGHTS.values()) < producers:
            kinds = [*OF_THE_WHOLE]
        else:
            alive = living(self.data_dir)
            kinds = [kind for kind in WEIGHTS if kind in alive]
        if not kinds:
            return ""
        return self._chance.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0]

    def kill(self, kind: str) -> None:
        """kill -9 of one process of a kind, if one still lives."""
        pids = sorted(living(self.data_dir).get(kind, []))
        with suppress(ProcessLookupError):
            if pids:
                os.kill(self._chance.choice(pids), signal.SIGKILL)
                self.count(kind)

    def count(self, kind: str) -> None:
        """Note a kill."""
        self.kills[kind] += 1
