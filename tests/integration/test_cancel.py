"""`docmill cancel` and `docmill prune` with a broker of one's own; `delete` beside `docmill up`."""

import json
from pathlib import Path

import pytest
from redis import Redis

from testbed.broker import RunningBroker, free_port
from testbed.stages import NOOP, install_stage
from tests.harness.command import Docmill, processes_of
from tests.harness.waiting import until, until_decided
from workers.broker.chain import Label, publish
from workers.broker.connection import celery_app, queue_lengths
from workers.broker.payloads import BatchKey
from workers.settings import load_settings


@pytest.fixture
def quick(tmp_path: Path, broker: RunningBroker) -> Docmill:
    """The command with a quick stage, small batches and a broker that outlives its runs."""
    packages = tmp_path / "packages"
    packages.mkdir()
    return Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "DOCMILL_BROKER_URL": broker.url,
            "PYTHONPATH": install_stage(packages, "noop", NOOP),
            "DOCMILL_LINKS": "noop",
            "DOCMILL_BATCH_DOCUMENTS": "4",
        },
        tmp_path,
    )


def many(folder: Path, count: int) -> Path:
    """One-line documents."""
    path = folder / "many.jsonl"
    path.write_text("".join(f'{{"text": "Item {n}."}}\n' for n in range(count)), encoding="utf-8")
    return path


def keys_of(redis: Redis, run: str) -> list[object]:
    """What the broker keeps for a run."""
    return list(redis.scan_iter(match=f"{run}:*"))


def test_a_running_run_is_stopped_and_cleared_away(
    quick: Docmill, tmp_path: Path, broker: RunningBroker
) -> None:
    """Its process ends, its spool, payloads and messages are gone, those of others stay."""
    data = tmp_path / "data"
    settings = load_settings(data_dir=data, broker_url=broker.url, links="noop", workers="none")
    with (
        quick.start("run", str(many(tmp_path, 5_000)), "--json") as running,
        broker.client() as redis,
    ):
        until_decided(data, 1)
        run = quick("status", "--json").json["run"]
        # Another run's, as another machine on the same broker may have it.
        redis.set("other:0000001:1:documents", b"x")
        answer = quick("cancel", run, "--json")
        assert answer.exit_code == 0, answer.errors
        output, errors = running.communicate(timeout=60)
        assert running.returncode == 143
        assert f"run {run} is cancelled" in errors
        assert "resume" not in errors
        assert json.loads(output)["state"] == "cancelled"
        assert processes_of(data) == {}
        assert answer.json["state"] == "cancelled"
        assert answer.json["in_flight"] > 0
        assert keys_of(redis, run) == []
        assert not (data / "spool" / run).exists()
        assert set(
            queue_lengths(redis, [settings.queue(link) for link in settings.link_names]).values()
        ) == {0}
        assert redis.exists("other:0000001:1:documents")
    assert quick("status", run, "--json").json["state"] == "cancelled"
    assert quick("verify", run).exit_code == 0
    assert quick("cancel", run).exit_code == 2
    refused = quick("resume", run)
    assert refused.exit_code == 2
    assert "is cancelled; there is nothing to resume" in refused.errors


def test_a_run_that_is_stopped_otherwise_can_be_resumed(quick: Docmill, tmp_path: Path) -> None:
    """By a SIGTERM of the system it is interrupted, and the advice has no exceptions."""
    data = tmp_path / "data"
    # Left by a `docmill cancel` that was itself killed, for whatever run.
    data.mkdir()
    (data / "cancel.run").write_text("20200101-000000-abcd")
    with quick.start("run", str(many(tmp_path, 5_000)), "--json") as running:
        until_decided(data, 1)
        running.terminate()
        output, errors = running.communicate(timeout=60)
    assert running.returncode == 143
    assert errors.endswith("with the same command again, or with docmill resume\n")
    assert "cancel" not in errors
    assert json.loads(output)["state"] == "interrupted"
    assert not (data / "cancel.run").exists()


def test_messages_of_an_interrupted_run_go_and_others_stay(
    quick: Docmill, tmp_path: Path, broker: RunningBroker
) -> None:
    """After kill -9 messages wait in the queue: those of the run are removed, no others."""
    data = tmp_path / "data"
    settings = load_settings(data_dir=data, broker_url=broker.url, links="noop")
    docmill = Docmill({**quick.environment, "DOCMILL_WORKERS": "none"}, tmp_path)
    queue = settings.queue("noop")
    with broker.client() as redis:
        with docmill.start("run", str(many(tmp_path, 40)), "--json") as running:
            until(lambda: redis.llen(queue) == 10, 60, "ten batches in the queue")
            running.kill()
        publish(celery_app(settings), settings, BatchKey("other", 1, 1), Label("file:///x"))
        run = docmill("status", "--json").json["run"]
        assert len(keys_of(redis, run)) >= 20
        assert len(list((data / "spool" / run).iterdir())) == 10
        answer = docmill("cancel", run, "--json")
        assert answer.exit_code == 0, answer.errors
        assert "10 messages" in answer.errors
        assert (answer.json["state"], answer.json["in_flight"]) == ("cancelled", 40)
        assert redis.llen(queue) == 1
        assert keys_of(redis, run) == []
        # A worker that had a batch in hand puts back what it found.
        redis.set(f"{run}:0000001:1:noop", b"late")
        redis.set("other:0000001:1:noop", b"not ours")
        pruned = docmill("prune", "--keep", "0", "--yes", "--json")
        assert pruned.exit_code == 0, pruned.errors
        assert (pruned.json["runs"], pruned.json["keys"]) == ([run], 1)
        assert redis.exists("other:0000001:1:noop")
        assert redis.llen(queue) == 1
    assert docmill("runs", "--json").json == []


def test_a_broker_that_is_gone_keeps_no_run_from_being_cancelled(
    quick: Docmill, tmp_path: Path, broker: RunningBroker
) -> None:
    """The ledger is the truth; what lies in the broker ends by itself, and that is said."""
    docmill = Docmill({**quick.environment, "DOCMILL_WORKERS": "none"}, tmp_path)
    with (
        docmill.start("run", str(many(tmp_path, 4)), "--json") as running,
        broker.client() as redis,
    ):
        until(lambda: bool(redis.keys("*:documents")), 60, "a batch in the broker")
        running.kill()
    away = Docmill({**docmill.environment, "DOCMILL_BROKER_URL": "redis://127.0.0.1:1/0"}, tmp_path)
    run = away("status", "--json").json["run"]
    assert away("prune", "--keep", "0", "--yes").exit_code == 0, "no ended run: nothing to ask for"
    answer = away("cancel", run, "--json")
    assert answer.exit_code == 0
    assert "does not answer" in answer.errors
    refused = away("prune", "--keep", "0", "--yes")
    assert refused.exit_code == 3
    assert [one["run"] for one in away("runs", "--json").json] == [run]


def test_delete_says_to_stop_what_writes(tmp_path: Path) -> None:
    """The embedded index has one writer; while `docmill up` is it, nothing can be deleted."""
    docmill = Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "DOCMILL_FLOWER_PORT": str(free_port()),
            "DOCMILL_PAGE_PORT": str(free_port()),
            "DOCMILL_CONCURRENCY": "1",
        },
        tmp_path,
    )
    with docmill.start("up", "--json") as up:
        try:
            assert up.stdout is not None
            assert up.stdout.readline()
            run = docmill("run", str(many(tmp_path, 4)), "--json")
            answer = docmill("delete", "--run", run.json["run"], "--yes")
        finally:
            up.terminate()
            up.communicate(timeout=60)
    assert answer.exit_code == 3
    assert answer.errors.count("\n") == 1
    assert "docmill up" in answer.errors
    assert docmill("delete", "--run", run.json["run"], "--yes", "--json").json["deleted"] == 4
