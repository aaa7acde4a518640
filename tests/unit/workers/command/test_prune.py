"""`docmill prune`, and `docmill cancel` of runs that nobody works, on a ledger without a broker."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.records import Document, Indexed, Locator
from tests.unit.conftest import CommandLine
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.command.confirmation import confirmed
from workers.files.assets import Asset, AssetStore
from workers.files.directory_lock import DirectoryLock
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer.housekeeping import stop_producer
from workers.settings import load_settings

DAY_MS = 86_400_000
NOW_MS = time.time_ns() // 1_000_000
STATES = ("done", "cancelled", "interrupted", "stopped", "running", "abandoned", "done")


def place(number: int) -> Place:
    """A place in a batch."""
    locator = Locator("file:///archive/news.jsonl", "", number)
    return Place(Document(f"{number:032x}", locator, "text/plain", None, "0" * 32, 10))


@pytest.fixture
def data(data_dir: Path) -> Path:
    """A ledger with a run of each state, "0" the oldest; spools of all and of an unknown run."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    for number, state in enumerate(STATES):
        run = str(number)
        ledger.begin(run, NOW_MS - (10 - number) * DAY_MS, Request(("news.jsonl",)))
        ledger.add_batch(run, 1, Envelope(0, False, (place(1), place(2))))
        ledger.add_batch(run, 2, Envelope(0, False, (place(3),)))
        report = Report(1, 1, (Indexed(), Indexed()), (b"\x01" * 16,) * 2, "host:1", 1_000)
        ledger.commit(run, [report])
        if state != "running":
            ledger.finish(run, State(state))
    ledger.close()
    for run in (*map(str, range(len(STATES))), "unknown"):
        folder = data_dir / "spool" / run
        folder.mkdir(parents=True)
        (folder / "0000002").write_bytes(b"x" * 100)
    return data_dir


@pytest.fixture
def producer(data_dir: Path) -> Iterator[None]:
    """A producer that is alive."""
    lock = DirectoryLock(data_dir / "producer.lock", "a docmill run")
    lock.acquire()
    yield
    lock.release()


def runs(docmill: CommandLine) -> set[str]:
    """The runs that the ledger knows."""
    return {run["run"] for run in docmill("runs", "--json").json}


def spools(data: Path) -> set[str]:
    """The folders of the spool."""
    return {path.name for path in (data / "spool").iterdir()}


def test_old_ended_runs_go_and_unfinished_ones_stay(docmill: CommandLine, data: Path) -> None:
    """The newest ended runs are kept; the spool keeps only what can be gone on with."""
    answer = docmill("prune", "--keep", "2", "--yes", "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["runs"] == ["1", "0"]
    assert answer.json["spools"] == ["0", "1", "5", "6", "unknown"]
    assert answer.json["bytes"] >= 500
    assert runs(docmill) == {"2", "3", "4", "5", "6"}
    assert spools(data) == {"2", "3", "4"}
    again = docmill("prune", "--keep", "2", "--no-json")
    assert again.exit_code == 0, "nothing is left to ask for"
    assert "removed: 0 runs, 0 spool folders" in again.output


def test_without_a_number_ten_ended_runs_stay(docmill: CommandLine, data: Path) -> None:
    """The default removes no run of a short history."""
    assert docmill("prune", "--yes", "--json").json["runs"] == []
    assert runs(docmill) == set("0123456")


def test_runs_go_by_the_day_of_their_end(docmill: CommandLine, data: Path) -> None:
    """What ended long enough ago is removed, however few runs there are."""
    assert docmill("prune", "--older-than", "1", "--yes", "--json").json["runs"] == []
    assert docmill("prune", "--older-than", "0", "--yes", "--json").json["runs"] == list("6510")
    both = docmill("prune", "--older-than", "0", "--keep", "1", "--yes")
    assert both.exit_code == 2
    assert "choose one" in both.errors


@pytest.mark.usefixtures("producer")
def test_nothing_is_pruned_beside_a_run(docmill: CommandLine, data: Path) -> None:
    """One line names the process that works, and nothing is touched."""
    for command in (("prune", "--keep", "0", "--yes"), ("delete", "--run", "0", "--yes")):
        answer = docmill(*command)
        assert answer.exit_code == 2
        assert f"pid {os.getpid()}" in answer.errors
    assert "unknown" in spools(data)


def test_without_a_run_there_is_nothing_to_prune(docmill: CommandLine, data_dir: Path) -> None:
    """No ledger is made for it."""
    assert docmill("prune", "--json").json == {
        "runs": [], "spools": [], "assets": [], "profiles": [], "messages": 0, "keys": 0,
        "bytes": 0,
    }  # fmt: skip
    assert not load_settings().ledger_path.exists()


def test_nobody_to_ask_is_a_usage_error(
    docmill: CommandLine, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal and without --yes nothing is removed; a person is asked."""
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        answer = docmill("prune", "--keep", "0")
    assert answer.exit_code == 2
    assert "--yes" in answer.errors
    assert len(spools(data)) == 8
    monkeypatch.setattr("sys.stdin", None)  # closed, as by <&-
    with pytest.raises(ConfigurationError, match="--yes"):
        confirmed("Remove it?", yes=False)


@pytest.mark.parametrize(("said", "meant"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_a_person_decides(monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:
    """At a terminal the question is asked, and no answer means no."""
    controller, terminal = os.openpty()
    os.write(controller, said.encode())
    with os.fdopen(terminal, "r", encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert confirmed("Remove it?", yes=False) is meant
    os.close(controller)


@pytest.mark.parametrize("run", ["2", "3", "4"])
def test_a_run_that_nobody_works_is_cancelled(docmill: CommandLine, data: Path, run: str) -> None:
    """Its state is cancelled, its spool is gone, its balance stays exact."""
    answer = docmill("cancel", run, "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["state"] == "cancelled"
    assert (answer.json["indexed"], answer.json["in_flight"]) == (2, 1)
    assert docmill("status", run, "--json").json == answer.json
    assert spools(data) == {*"0123456", "unknown"} - {run}
    assert docmill("cancel", run).exit_code == 2


@pytest.mark.parametrize("run", ["0", "1", "5"])
def test_an_ended_run_cannot_be_cancelled(docmill: CommandLine, data: Path, run: str) -> None:
    """It says in which state the run is, and touches nothing."""
    answer = docmill("cancel", run)
    assert answer.exit_code == 2
    assert STATES[int(run)] in answer.errors
    assert run in spools(data)


def test_a_producer_of_another_host_is_left_alone(data_dir: Path) -> None:
    """A data directory may be shared; a process id means something only on its own host."""
    lock = DirectoryLock(data_dir / "producer.lock", "a docmill run")
    lock.acquire()
    assert lock.holder() == (os.getpid(), socket.gethostname())
    (data_dir / "producer.lock").write_text("pid 1 on elsewhere since then\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="elsewhere"):
        stop_producer(load_settings(), "20260101-000000-abcd")
    lock.release()
    assert lock.holder() is None
    stop_producer(load_settings(), "20260101-000000-abcd")


def test_a_run_that_nobody_works_has_no_time_added(docmill: CommandLine, data: Path) -> None:
    """How long it lay there before it was cancelled does not count as worked."""
    before = docmill("status", "4", "--json").json["seconds"]
    assert docmill("cancel", "4", "--json").json["seconds"] == before


@pytest.mark.usefixtures("producer")
def test_only_the_run_that_is_worked_is_called_running(docmill: CommandLine, data: Path) -> None:
    """Going on with an older run leaves no other one running, however new."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.reopen("2")
    ledger.close()
    running = [run["run"] for run in docmill("runs", "--json").json if run["state"] == "running"]
    assert running == ["2"]


def test_files_of_runs_go_with_the_last_run_that_needs_them(
    docmill: CommandLine, data: Path
) -> None:
    """What a run that stays was given stays; profiles of sources go only when asked."""
    store = AssetStore(data)
    shared, old, lost = (store.keep(content) for content in (b"shared", b"old", b"lost"))
    ledger = Ledger(data / "ledger.sqlite", writable=True)
    for run, digests in (("late", [shared]), ("early", [shared, old])):
        started = NOW_MS if run == "late" else NOW_MS - 30 * DAY_MS
        assets = [Asset("stage", str(n), digest) for n, digest in enumerate(digests)]
        ledger.begin(run, started, Request(("b",)), (), assets)
        ledger.finish(run, State.DONE)
    ledger.close()
    (data / "profiles").mkdir()
    (data / "profiles" / "news.profile").write_bytes(b"x")
    answer = docmill("prune", "--keep", "1", "--yes", "--json").json
    assert "early" in answer["runs"]
    assert (answer["assets"], answer["profiles"]) == (sorted([old, lost]), [])
    assert store.digests() == [shared]
    answer = docmill("prune", "--profiles", "--yes", "--json").json
    assert (answer["assets"], answer["profiles"]) == ([], ["news.profile"])
    assert list((data / "profiles").iterdir()) == []


def test_a_run_that_never_was_is_not_deleted(docmill: CommandLine, data: Path) -> None:
    """Exit code 2, and the newest runs are named: a run's id is easily mistyped."""
    answer = docmill("delete", "--run", "nosuch", "--yes")
    assert answer.exit_code == 2
    assert "no run 'nosuch'" in answer.errors
    assert "the newest are" in answer.errors
    assert answer.errors.count("\n") == 1


def test_a_run_that_has_nothing_in_the_index_is_no_error(docmill: CommandLine, data: Path) -> None:
    """The ledger knows it: there is just nothing to be done."""
    answer = docmill("delete", "--run", "0", "--yes", "--json")
    assert answer.exit_code == 0
    assert answer.json["deleted"] == 0


def test_a_path_that_is_not_utf8_is_printed_with_its_bytes(
    docmill: CommandLine, data: Path
) -> None:
    """Nothing is there, which is no error."""
    path = data / os.fsdecode(b"\xff.txt")
    path.touch()
    answer = docmill("delete", "--source", str(path), "--yes", "--json")
    assert answer.exit_code == 0
    assert answer.json["source"] == f"{data}/\\xff.txt"
