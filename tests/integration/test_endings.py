"""How a run ends: Ctrl-C, a killed producer, killed workers, a hostile working directory."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.harness.command import SEEDS, Docmill, processes_of
from tests.harness.waiting import until, until_at_work


def many_documents(folder: Path, count: int) -> Path:
    """A JSONL file of small different articles."""
    path = folder / "many.jsonl"
    sentence = "Angela Merkel met the mayor of Lyon to speak about trains and bridges. "
    lines = (f'{{"id": "{n}", "text": "Item {n}. {sentence * 20}"}}\n' for n in range(count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_says_so_and_leaves_nothing_behind(
    docmill: Docmill, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """Ctrl-C and SIGTERM end everything in order, with one object of JSON; the ledger knows."""
    data = Path(docmill.environment["DOCMILL_DATA_DIR"])
    with docmill.start("run", str(many_documents(tmp_path, 2_000)), "--json") as run:
        until_at_work(data)
        run.send_signal(number)
        output, errors = run.communicate(timeout=30)
    assert run.returncode == code, errors
    told = json.loads(output)
    assert (told["state"], told["exit_code"]) == ("interrupted", code)
    assert told["in_flight"] > 0
    assert "same command again" in errors
    assert "Traceback" not in errors
    assert processes_of(data) == {}
    status = docmill("status", "--json").json
    assert status["state"] == "interrupted"
    assert status["in_flight"] > 0


def test_a_killed_producer_leaves_nothing_behind(docmill: Docmill, tmp_path: Path) -> None:
    """After kill -9 of `docmill run`, every child notices and ends within five seconds."""
    data = Path(docmill.environment["DOCMILL_DATA_DIR"])
    with docmill.start("run", str(many_documents(tmp_path, 2_000)), "--json") as run:
        until_at_work(data)
        assert len(processes_of(data)) >= 3
        run.kill()
    until(lambda: processes_of(data) == {}, 5, f"no process left: {processes_of(data)}")
    again = docmill("run", str(SEEDS), "--json")
    assert again.exit_code == 0, again.errors


def test_killed_workers_lose_no_document(docmill: Docmill, tmp_path: Path) -> None:
    """A worker and its children killed mid-run are started again, and every batch is done."""
    data = Path(docmill.environment["DOCMILL_DATA_DIR"])
    with docmill.start("run", str(many_documents(tmp_path, 600)), "--json") as run:
        until_at_work(data)
        killed = [
            pid for pid, command in processes_of(data).items() if "--links convert+clean" in command
        ]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        output, errors = run.communicate(timeout=120)
    assert len(killed) >= 3, killed
    assert run.returncode == 0, errors
    assert '"indexed":600' in output
    assert processes_of(data) == {}


def test_the_users_own_modules_do_not_stand_in_for_ours(docmill: Docmill, tmp_path: Path) -> None:
    """`docmill run` works in a folder that holds a workers.py and a pipeline.py."""
    for name in ("workers.py", "pipeline.py", "celery.py"):
        (tmp_path / name).write_text("raise SystemExit('the wrong module was imported')\n")
    answer = docmill("run", str(SEEDS / "000_467565c174595e29.txt"), "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == 1


def test_a_second_run_on_the_same_data_is_refused_by_name(docmill: Docmill, tmp_path: Path) -> None:
    """One producer owns a data directory; the other is told who it is."""
    with docmill.start("run", str(many_documents(tmp_path, 2_000)), "--json") as run:
        until_at_work(tmp_path / "data")
        other = docmill("run", str(SEEDS), "--json")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=30)
    assert other.exit_code == other.json["exit_code"] == 2
    assert f"pid {run.pid}" in other.errors
