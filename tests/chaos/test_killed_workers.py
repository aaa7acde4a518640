"""kill -9 of pool children in mid-task, of whole workers, of all workers at once."""

import json
import os
import random
import signal
import time
from pathlib import Path

from testbed.broker import running_broker
from tests.chaos.accounting import accounted
from tests.chaos.articles import Pace, articles
from tests.chaos.crew import SHAPE, Crew, crew
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill, processes_of
from tests.harness.waiting import until

CHILD_KILLS = 12
WORKER_KILLS = 6
DOCUMENTS = 2400
SEED = 4


def test_killed_workers_lose_nothing(tmp_path: Path, recovery: Recovery) -> None:
    """Children, workers and all workers at once are killed at random times of one run."""
    chance = random.Random(SEED)
    pace = Pace(tmp_path, 0.15)
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with running_broker() as broker:
        docmill = Docmill(
            {
                **pace.environment,
                "DOCMILL_DATA_DIR": str(tmp_path / "data"),
                "DOCMILL_BROKER_URL": broker.url,
                "DOCMILL_WORKERS": "none",
                "DOCMILL_LINKS": "convert+clean|extract|classify|slow",
                "DOCMILL_BATCH_DOCUMENTS": "20",
                "DOCMILL_IN_FLIGHT_BATCHES": "16",
                # The same few batches are in hand all the while: chance may hit one very often.
                "DOCMILL_MAX_ATTEMPTS": "20",
            },
            tmp_path,
        )
        with crew(docmill) as workers, docmill.start("run", str(source), "--json") as run:
            recovery.until_done(1)
            for _ in range(CHILD_KILLS):
                victim = chance.choice(in_mid_batch(workers, pace))
                recovery.blow("kill -9 of a pool child")
                os.kill(victim, signal.SIGKILL)
                time.sleep(chance.uniform(0.2, 1.0))
            for name in chance.sample([*SHAPE, *SHAPE], k=WORKER_KILLS):
                recovery.blow("kill -9 of a worker")
                workers.kill(name)
                time.sleep(chance.uniform(0.2, 1.0))
                workers.start(name)
            assert run.poll() is None, "the run was over before the last kill"
            recovery.blow("kill -9 of all workers")
            workers.kill(*SHAPE)
            workers.start_all()
            pace.hurry()
            output, errors = run.communicate(timeout=180)
        assert run.returncode == 0, errors
        accounted(docmill, source, json.loads(output))
    assert processes_of(tmp_path) == {}


def in_mid_batch(workers: Crew, pace: Pace) -> list[int]:
    """Children that are at work on a batch; waits for one."""
    found: list[int] = []

    def look() -> bool:
        found[:] = sorted(pace.busy() & set(workers.children()))
        return bool(found)

    until(look, 60, "a child in the middle of a batch")
    return found
