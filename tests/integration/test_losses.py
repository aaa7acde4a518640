"""Losses during a run: the broker emptied or killed; every document still accounted for."""

import os
import signal
import time
from pathlib import Path

import msgspec

from testbed.broker import running_broker
from tests.harness.command import Docmill, processes_of
from tests.harness.waiting import until_decided

DOCUMENTS = 1_000
SOME = 48  # are decided before something happens


def source(folder: Path) -> Path:
    """Many one-line documents."""
    path = folder / "many.jsonl"
    lines = (f'{{"id": "{n}", "text": "Item number {n} of many."}}\n' for n in range(DOCUMENTS))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_a_killed_broker_costs_seconds_and_nothing_else(quick: Docmill, tmp_path: Path) -> None:
    """Killed mid-run, the embedded broker comes back empty, and the run ends well."""
    data = tmp_path / "data"
    with quick.start("run", str(source(tmp_path)), "--json") as run:
        until_decided(data, SOME)
        for pid, command in processes_of(data).items():
            if "valkey-server" in command or "redis-server" in command:
                os.kill(pid, signal.SIGKILL)
        output, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    assert msgspec.json.decode(output)["indexed"] == DOCUMENTS


def test_an_emptied_broker_costs_seconds_and_nothing_else(quick: Docmill, tmp_path: Path) -> None:
    """After FLUSHALL the producer publishes again from its spool, each document indexed once."""
    with running_broker() as broker:
        docmill = Docmill({**quick.environment, "DOCMILL_BROKER_URL": broker.url}, tmp_path)
        with docmill.start("run", str(source(tmp_path)), "--json") as run:
            until_decided(tmp_path / "data", SOME)
            with broker.client() as client:
                client.flushall()
            time.sleep(0.5)
            output, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors
        assert msgspec.json.decode(output)["indexed"] == DOCUMENTS
    found = quick("search", "many", "--size", "1", "--facets", "--json")
    assert found.lines[-1]["total"] == DOCUMENTS


def test_workers_that_live_and_take_nothing_are_started_again(
    quick: Docmill, tmp_path: Path
) -> None:
    """A worker that hangs holds the run up for the set time and no longer."""
    data = tmp_path / "data"
    docmill = Docmill({**quick.environment, "DOCMILL_STALLED_SECONDS": "10"}, tmp_path)
    with docmill.start("run", str(source(tmp_path)), "--json") as run:
        until_decided(data, SOME)
        for pid, command in processes_of(data).items():
            if "workers.worker.process" in command:
                os.kill(pid, signal.SIGSTOP)
        output, errors = run.communicate(timeout=180)
    assert run.returncode == 0, errors
    assert msgspec.json.decode(output)["indexed"] == DOCUMENTS


def test_a_broker_that_does_not_answer_is_named_with_its_setting(docmill: Docmill) -> None:
    """One line with the masked address and the setting to look at, exit code 3, no traceback."""
    docmill = Docmill(
        {**docmill.environment, "DOCMILL_BROKER_URL": "redis://:secret@127.0.0.1:1/0"},
        docmill.directory,
    )
    path = docmill.directory / "a.txt"
    path.write_text("A text.", encoding="utf-8")
    answer = docmill("run", str(path))
    assert answer.exit_code == 3
    assert "redis://:***@127.0.0.1:1/0" in answer.errors
    assert "DOCMILL_BROKER_URL" in answer.errors
    assert "secret" not in answer.errors
    assert "Traceback" not in answer.errors


def test_an_index_that_does_not_answer_is_named_with_its_setting(docmill: Docmill) -> None:
    """The same for Elasticsearch."""
    docmill = Docmill(
        {**docmill.environment, "DOCMILL_INDEX_URL": "http://elastic:secret@127.0.0.1:1"},
        docmill.directory,
    )
    path = docmill.directory / "a.txt"
    path.write_text("A text.", encoding="utf-8")
    answer = docmill("run", str(path))
    assert answer.exit_code == 3
    assert "http://elastic:***@127.0.0.1:1" in answer.errors
    assert "DOCMILL_INDEX_URL" in answer.errors
    assert "Traceback" not in answer.errors
