"""Attempts: what is lost is published again soon, what is stale is dropped, what waits is left."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from redis import Redis

from pipeline.records import Document, Locator
from testbed.broker import RunningBroker
from testbed.stages import POISON, install_stage
from tests.harness.command import Docmill, processes_of
from tests.harness.waiting import until, until_decided
from workers.broker.chain import Label, publish
from workers.broker.connection import celery_app
from workers.broker.leases import take_lease
from workers.broker.liveness import find_alive
from workers.broker.payloads import BatchKey, Envelope, Payloads, Place, pack_batch
from workers.settings import load_settings

RUN = "20260101-000000-abcd"
FIRST, SECOND = BatchKey(RUN, 1, 1), BatchKey(RUN, 1, 2)
BATCHES = 12
BATCH = 10


@pytest.fixture
def redis(broker: RunningBroker) -> Iterator[Redis]:
    """A client of an empty broker."""
    with broker.client() as client:
        yield client


def test_a_message_of_an_older_attempt_finds_nothing_to_do(redis: Redis) -> None:
    """Its payload may still be there; without a word on a newer attempt it is the current one."""
    document = Document("0" * 32, Locator("file:///a"), "text/plain", "A text.", "1" * 32, 7)
    packed = pack_batch(Envelope(0, False, (Place(document),)))
    payloads = Payloads(redis, 600)
    payloads.put_batch(FIRST, packed)
    assert payloads.load(FIRST, (), frozenset()) is not None
    payloads.put_batch(SECOND, packed)
    assert payloads.load(FIRST, (), frozenset()) is None
    assert payloads.load(SECOND, (), frozenset()) is not None
    redis.delete(SECOND.newest)
    assert payloads.load(FIRST, (), frozenset()) is not None


def test_an_older_attempt_is_no_sign_of_life(broker: RunningBroker, redis: Redis) -> None:
    """Neither its message nor its lease hides that the current attempt is lost."""
    settings = load_settings(broker_url=broker.url)
    queues = [settings.queue(link) for link in settings.link_names]
    publish(celery_app(settings), settings, FIRST, Label("file:///a"))
    take_lease(redis, FIRST)
    assert find_alive(redis, RUN, {1: 2}, queues) == (set(), set())
    assert find_alive(redis, RUN, {1: 1}, queues) == ({1}, {1})


def pool_child(data: Path) -> int:
    """A child process of the worker."""
    workers = [pid for pid, command in processes_of(data).items() if "--links poison" in command]
    return next(pid for pid in workers if psutil.Process(pid).ppid() in workers)


def whole_worker(data: Path) -> int:
    """The worker's main process."""
    return psutil.Process(pool_child(data)).ppid()


def attempts(data: Path) -> list[int]:
    """The attempt of every batch that is in the ledger."""
    with sqlite3.connect(f"file:{data / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
        found = [row[0] for row in ledger.execute("SELECT attempt FROM batches ORDER BY batch")]
    ledger.close()
    return found


def slow(folder: Path) -> Docmill:
    """The command with a stage that takes its time, one batch at a time."""
    packages = folder / "packages"
    packages.mkdir()
    return Docmill(
        {
            "DOCMILL_DATA_DIR": str(folder / "data"),
            "PYTHONPATH": install_stage(packages, "poison", POISON),
            "DOCMILL_LINKS": "poison",
            "DOCMILL_CONCURRENCY": "1",
            "DOCMILL_BATCH_DOCUMENTS": str(BATCH),
        },
        folder,
    )


def source(folder: Path, commands: Sequence[str]) -> Path:
    """Documents that each tell the stage something."""
    path = folder / "slow.jsonl"
    texts = (f"Item number {n}. {command}" for n, command in enumerate(commands))
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def test_code_that_lets_no_thread_run_is_no_loss(tmp_path: Path) -> None:
    """A document holds the GIL for longer than lease and grace last; nothing is repeated."""
    answer = slow(tmp_path)("run", str(source(tmp_path, ["of many", "HOLD", "of many"])), "--json")
    assert answer.exit_code == 0, answer.errors
    assert attempts(tmp_path / "data") == [1]


@pytest.mark.parametrize("victim", [pool_child, whole_worker])
def test_what_is_killed_is_published_again_soon_and_what_waits_is_left_alone(
    tmp_path: Path, victim: Callable[[Path], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the batch that was being worked gets a second attempt; the queue outlasts any lease."""
    docmill, data = slow(tmp_path), tmp_path / "data"
    path = source(tmp_path, ["WAIT"] * BATCHES * BATCH)
    with docmill.start("run", str(path), "--json") as run:
        until_decided(data, 1)
        time.sleep(0.5)  # into the midst of the next one
        os.kill(victim(data), signal.SIGKILL)
        killed = time.monotonic()
        until(lambda: max(attempts(data)) > 1, 60, "a second attempt")
        seconds = time.monotonic() - killed
        output, errors = run.communicate(timeout=120)
    with capsys.disabled():
        print(f"\n{victim.__name__} killed: published again after {seconds:.1f} s")
    assert run.returncode == 0, errors
    assert json.loads(output)["indexed"] == BATCHES * BATCH
    assert sorted(attempts(data)) == [1] * (BATCHES - 1) + [2]


def test_a_batch_that_is_lost_again_is_worked_as_smaller_ones(tmp_path: Path) -> None:
    """Killed from outside whenever it is at work, it gets smaller, and none of it fails."""
    docmill, data, documents = slow(tmp_path), tmp_path / "data", 60
    once = {"DOCMILL_MAX_ATTEMPTS": "1", "DOCMILL_BATCH_DOCUMENTS": str(documents)}
    docmill = Docmill({**docmill.environment, **once}, tmp_path)
    path = source(tmp_path, ["WAIT"] * documents)
    with docmill.start("run", str(path), "--json") as run:
        until(lambda: bool(docmill("runs", "--json").json), 60, "a run")
        for batches in (1, 3):

            def kill_until_it_is_split(batches: int = batches) -> bool:
                with suppress(StopIteration, ProcessLookupError, psutil.NoSuchProcess):
                    os.kill(pool_child(data), signal.SIGKILL)
                time.sleep(2.0)  # to start again, take the batch, and be amidst of it
                return len(attempts(data)) > batches

            until(kill_until_it_is_split, 60, f"more than {batches} batches")
        output, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    balance = json.loads(output)
    assert (balance["expected"], balance["indexed"]) == (documents, documents)
    verified = docmill("verify", "--json")
    assert verified.exit_code == 0, verified.output
    assert len(docmill("search", "Item", "--all", "--json").lines) == documents
