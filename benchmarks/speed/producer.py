"""How many documents a second one producer feeds, when nothing after it takes time.

`python -m benchmarks.speed.producer [--from NAME …] [--documents N] [--words N] [--rounds N]`: a
real `docmill run` on each of these containers, by default JSON lines, with a real broker, spool and
ledger. In place of workers a process takes each message and reports every document as indexed.
Prints the medians: documents and MB of text a second by the clock, and of the producer's processor
time, which other work on the machine changes less. `--from a.jsonl a.zip a.mbox a.warc` are those
of which docmill promises a pace.

`--in-flight N` instead lets N batches wait, with nobody to take them, and prints what looking after
them costs the producer.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import psutil
from redis import Redis

from benchmarks.measuring.docmill_command import DOCMILL
from benchmarks.speed.containers import MAKERS
from pipeline.records import Indexed
from testbed.broker import running_broker
from testbed.environment import clean_environment
from testbed.stages import NOOP, install_stage
from workers.broker.payloads import DOCUMENTS, BatchKey, Envelope, Payloads, unpack
from workers.broker.reports import Report, Reports
from workers.libraries.kombu import arguments
from workers.settings import Settings

TTL = 600
BATCH = 64  # documents, where none is answered
LOOK_SECONDS = 10.0


def main() -> None:
    """Run the rounds, or be the process that answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--from", nargs="*", choices=MAKERS, default=["a.jsonl"], dest="sources")
    parser.add_argument("--in-flight", type=int, metavar="N")
    parser.add_argument("--answer", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        answer(*given.answer)
    if given.in_flight:
        share = looked_after(given.in_flight, given.words)
        print(f"{given.in_flight:,} batches in flight: {share:.1%} of a core to look after them")
        return
    texts = running_words(given.documents, given.words)
    size = sum(map(len, texts)) / len(texts)
    for source in given.sources:
        rounds = [measured(source, texts) for _ in range(given.rounds)]
        rate, cost = (statistics.median(values) for values in zip(*rounds, strict=True))
        print(
            f"{source:12} {rate:7,.0f} documents/s {rate * size / 1e6:6.1f} MB/s by the clock, "
            f"{1 / cost:7,.0f} documents/s {size / cost / 1e6:6.1f} MB/s of processor time "
            f"({size:,.0f} bytes each)",
            flush=True,
        )


def running_words(documents: int, words: int) -> list[str]:
    """Texts that differ, of so many words each."""
    return [
        " ".join(f"word{(number * 7 + i) % 5_000}" for i in range(words))
        for number in range(documents)
    ]


def answer(broker: str, queue: str) -> None:
    """Report every batch of a queue as indexed, until killed."""
    redis = Redis.from_url(broker, socket_timeout=None)  # it waits for a producer that starts
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


def measured(source: str, texts: Sequence[str]) -> tuple[float, float]:
    """Documents a second, and seconds of processor time of the producer a document."""
    with tempfile.TemporaryDirectory() as name, running_broker() as broker:
        scratch = Path(name)
        told = {"broker_url": broker.url, "data_dir": scratch / "data"}
        queue = Settings.model_validate(told).queue("noop")
        sink = [sys.executable, "-m", "benchmarks.speed.producer", "--answer", broker.url, queue]
        with (
            subprocess.Popen(sink, env={**os.environ, "PYTHONPATH": os.getcwd()}) as answering,
            producing(scratch, broker.url, source, texts) as run,
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
        return len(texts) / counted["seconds"], spent / len(texts)


def looked_after(batches: int, words: int) -> float:
    """The producer's processor time in the wall time while so many batches wait in the queue."""
    with tempfile.TemporaryDirectory() as name, running_broker() as broker:
        scratch = Path(name)
        limits = {
            "DOCMILL_BATCH_DOCUMENTS": str(BATCH),
            "DOCMILL_IN_FLIGHT_BATCHES": str(batches),
        }
        # One batch more than may be in flight: the producer is not at the end.
        texts = running_words((batches + 1) * BATCH, words)
        with producing(scratch, broker.url, "a.jsonl", texts, **limits) as run:
            process = psutil.Process(run.pid)
            while len([*scratch.glob("data/spool/*/*")]) < batches:
                time.sleep(0.1)
            time.sleep(1.0)  # the last is published
            begun = process.cpu_times()
            time.sleep(LOOK_SECONDS)
            ended = process.cpu_times()
            run.kill()
    return (ended.user + ended.system - begun.user - begun.system) / LOOK_SECONDS


@contextmanager
def producing(
    scratch: Path, broker: str, name: str, texts: Sequence[str], **more: str
) -> "Iterator[subprocess.Popen[bytes]]":
    """A `docmill run` of such a container of these texts while the block lasts."""
    (scratch / "packages").mkdir()
    source = scratch / name
    MAKERS[name](source, texts)
    environment = clean_environment(
        {
            "DOCMILL_DATA_DIR": str(scratch / "data"),
            "DOCMILL_BROKER_URL": broker,
            "DOCMILL_WORKERS": "none",
            "DOCMILL_LINKS": "noop",
            "PYTHONPATH": install_stage(scratch / "packages", "noop", NOOP),
            **more,
        }
    )
    command = [DOCMILL, "run", str(source), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as run:
        yield run


if __name__ == "__main__":
    main()
