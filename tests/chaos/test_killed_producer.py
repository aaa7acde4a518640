"""kill -9 of the producer, alone and together with everything else, then `docmill resume`."""

import os
import signal
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random

import pytest

from testbed.broker import running_broker
from tests.chaos.accounting import accounted
from tests.chaos.articles import articles
from tests.chaos.crew import crew
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill, processes_of
from tests.harness.waiting import until

DOCUMENTS = 640


def test_a_killed_producer_resumes_thrice(
    quick: Docmill, tmp_path: Path, recovery: Recovery
) -> None:
    """Whenever it is killed, its children end by themselves and `resume` goes on with the run."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    for kill in range(3):
        command = ("resume",) if kill else ("run", str(source))
        with quick.start(*command, "--json") as run:
            goal = (kill + 1) * DOCUMENTS // 6
            recovery.until_done(goal)
            recovery.blow("kill -9 of the producer")
            run.kill()
            run.communicate(timeout=60)
        until(lambda: processes_of(tmp_path) == {}, 10, f"no orphan: {processes_of(tmp_path)}")
        assert quick("status", "--json").json["in_flight"] > 0
    answer = quick("resume", "--json")
    assert answer.exit_code == 0, answer.errors
    accounted(quick, source, answer.json)


@pytest.mark.parametrize("third", range(3))
def test_producers_that_are_killed_as_they_start_leave_no_process(
    quick: Docmill, tmp_path: Path, third: int
) -> None:
    """Thirty in the first three seconds, ten in each; each has a data directory of its own.

    Their children are only starting, and cannot know yet whose children they are. Orphans would be
    found at the end: nothing waits in between.
    """
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    chance = Random(third)
    for number in range(5):
        moments = sorted(chance.uniform(third, third + 1) for _ in range(2))
        with ExitStack() as started:
            begun = time.monotonic()
            runs = []
            for each in range(2):
                environment = {"DOCMILL_DATA_DIR": str(tmp_path / f"data-{number}-{each}")}
                docmill = Docmill({**quick.environment, **environment}, tmp_path)
                runs.append(started.enter_context(docmill.start("run", str(source), "--json")))
            for run, moment in zip(runs, moments, strict=True):
                time.sleep(max(0.0, begun + moment - time.monotonic()))
                run.kill()
                run.communicate(timeout=60)
    until(lambda: processes_of(tmp_path) == {}, 30, f"no orphan: {processes_of(tmp_path)}")


def test_a_power_cut_loses_nothing(quick: Docmill, tmp_path: Path, recovery: Recovery) -> None:
    """Producer, broker, workers and index writer are killed at one moment."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with quick.start("run", str(source), "--json") as run:
        recovery.until_done(DOCUMENTS // 4)
        recovery.blow("power cut")
        for pid in processes_of(tmp_path):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        run.communicate(timeout=60)
    until(lambda: processes_of(tmp_path) == {}, 10, "no process left")
    answer = quick("resume", "--json")
    assert answer.exit_code == 0, answer.errors
    accounted(quick, source, answer.json)


@pytest.mark.parametrize("broker_too", [False, True])
def test_workers_that_go_on_meanwhile_are_no_trouble(
    quick: Docmill, tmp_path: Path, recovery: Recovery, broker_too: bool
) -> None:
    """Workers elsewhere outlive the producer (and its broker); what they finish counts once."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with running_broker() as broker:
        environment = {"DOCMILL_BROKER_URL": broker.url, "DOCMILL_WORKERS": "none"}
        docmill = Docmill({**quick.environment, **environment}, tmp_path)
        with crew(docmill):
            with docmill.start("run", str(source), "--json") as run:
                recovery.until_done(DOCUMENTS // 4)
                what = "producer and broker" if broker_too else "producer, workers go on"
                recovery.blow(f"kill -9 of {what}")
                run.kill()
                if broker_too:
                    broker.process.kill()
                    broker.process.wait()
                run.communicate(timeout=60)
            if broker_too:
                with running_broker(broker.port):
                    answer = docmill("resume", "--json")
            else:
                answer = docmill("resume", "--json")
            assert answer.exit_code == 0, answer.errors
        accounted(docmill, source, answer.json)
    assert processes_of(tmp_path) == {}
