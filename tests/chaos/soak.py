"""A soak: processes of every kind are killed every few seconds under real runs, 300 in all.

`python -m tests.chaos.soak --stack embedded --kills 300 --seed 1`. Run after run is worked until
so many were killed; each must end with every document indexed once, a clean `docmill verify`, and
no process left. What was killed, and what came of it, is printed; exit code 1 when anything is
wrong, or when `--minutes` were over before.
"""

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from pipeline.errors import DocmillError
from testbed.broker import free_port
from testbed.elasticsearch import RunningElasticsearch, StartFailed, start_elasticsearch
from tests.chaos.accounting import accounted
from tests.chaos.articles import Pace, articles
from tests.chaos.victims import OF_THE_WHOLE, Executioner
from tests.harness.command import Docmill, processes_of
from tests.harness.waiting import decided
from workers.command.exit_codes import EXIT_UNFINISHED
from workers.ledger.writer import Ledger

STACKS = ("embedded", "elasticsearch")
START_SECONDS = 3.0  # within which a starting producer is killed
ORPHAN_SECONDS = 30.0
# After the last kill: what is lost is noticed after some seconds and worked again.
CALM_SECONDS = 600.0
ELASTICSEARCH_EVERY_SECONDS = 120.0
# A machine under other load starts it too slowly for the tests; that is no fault of docmill.
SLOW_STARTS = 2
# Before so many of the kills something is done, or a slow machine would only ever start processes.
PATIENT_SHARE = 0.3
PROGRESS_SECONDS = 10.0
AT_ONE_MOMENT = (1, 1, 2)  # how many processes are killed, by chance


class Troubles(list[str]):
    """What was wrong; each is printed at once, for the soak to be watched."""

    def tell(self, trouble: str) -> None:
        """Note one."""
        self.append(trouble)
        print(f"  TROUBLE: {trouble}", flush=True)


class Node:
    """An Elasticsearch that can be killed, and comes back on the same data and address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._server = self._start()
        self.url = self._server.url
        self.killed_at = time.monotonic()

    def _start(self) -> RunningElasticsearch:
        for _ in range(SLOW_STARTS):
            with suppress(StartFailed):
                return start_elasticsearch(self._folder, self._port)
        return start_elasticsearch(self._folder, self._port)

    def kill(self) -> None:
        """kill -9, and start again at once."""
        self._server.process.kill()
        self._server.process.wait()
        self._server.stop()
        self._server = self._start()
        self.killed_at = time.monotonic()

    def stop(self) -> None:
        """End it in order."""
        self._server.stop()


class Soak:
    """One soak of one stack."""

    def __init__(self, stack: str, given: argparse.Namespace, folder: Path) -> None:
        self._given = given
        self._folder = folder
        self._chance = Random(given.seed)
        self._node = Node(folder / "elasticsearch") if stack == "elasticsearch" else None
        self._pace = Pace(folder, given.document_seconds)
        self._runs = 0
        self._source = articles(folder / "articles.jsonl", given.documents)
        self._kills: Counter[str] = Counter()
        self.troubles = Troubles()

    def close(self) -> None:
        """End what it started."""
        if self._node:
            self._node.stop()

    def work(self) -> None:
        """Kill starting producers, then run after run until it is enough; print the table."""
        begun = time.monotonic()
        self._kill_starting()
        end = begun + self._given.minutes * 60
        while self._kills.total() < self._given.kills and not self.troubles:
            if time.monotonic() >= end:
                self.troubles.tell(f"fewer than {self._given.kills} kills: a slow machine?")
                break
            self._one_run(end)
        self._print_table(time.monotonic() - begun)

    def _docmill(self) -> Docmill:
        self._runs += 1
        folder = self._folder / f"run-{self._runs}"
        folder.mkdir()
        environment = {
            **self._pace.environment,
            "DOCMILL_DATA_DIR": str(folder / "data"),
            "DOCMILL_LINKS": self._given.links,
            "DOCMILL_CONCURRENCY": "2",
            "DOCMILL_IN_FLIGHT_BATCHES": "16",
        }
        if self._node:
            name = f"soak-{secrets.token_hex(4)}"
            environment |= {"DOCMILL_INDEX_URL": self._node.url, "DOCMILL_INDEX_NAME": name}
        return Docmill(environment, folder)

    def _kill_starting(self) -> None:
        docmill = self._docmill()
        for _ in range(self._given.starts):
            with self._started(docmill, ("run", str(self._source), "--json")) as run:
                time.sleep(self._chance.uniform(0, START_SECONDS))
                run.kill()
            self._kills["starting producer"] += 1
            self._no_orphans(docmill)

    def _one_run(self, end: float) -> None:
        docmill = self._docmill()
        executioner = Executioner(self._chance, docmill.directory)
        balance: Any = None
        last = end + CALM_SECONDS
        while balance is None and time.monotonic() < last:
            command = ("resume",) if unfinished(docmill) else ("run", str(self._source))
            with self._started(docmill, (*command, "--json")) as run:
                self._kill_under(run, executioner, end)
                with suppress(subprocess.TimeoutExpired):
                    run.wait(max(0.0, last - time.monotonic()))
                code = run.poll()
                run.kill()
            output, errors = (docmill.directory / name for name in ("output", "errors"))
            if code == 0:
                balance = msgspec.json.decode(output.read_bytes())
            elif code == -signal.SIGKILL and has_ended(docmill):
                # The kill came between the ledger's word and the producer's own.
                balance = docmill("status", "--json").json
            elif code == EXIT_UNFINISHED and self._node:
                # Elasticsearch was away when the producer began: it says so, and to resume.
                self._kills["(stopped by itself)"] += 1
            elif code != -signal.SIGKILL:
                text = errors.read_text(encoding="utf-8", errors="replace")
                self.troubles.tell(f"exit code {code}: {text[-2000:]}")
                break
            self._no_orphans(docmill)
        self._kills += executioner.kills
        if balance is None:
            self.troubles.tell(f"the run did not end; see {docmill.directory}")
            return
        self._account(docmill, balance, executioner.kills.total())

    def _kill_under(
        self, run: "subprocess.Popen[str]", executioner: Executioner, end: float
    ) -> None:
        """Kill every few seconds until the producer has ended or it is enough."""
        enough = self._given.kills - self._kills.total()
        while executioner.kills.total() < enough and time.monotonic() < end:
            with suppress(subprocess.TimeoutExpired):
                run.wait(self._chance.uniform(0, 2 * self._given.pause))
                return
            if self._chance.random() < PATIENT_SHARE:
                self._await_progress(run, executioner.data_dir)
            node = self._node
            if node and time.monotonic() - node.killed_at > ELASTICSEARCH_EVERY_SECONDS:
                executioner.count("elasticsearch")
                node.kill()
                continue
            for _ in range(self._chance.choice(AT_ONE_MOMENT)):
                kind = executioner.choose()
                if kind in OF_THE_WHOLE:
                    executioner.count(kind)
                    if kind == "all at once":
                        for pid in processes_of(executioner.data_dir):
                            with suppress(ProcessLookupError):
                                os.kill(pid, signal.SIGKILL)
                    run.kill()
                    return
                executioner.kill(kind)

    def _await_progress(self, run: "subprocess.Popen[str]", folder: Path) -> None:
        """Wait until one more document is done, or for long enough that nothing will be."""
        ledger = folder / "data" / "ledger.sqlite"
        before: int | None = None
        deadline = time.monotonic() + PROGRESS_SECONDS
        while run.poll() is None and time.monotonic() < deadline:
            with suppress(DocmillError):  # it is being made
                now = decided(ledger)
                before = now if before is None else before
                if now > before:
                    return
            time.sleep(0.1)

    @contextmanager
    def _started(
        self, docmill: Docmill, command: tuple[str, ...]
    ) -> Iterator["subprocess.Popen[str]"]:
        # Into files: a pipe that nobody reads would hold the run up.
        with (
            (docmill.directory / "output").open("w") as output,
            (docmill.directory / "errors").open("w") as errors,
            docmill.start(*command, stdout=output, stderr=errors) as run,
        ):
            try:
                yield run
            finally:
                run.kill()

    def _no_orphans(self, docmill: Docmill) -> None:
        deadline = time.monotonic() + ORPHAN_SECONDS
        while found := processes_of(docmill.directory):
            if time.monotonic() > deadline:
                self.troubles.tell(f"left: {found}")
                for pid in found:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.2)

    def _account(self, docmill: Docmill, balance: Mapping[str, Any], kills: int) -> None:
        told = {name: balance[name] for name in ("expected", "indexed", "failed", "in_flight")}
        try:
            accounted(docmill, self._source, balance)
        except AssertionError as error:
            self.troubles.tell(f"{error} (kept: {docmill.directory})")
            verified = "verify NOT clean"
        else:
            verified = "verify clean"
            shutil.rmtree(docmill.directory / "data")
        print(f"  run {self._runs}: {kills} kills, {told}, {verified}", flush=True)

    def _print_table(self, seconds: float) -> None:
        for kind, count in self._kills.most_common():
            print(f"  {kind:<18} {count:>5}")
        total = self._kills.total()
        print(f"  {'together':<18} {total:>5} in {seconds:.0f} s, {len(self.troubles)} troubles")


def unfinished(docmill: Docmill) -> bool:
    """Whether there is a run to resume: a producer may be killed before it has begun one."""
    return _ledger_says(docmill, lambda ledger: ledger.unfinished() is not None)


def has_ended(docmill: Docmill) -> bool:
    """Whether the ledger calls the last run done."""
    return _ledger_says(docmill, lambda ledger: bool(ledger.runs()) and not ledger.unfinished())


def _ledger_says(docmill: Docmill, ask: Callable[[Ledger], bool]) -> bool:
    """What the ledger answers; no where there is none yet."""
    path = Path(docmill.environment["DOCMILL_DATA_DIR"]) / "ledger.sqlite"
    with suppress(DocmillError):  # it was being made
        ledger = Ledger.reading(path)
        if ledger is not None:
            try:
                return ask(ledger)
            finally:
                ledger.close()
    return False


def main() -> int:
    """Soak the stacks one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak")
    parser.add_argument("--stack", choices=STACKS, action="append", help="default: both")
    parser.add_argument("--kills", type=int, default=300, help="on each stack")
    parser.add_argument("--minutes", type=float, default=30, help="on each stack, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between kills, mean")
    parser.add_argument("--starts", type=int, default=30, help="producers killed as they start")
    parser.add_argument("--documents", type=int, default=6_000, help="of one run")
    parser.add_argument("--document-seconds", type=float, default=0.005, help="for each document")
    parser.add_argument("--links", default="convert+clean|slow")
    given = parser.parse_args()
    troubles: list[str] = []
    for stack in given.stack or STACKS:
        print(f"{stack}, seed {given.seed}:", flush=True)
        folder = Path(tempfile.mkdtemp(prefix=f"docmill-soak-{stack}-"))
        with ExitStack() as after:
            soak = Soak(stack, given, folder)
            after.callback(soak.close)
            soak.work()
        troubles += soak.troubles
        if not soak.troubles:
            shutil.rmtree(folder)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
