"""How many documents a second one producer feeds, when nothing after it takes time.

`python -m benchmarks.producer [--documents N] [--words N] [--rounds N]`: a real `docmill run` on
JSON lines, with a real broker, spool and ledger. In place of workers a process takes each message
and reports every document as indexed. Prints documents a second of wall time, and the producer's
processor time a document.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

import psutil
from redis import Redis

from pipeline.records import Indexed
from tests.harness.broker import running_broker
from tests.harness.command import clean_environment
from tests.harness.stages import NOOP, install_stage
from workers.message import arguments
from workers.payloads import DOCUMENTS, BatchKey, Envelope, Payloads, unpack
from workers.reports import Report, Reports
from workers.settings import Settings

TTL = 600


def main() -> None:
    """Run the rounds, or be the process that answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--answer", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        answer(*given.answer)
    rates, costs = [], []
    for _ in range(given.rounds):
        rate, cost = measured(given.documents, given.words)
        rates.append(rate)
        costs.append(cost)
        print(f"{rate:,.0f} documents/s, {cost:.3f} ms of processor time a document", flush=True)
    print(
        f"median of {given.rounds}: {statistics.median(rates):,.0f} documents/s, "
        f"{statistics.median(costs):.3f} ms a document ({given.words} words each)"
    )


def answer(broker: str, queue: str) -> None:
    """Report every batch of a queue as indexed, until killed."""
    redis = Redis.from_url(broker)
    payloads = Payloads(redis, TTL)
    while True:
        _, message = cast("tuple[bytes, bytes]", redis.brpop([queue], timeout=0))
        named = arguments(message)
        key = BatchKey(named["run"], named["batch"], named["attempt"])
        packed = cast("bytes | None", redis.get(key.part(DOCUMENTS)))
        if packed is None:
            continue
        number = len(unpack(packed, Envelope).places)
        outcomes, hashes = (Indexed(),) * number, (bytes(16),) * number
        report = Report(key.batch, key.attempt, outcomes, hashes, "benchmark", 0)
        Reports(redis, key.run, TTL).send(report)
        payloads.delete(key, ())


def measured(documents: int, words: int) -> tuple[float, float]:
    """Documents a second, and ms of processor time of the producer a document."""
    with tempfile.TemporaryDirectory() as name, running_broker() as broker:
        scratch = Path(name)
        (scratch / "packages").mkdir()
        source = scratch / "lines.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for number in range(documents):
                text = " ".join(f"word{(number * 7 + i) % 5_000}" for i in range(words))
                lines.write(json.dumps({"id": str(number), "title": "A title", "text": text}))
                lines.write("\n")
        environment = clean_environment(
            {
                "DOCMILL_DATA_DIR": str(scratch / "data"),
                "DOCMILL_BROKER_URL": broker.url,
                "DOCMILL_WORKERS": "none",
                "DOCMILL_LINKS": "noop",
                "PYTHONPATH": install_stage(scratch / "packages", "noop", NOOP),
            }
        )
        told = {"broker_url": broker.url, "data_dir": scratch / "data"}
        queue = Settings.model_validate(told).queue("noop")
        command = [str(Path(sys.executable).with_name("docmill")), "run", str(source), "--json"]
        sink = [sys.executable, "-m", "benchmarks.producer", "--answer", broker.url, queue]
        with (
            subprocess.Popen(sink, env={**os.environ, "PYTHONPATH": os.getcwd()}) as answering,
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as run,
        ):
            process = psutil.Process(run.pid)
            spent = 0.0
            while run.poll() is None:
                try:
                    times = process.cpu_times()
                    spent = times.user + times.system
                    run.wait(0.05)
                except (psutil.Error, subprocess.TimeoutExpired):
                    continue
            answering.kill()
            assert run.stdout
            counted = json.loads(run.stdout.read())
        return documents / counted["seconds"], spent * 1_000 / documents


if __name__ == "__main__":
    main()
