"""The JSON of a command that does not come to its end: one object, whatever has ended it."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import StopRun, Unavailable
from pipeline.records import Failed, Indexed, Locator, Unread
from tests.unit.conftest import CommandLine
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.command import watched
from workers.ledger.reader import LedgerReader
from workers.ledger.records import Balance, LeftOut, Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer import runs, session
from workers.producer.progress import Notice, Progress
from workers.producer.session import RunContext
from workers.settings import Settings, load_settings


def interrupt(number: int) -> None:
    """A signal reaches this process."""
    os.kill(os.getpid(), number)
    raise AssertionError("the signal had no effect")


def fail(error: BaseException) -> None:
    """The error comes up."""
    raise error


ENDS: dict[str, tuple[Callable[[], None], int, str, str]] = {
    "stopped for failures": (lambda: fail(StopRun("too many failed")), 3, "stopped", "too many"),
    "index away": (lambda: fail(Unavailable("the index is away")), 3, "stopped", "index is away"),
    "broker away": (lambda: fail(Unavailable("Redis is away")), 3, "stopped", "Redis is away"),
    "disk full": (lambda: fail(StopRun("the disk is full")), 3, "stopped", "disk is full"),
    "Ctrl-C": (lambda: interrupt(signal.SIGINT), 130, "interrupted", "signal 2"),
    "SIGTERM": (lambda: interrupt(signal.SIGTERM), 143, "interrupted", "signal 15"),
    "a fault": (lambda: fail(ZeroDivisionError("by zero")), 3, "interrupted", "ZeroDivision"),
}


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A file to run on."""
    path = tmp_path / "a.txt"
    path.write_text("A text.")
    return str(path)


@pytest.fixture
def end(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes that end come when the broker and the workers of a run are to start."""

    def make(name: str) -> None:
        @contextmanager
        def stack(settings: Settings, notice: Notice) -> Iterator[Any]:
            ENDS[name][0]()
            yield

        monkeypatch.setattr(watched, "needed_stack", stack)
        monkeypatch.setattr(runs, "learned_assets", lambda *given: ())
        monkeypatch.setattr(session, "note_end", lambda *given: None)

    return make


@pytest.mark.parametrize("name", ENDS)
def test_every_end_of_a_run_prints_one_object(
    docmill: CommandLine, source: str, end: Callable[[str], None], name: str
) -> None:
    """Its state and balance, what has ended it, and the exit code; `resume` the same again."""
    _, exit_code, state, told = ENDS[name]
    end(name)
    for command in (("run", source), ("resume",)):
        answer = docmill(*command, "--json")
        assert answer.exit_code == answer.json["exit_code"] == exit_code
        assert told in answer.json["error"]
        assert (answer.json["state"], answer.json["expected"]) == (state, 0)
        assert answer.json["run"]
        assert "Traceback" not in answer.errors


def test_a_pipe_gets_json_without_asking_and_people_none(
    docmill: CommandLine, source: str, end: Callable[[str], None]
) -> None:
    """The same object as with --json."""
    end("disk full")
    assert docmill("run", source).json["error"] == docmill("resume", "--json").json["error"]
    assert docmill("resume", "--no-json").output == ""


@pytest.mark.parametrize("name", ["disk full", "Ctrl-C"])
def test_every_end_of_a_retry_prints_one_object(
    docmill: CommandLine, end: Callable[[str], None], data_dir: Path, source: str, name: str
) -> None:
    """With what the run had done before."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin("first", 1_000, Request((source,)))
    places = tuple(
        Place(None, Unread(Locator(f"file:///{n}"), Failed("source", "Corrupt", ""))) for n in "ab"
    )
    ledger.add_batch("first", 1, Envelope(0, False, places))
    outcomes = (Indexed(), Failed("source", "Corrupt", "cut off"))
    ledger.commit("first", [Report(1, 1, outcomes, (b"", b""), "host:1", 5)])
    ledger.finish("first", State.DONE)
    ledger.close()
    _, exit_code, state, told = ENDS[name]
    end(name)
    answer = docmill("retry", "--json")
    assert answer.exit_code == answer.json["exit_code"] == exit_code
    assert told in answer.json["error"]
    assert (answer.json["run"], answer.json["state"]) == ("first", state)
    assert (answer.json["indexed"], answer.json["failed"]) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "no-such-file"), "does not exist"),
        (("run", ""), "what follows run is empty"),
        (("run", "--no-such-option", "."), "no-such-option"),
        (("run",), "SOURCE"),
        (("run", "-"), "standard input"),
        (("run", ".", "--map", "x"), "--map"),
        (("resume",), "no unfinished run"),
        (("resume", "nosuch"), "no run nosuch"),
        (("retry", "--run", "nosuch"), "no run nosuch"),
        (("analyze", "no-such-file"), "does not exist"),
        (("failures",), "no run yet"),
        (("left-out", "nosuch"), "no run yet"),
        (("delete",), "--run RUN or --source"),
        (("search", "--from", "someday"), "someday"),
        (("nosuch",), "nosuch"),
    ],
)
def test_wrong_usage_is_an_object_too(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    """With --json, and the same words as on standard error; exit code 2."""
    monkeypatch.setattr("sys.stdin", None)
    answer = docmill(*arguments, "--json")
    assert answer.exit_code == answer.json["exit_code"] == 2
    assert told in answer.json["error"]
    assert answer.json["error"] in answer.errors


@pytest.mark.parametrize("command", [("run", "."), ("resume",), ("analyze", "."), ("status",)])
def test_a_wrong_setting_is_an_object_too(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """It names the variable."""
    monkeypatch.setenv("DOCMILL_BROKER_URL", "amqp://somewhere")
    answer = docmill(*command, "--json")
    assert answer.exit_code == answer.json["exit_code"] == 2
    assert "DOCMILL_BROKER_URL" in answer.json["error"]


def test_a_damaged_ledger_is_an_object_too(docmill: CommandLine, data_dir: Path) -> None:
    """Of any command that reads it."""
    data_dir.mkdir()
    (data_dir / "ledger.sqlite").write_bytes(b"no ledger" * 500)
    for command in ("status", "resume", "retry"):
        answer = docmill(command, "--json")
        assert answer.exit_code == answer.json["exit_code"] == 3
        assert "ledger" in answer.json["error"]


def test_a_run_whose_ledger_is_gone_tells_what_was_seen_last(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, source: str, end: Callable[[str], None]
) -> None:
    """The object comes all the same."""

    def work(context: RunContext, ledger: Ledger, *given: object) -> Balance:
        balance = ledger.runs()[0]
        context.observe(Progress(balance, {}, 0, 0))
        (load_settings().ledger_path).unlink()
        raise StopRun("the disk is gone")

    end("disk full")
    monkeypatch.setattr(runs, "run_session", work)
    answer = docmill("run", source, "--json")
    assert answer.exit_code == 3
    assert answer.json["error"] == "the disk is gone"
    assert answer.json["run"]


def test_lines_of_json_end_with_the_error(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered before stands before it."""

    def cut_off(*given: object) -> Iterator[LeftOut]:
        yield LeftOut("1", "file:///a", "empty")
        raise StopRun("the rest is gone")

    monkeypatch.setattr(LedgerReader, "find_left_out", cut_off)
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin("first", 1_000, Request(("a",)))
    ledger.close()
    line, last = docmill("left-out", "--json").lines
    assert line["id"] == "1"
    assert last == {"error": "the rest is gone", "exit_code": 3}
