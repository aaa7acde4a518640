"""SIGTERM: a worker ends what it has begun; all of them restarted in turn fail no document."""

from pathlib import Path

import msgspec

from testbed.broker import running_broker
from tests.chaos.accounting import accounted
from tests.chaos.articles import articles
from tests.chaos.crew import SHAPE, crew
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill, processes_of

DOCUMENTS = 640
GRACE_SECONDS = 60


def test_a_rolling_restart_fails_nothing(
    quick: Docmill, tmp_path: Path, recovery: Recovery
) -> None:
    """Each worker in turn gets SIGTERM in mid-run, ends in its grace, and is started again."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with running_broker() as broker:
        environment = {
            "DOCMILL_BROKER_URL": broker.url,
            "DOCMILL_WORKERS": "none",
            # Restarts on a machine under load must be over before the run is.
            "CHAOS_SECONDS": "0.14",
        }
        docmill = Docmill({**quick.environment, **environment}, tmp_path)
        with crew(docmill) as workers, docmill.start("run", str(source), "--json") as run:
            recovery.until_done(1)
            for name in SHAPE:
                recovery.blow("SIGTERM to a worker, started again")
                assert workers.terminate(name, GRACE_SECONDS) == 143
                workers.start(name)
            assert run.poll() is None, "the run was over before the last restart"
            output, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors
        accounted(docmill, source, msgspec.json.decode(output))
    assert recovery.attempts() == {1}
    assert processes_of(tmp_path) == {}
