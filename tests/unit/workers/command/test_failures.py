"""`docmill failures` on a ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.records import Document, Failed, Locator
from tests.unit.conftest import CommandLine
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.command.view import long_table
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.settings import load_settings

MANY = 45  # more than two parts of the table


def place(number: int) -> Place:
    """A place in a batch."""
    locator = Locator("file:///archive/news.zip", f"{number:03d}.txt")
    return Place(Document(f"{number:032x}", locator, "text/plain", None, "0" * 32, 10))


@pytest.fixture
def ledger(data_dir: Path) -> Iterator[Ledger]:
    """A ledger with a run of many failures, then one with a single failure."""
    opened = Ledger(load_settings().ledger_path, writable=True)
    for run, started_ms, count in (("first", 1_000, MANY), ("second", 5_000, 1)):
        opened.begin(run, started_ms, Request(("news.zip",)))
        places = tuple(place(number) for number in range(count))
        opened.add_batch(run, 1, Envelope(started_ms, False, places))
        outcomes = tuple(
            Failed("clean" if number % 2 else "extract", "ValueError", f"no [red]{number}[/red]")
            for number in range(count)
        )
        opened.commit(run, [Report(1, 1, outcomes, (), "host:1", 1_750_000_000_123)])
        opened.finish(run, State.DONE)
    yield opened
    opened.close()


@pytest.mark.usefixtures("ledger")
def test_every_failure_is_one_line_of_json(docmill: CommandLine) -> None:
    """Without a run it is the newest one; each line names place, reason, worker and time."""
    answer = docmill("failures", "--json")
    assert answer.exit_code == 0
    assert answer.lines == [
        {
            "id": "0" * 32,
            "run": "second",
            "source": "file:///archive/news.zip!000.txt",
            "stage": "extract",
            "error": "ValueError",
            "message": "no [red]0[/red]",
            "attempt": 1,
            "worker": "host:1",
            "failed_at": "2025-06-15T15:06:40.123Z",
        }
    ]
    assert len(docmill("failures", "first", "--json").lines) == MANY


@pytest.mark.usefixtures("ledger")
def test_filters_choose_failures(docmill: CommandLine) -> None:
    """By stage, class of error and source."""
    clean = docmill("failures", "first", "--stage", "clean", "--json").lines
    assert len(clean) == MANY // 2
    assert {failure["stage"] for failure in clean} == {"clean"}
    assert docmill("failures", "--error", "KeyError", "--json").lines == []
    member = "file:///archive/news.zip!007.txt"
    only = docmill("failures", "first", "--source", member, "--json").lines
    assert [failure["source"] for failure in only] == [member]


@pytest.mark.usefixtures("ledger")
def test_words_stay_whole_on_a_narrow_terminal(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stage, error and reason are one word each."""
    monkeypatch.setenv("COLUMNS", "80")
    output = docmill("failures", "first", "--no-json").output
    assert output.count("extract") == MANY - MANY // 2
    assert output.count("ValueError") == MANY


@pytest.mark.usefixtures("ledger")
def test_people_see_every_failure_in_one_table(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One head of the table, all rows, texts as they are, and how many there were."""
    monkeypatch.setattr(long_table, "ROWS", 20)
    output = docmill("failures", "first", "--no-json").output
    assert output.count("message") == 1
    assert all(f"[red]{number}[/red]" in output for number in range(MANY))
    assert "failures of run first: 45" in output
    none = docmill("failures", "--stage", "index", "--no-json")
    assert (none.exit_code, none.output) == (0, "")
    assert "no such failure" in none.errors


def test_a_run_that_is_not_known_is_a_usage_error(docmill: CommandLine, data_dir: Path) -> None:
    """Before the first run, and for a wrong id; `verify` and `cancel` say the same."""
    commands = (("failures", "x"), ("verify", "x"), ("cancel", "x"))
    for command in commands:
        answer = docmill(*command)
        assert answer.exit_code == 2
        assert "docmill run SOURCE" in answer.errors
    Ledger(load_settings().ledger_path, writable=True).close()
    for command in commands:
        answer = docmill(*command)
        assert answer.exit_code == 2
        assert "docmill runs" in answer.errors


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/archive/news.zip", MANY),
        ("/archive/../archive/news.zip!007.txt", 1),
        ("/archive", MANY),
        ("/arch", 0),
        ("news.zip", 0),
    ],
)
def test_a_source_may_be_named_by_its_path(docmill: CommandLine, path: str, found: int) -> None:
    """As people see it; a relative one is looked for from the current folder."""
    answer = docmill("failures", "first", "--source", path, "--json")
    assert answer.exit_code == 0
    assert len(answer.lines) == found


def test_a_ledger_without_runs_has_no_newest_one(docmill: CommandLine, data_dir: Path) -> None:
    """It is told what to do, not that there is no run None."""
    Ledger(load_settings().ledger_path, writable=True).close()
    for command in ("failures", "verify"):
        answer = docmill(command)
        assert answer.exit_code == 2
        assert "no run yet" in answer.errors
        assert "None" not in answer.errors
