"""The progress bar of commands that may take long."""

import io

import pytest
from rich.console import Console

from workers.command.view import progress as module
from workers.command.view.progress import progress


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, quiet_seconds: float) -> str:
    """What stands on standard error after three of four are done."""
    written = io.StringIO()
    console = Console(file=written, force_terminal=terminal, width=80)
    monkeypatch.setattr(module, "errors", console)
    monkeypatch.setattr(module, "QUIET_SECONDS", quiet_seconds)
    with progress("comparing", 4) as advance:
        advance(1)
        advance(2)
    return written.getvalue()


def test_what_takes_long_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal, once the quiet time is over, it says what is done of how many."""
    output = shown(monkeypatch, terminal=True, quiet_seconds=-1)
    assert "comparing" in output
    assert "3/4" in output


@pytest.mark.parametrize(("terminal", "quiet_seconds"), [(False, -1), (True, 3_600)])
def test_what_is_quick_or_logged_has_none(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, quiet_seconds: float
) -> None:
    """Not even an empty line."""
    assert shown(monkeypatch, terminal=terminal, quiet_seconds=quiet_seconds) == ""
