"""The broker killed and restarted empty, or emptied, in the middle of a run."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from testbed.broker import RunningBroker, running_broker
from tests.chaos.accounting import accounted
from tests.chaos.articles import articles
from tests.chaos.crew import crew
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill, processes_of

DOCUMENTS = 640
BLOWS = 2
Strike = Callable[[RunningBroker, ExitStack], RunningBroker]


def killed(broker: RunningBroker, after: ExitStack) -> RunningBroker:
    """kill -9; another one starts empty on the same port."""
    broker.process.kill()
    broker.process.wait()
    return after.enter_context(running_broker(broker.port))


def emptied(broker: RunningBroker, after: ExitStack) -> RunningBroker:
    """FLUSHALL."""
    del after
    with broker.client() as client:
        client.flushall()
    return broker


@pytest.mark.parametrize(
    ("strike", "what"), [(killed, "kill -9 of the broker"), (emptied, "FLUSHALL")]
)
def test_a_lost_broker_loses_nothing(
    quick: Docmill, tmp_path: Path, recovery: Recovery, strike: Strike, what: str
) -> None:
    """Twice in one run all that the broker held is gone; workers on their own carry on."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with running_broker() as broker, ExitStack() as after:
        environment = {"DOCMILL_BROKER_URL": broker.url, "DOCMILL_WORKERS": "none"}
        docmill = Docmill({**quick.environment, **environment}, tmp_path)
        current = broker
        with crew(docmill) as workers, docmill.start("run", str(source), "--json") as run:
            for blow in range(1, BLOWS + 1):
                goal = blow * DOCUMENTS // (BLOWS + 2)
                recovery.until_done(goal)
                recovery.blow(what)
                current = strike(current, after)
            output, errors = run.communicate(timeout=120)
            assert workers.terminate("writer") == 143
        assert run.returncode == 0, errors
        accounted(docmill, source, json.loads(output))
    assert processes_of(tmp_path) == {}
