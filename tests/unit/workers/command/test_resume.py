"""What `docmill resume` and `docmill retry` refuse, before anything is started."""

from pathlib import Path

import pytest

from tests.unit.conftest import CommandLine
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.settings import load_settings


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no unfinished run"),
        (["none-such"], "no run none-such"),
        (["finished"], "run finished is done"),
        (["piped", "--restart"], "standard input, which cannot be read again"),
    ],
)
def test_a_run_that_cannot_be_resumed_is_told_in_one_line(
    docmill: CommandLine, data_dir: Path, arguments: list[str], said: str
) -> None:
    """Exit code 2, and the run stays as it was."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin("piped", 1_000, Request(("-",)))
    ledger.finish("piped", State.INTERRUPTED if arguments else State.DONE)
    ledger.begin("finished", 2_000, Request(("a.txt",)))
    ledger.finish("finished", State.DONE)
    before = [(run.run, run.state) for run in ledger.runs()]
    answer = docmill("resume", *arguments)
    assert answer.exit_code == 2
    assert said in answer.errors
    assert answer.errors.count("\n") == 1
    assert [(run.run, run.state) for run in ledger.runs()] == before
    ledger.close()


@pytest.mark.parametrize("state", [State.CANCELLED, State.ABANDONED, State.STOPPED])
def test_failures_of_a_run_that_is_not_done_are_not_retried(
    docmill: CommandLine, state: State
) -> None:
    """What a cancelled run had in flight is lost, and would be called done with the rest."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin("ended", 1_000, Request(("a.txt",)))
    ledger.mark_ended("ended", state)
    answer = docmill("retry", "--run", "ended")
    assert answer.exit_code == 2
    assert ("resume" if state.is_unfinished else f"is {state}") in answer.errors
    assert [run.state for run in ledger.runs()] == [state]
    ledger.close()
