"""How the pace grows with workers: `python -m benchmarks.speed.scaling [--documents N]`.

The same run of BBC articles with one worker process, with two pool children of one worker, and with
two `docmill worker` commands as on two hosts: each with a data and a cache directory of its own, in
a network namespace of its own where there are any (Linux, as root), else as separate processes. The
producer (`docmill run` with `DOCMILL_WORKERS=none`), the broker and the index are on the first
host; the index is Elasticsearch where it can be started, else the embedded one with a writer apart.

All arrangements run in turn, each round another one first. A quiet moment is waited for, though
not for long; a run during which other processes took more than a tenth of the machine is repeated
once, and the quieter one counts. A pace is that of a run that finds its workers ready and warm, to
its last document accounted for; the documents are counted in the index. Writes `scaling.json`
beside this file and prints it as a table; `--table` prints it anew.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from elasticsearch import Elasticsearch

from benchmarks.contest.results import machine, now, version
from benchmarks.corpus import write_corpus
from benchmarks.measuring.docmill_command import DOCMILL, docmill_environment
from benchmarks.measuring.hosts import LOOPBACK, Hosts, hosts
from benchmarks.measuring.ratios import in_turn
from benchmarks.measuring.running import RunFailed
from benchmarks.measuring.spending import Watched, busy, spent_by, spent_by_ended
from benchmarks.speed.scaling_table import RESULTS, Measured, Results, load, save, table
from testbed.broker import RunningBroker, free_port, running_broker
from testbed.elasticsearch import start_elasticsearch, why_not
from workers.indexes import open_index
from workers.ledger.records import Balance
from workers.ledger.writer import Ledger
from workers.producer.batching import FIRST
from workers.settings import INDEX_LINK, Settings, load_settings

WARMING_DOCUMENTS = 200
LIMIT_SECONDS = 600.0
IDLE_SECONDS = 3.0
QUIET = 0.1  # of the machine's processor time, taken by others
MOST_TRIES = 2
LOOK_SECONDS = 2.0
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Crew:
    """Workers of one arrangement: the processes of each, and whether each is on another host."""

    processes: tuple[int, ...]
    apart: bool = False


CREWS = {
    "one process": Crew((1,)),
    "two pool children": Crew((2,)),
    "two hosts": Crew((1, 1), apart=True),
}


@dataclass(frozen=True)
class Place:
    """Where everything runs.

    Attributes:
        corpus, warming: folders of documents, and `documents`: how many the first has.
        index_url: the Elasticsearch, as the first host reaches it; None: the embedded index.
        index_pids: the processes of the Elasticsearch.
    """

    corpus: Path
    documents: int
    warming: Path
    broker: RunningBroker
    index_url: str | None
    index_pids: tuple[int, ...]
    hosts: Hosts


def measure(place: Place, crew: Crew, scratch: Path) -> dict[str, float]:
    """One run with a crew of its own; the fields of `Measured` but its name and round.

    Raises:
        RunFailed: a worker or the run failed, or documents are missing in the index.
    """
    first = environment(place, scratch / "first", LOOPBACK)
    with started(place, crew, first, scratch) as workers:
        run(place.warming, first)
        redis = place.broker.client()
        before, spent = redis.info(), costs(place, workers)
        begun, all_spent, own = time.monotonic(), busy(), spent_by_ended()
        balance, watched = run(place.corpus, first)
        passed, all_spent, own = (
            time.monotonic() - begun, busy() - all_spent, spent_by_ended() - own,
        )  # fmt: skip
        after, spent_then = redis.info(), costs(place, workers)
        time.sleep(IDLE_SECONDS)
        idle = commands(redis.info()) - commands(after)
    verify(first, WARMING_DOCUMENTS + place.documents)
    producer = watched.until(balance.started_ms / 1_000 + balance.seconds)
    each = 1 / balance.expected
    ours = {name: spent_then[name] - spent[name] for name in spent}
    others = all_spent - own - sum(ours.values())
    return {
        "docs_per_s": balance.expected / balance.seconds,
        "producer_ms": producer.spent * 1_000 / (balance.expected - FIRST),
        "producer_share": producer.spent / producer.seconds,
        "disk_share": producer.for_disk / producer.seconds,
        **{name: seconds * 1_000 * each for name, seconds in ours.items()},
        "broker_bytes": (moved(after) - moved(before)) * each,
        "broker_commands": (commands(after) - commands(before)) * each,
        "idle_commands_per_s": idle / IDLE_SECONDS / len(workers),
        "others_share": others / passed / (os.cpu_count() or 1),
    }


def quietest(place: Place, crew: Crew, scratch: Path) -> dict[str, float]:
    """What `measure` gives in a quiet moment, or in the quietest of a few.

    Raises:
        RunFailed: as `measure`.
    """
    tries: list[dict[str, float]] = []
    while len(tries) < MOST_TRIES and all(one["others_share"] > QUIET for one in tries):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while psutil.cpu_percent(LOOK_SECONDS) > QUIET * 100 and time.monotonic() < deadline:
            pass
        tries.append(measure(place, crew, Path(tempfile.mkdtemp(dir=scratch))))
    return min(tries, key=lambda one: one["others_share"])


def environment(place: Place, data_dir: Path, address: str) -> dict[str, str]:
    """docmill's settings on a host that reaches the first one by an address."""
    reached = place.index_url.replace(LOOPBACK, address) if place.index_url else None
    return {
        **docmill_environment(data_dir, reached, f"scaling-{data_dir.parent.name}"),
        "DOCMILL_BROKER_URL": place.broker.url.replace(LOOPBACK, address),
        "DOCMILL_WORKERS": "none",
        "XDG_CACHE_HOME": str(data_dir / "cache"),
    }


@contextmanager
def started(
    place: Place, crew: Crew, first: Mapping[str, str], scratch: Path
) -> Iterator[list[int]]:
    """The crew's workers while the block lasts, all of them ready: their process ids."""
    with ExitStack() as stack:
        ids = []
        if place.index_url is None:
            ids.append(stack.enter_context(worker((), first, 1, "--queues", INDEX_LINK)))
        for number, processes in enumerate(crew.processes):
            prefix: Sequence[str] = ()
            told = first
            if crew.apart:
                prefix = place.hosts.prefixes[number]
                # An embedded index belongs to one data directory, and so do its queues.
                folder = scratch / (f"host{number}" if place.index_url else "first")
                told = environment(place, folder, place.hosts.address)
            ids.append(stack.enter_context(worker(prefix, told, processes)))
        yield ids


@contextmanager
def worker(
    prefix: Sequence[str], environment: Mapping[str, str], processes: int, *options: str
) -> Iterator[int]:
    """A `docmill worker` that is ready, while the block lasts: its process id."""
    command = [*prefix, DOCMILL, "worker", "--concurrency", str(processes), "--json", *options]
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            command, env=dict(environment), stdout=subprocess.PIPE, stderr=log
        ) as process,
    ):
        try:
            if process.stdout is None or not process.stdout.readline():
                log.seek(0)
                raise RunFailed(f"a worker did not start: {log.read()[-1_500:]}")
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def run(corpus: Path, environment: Mapping[str, str]) -> tuple[Balance, Watched]:
    """Run a corpus under a new source name.

    Raises:
        RunFailed: the run failed, or left documents out.
    """
    command = [DOCMILL, "run", str(corpus), "--json", "--source-name", secrets.token_hex(4)]
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        # What is imported for the first batch belongs to the start.
        spool = settings_of(environment).data_dir / "spool"
        watched = Watched(process.pid, lambda: next(spool.glob("*/0000002"), None) is not None)
        try:
            output, errors = process.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise RunFailed(f"not done after {LIMIT_SECONDS:.0f} s") from None
    if process.returncode:
        raise RunFailed(f"the run ended with {process.returncode}: {errors.decode()[-1_500:]}")
    answer = json.loads(output)
    ledger = Ledger.reading(settings_of(environment).ledger_path)
    balance = ledger.balance(answer["run"]) if ledger else None
    if ledger is None or balance is None or balance.indexed != balance.expected:
        raise RunFailed(f"documents are missing: {answer}")
    ledger.close()
    return balance, watched


def settings_of(environment: Mapping[str, str]) -> Settings:
    """The settings of the first host, for what is looked at from here."""
    names = ("data_dir", "broker_url", "index_url", "index_name")
    told = {name: environment.get(f"DOCMILL_{name.upper()}") for name in names}
    return load_settings(**{name: value for name, value in told.items() if value})


def verify(environment: Mapping[str, str], documents: int) -> None:
    """Count what the index holds, and take it away.

    Raises:
        RunFailed: it is not that many.
    """
    settings = settings_of(environment)
    index = open_index(settings)
    try:
        index.refresh()
        count = index.count()
    finally:
        index.close()
    if settings.index_url:
        with Elasticsearch(settings.index_url) as client:
            for name in client.indices.get(index=f"{settings.index_name}*"):
                client.indices.delete(index=name)
    if count != documents:
        raise RunFailed(f"the index holds {count} of {documents} documents")


def costs(place: Place, workers: Sequence[int]) -> dict[str, float]:
    """Seconds of processor time so far, by what the time a document is called in `Measured`."""
    return {
        "workers_ms": spent_by(workers),
        "broker_ms": spent_by([place.broker.process.pid]),
        "index_ms": spent_by(place.index_pids),
    }


def moved(info: Mapping[str, Any]) -> int:
    """Bytes that came into a Redis and went out of it."""
    return int(info["total_net_input_bytes"]) + int(info["total_net_output_bytes"])


def commands(info: Mapping[str, Any]) -> int:
    """Commands that a Redis has done."""
    return int(info["total_commands_processed"])


def compete(documents: int, rounds: int, scratch: Path) -> Iterator[Results]:
    """All arrangements in turn; yields what is known after each round.

    Raises:
        RunFailed: a run failed: nothing can be said then.
    """
    warming, corpus = scratch / "warming", scratch / "corpus"
    write_corpus(warming, WARMING_DOCUMENTS)
    documents = write_corpus(corpus, documents)
    measured: list[Measured] = []
    with ExitStack() as stack:
        apart = stack.enter_context(hosts(max(len(crew.processes) for crew in CREWS.values())))
        broker = stack.enter_context(running_broker(address=apart.address))
        server = None
        if not (reason := why_not()):
            server = stack.enter_context(
                start_elasticsearch(port=free_port(), address=apart.address)
            )
        url, pids = (server.url, (server.process.pid,)) if server else (None, ())
        place = Place(corpus, documents, warming, broker, url, pids, apart)
        # A young Java compiles as it goes: Elasticsearch takes three times as long at first.
        measure(place, next(iter(CREWS.values())), Path(tempfile.mkdtemp(dir=scratch)))
        for number in range(rounds):
            for name in in_turn([*CREWS], number):
                one = Measured(name, number, **quietest(place, CREWS[name], scratch))
                measured.append(one)
                print(
                    f"round {number + 1}  {name:<18} {one.docs_per_s:6.1f} docs/s  "
                    f"(others took {one.others_share:.0%} of the machine)",
                    flush=True,
                )
            yield Results(
                now(), documents, machine(), version("docmill"),
                "Elasticsearch" if url else f"embedded ({reason})", apart.shared, measured,
            )  # fmt: skip


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--table", action="store_true", help="print what was measured before")
    given = parser.parse_args()
    if not given.table:
        try:
            with tempfile.TemporaryDirectory() as folder:
                for results in compete(given.documents, given.rounds, Path(folder)):
                    save(results, given.results)
        except RunFailed as error:
            sys.exit(f"benchmarks.speed.scaling: {error}")
    print(table(load(given.results)), end="")


if __name__ == "__main__":
    os.environ.pop("DOCMILL_BROKER_URL", None)
    main()
