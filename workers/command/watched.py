"""What `run`, `resume` and `retry` have in common: a display, a stack, an object at every end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import DocmillError
from workers.command.interruption import Interrupted
from workers.command.unfinished import Unfinished
from workers.command.view.balance import first_failures, settled, summary
from workers.command.view.live import live
from workers.command.view.output import notice, wants_json
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer.progress import Progress
from workers.producer.session import RunContext
from workers.settings import Settings
from workers.stack.needed import needed_stack


@contextmanager
def watched(settings: Settings, advice: str, json: bool | None) -> Iterator[RunContext]:
    """The surroundings of a run that people watch; `advice`: how to go on after Ctrl-C.

    Where JSON is wanted, whatever ends the run becomes `Unfinished`.
    """
    last: Balance | None = None
    with live(settings) as observe:

        def watch(moment: Progress) -> None:
            nonlocal last
            last = moment.balance
            observe(moment)

        try:
            yield RunContext(settings, watch, notice, needed_stack)
        except BaseException as error:
            now = last and _now(settings, last)
            if isinstance(error, Interrupted):
                notice(going_on(now, advice))
            if wants_json(json) and now is not None:
                raise Unfinished(error, _told(settings, now)) from error
            raise


def going_on(now: Balance | None, advice: str) -> str:
    """What people are told who stopped a run: with `docmill cancel` it was for good."""
    if now is not None and now.state is State.CANCELLED:
        return f"run {now.run} is cancelled; a new docmill run passes over what is indexed"
    return f"stopped; {advice}"


def _now(settings: Settings, last: Balance) -> Balance:
    """What the ledger says of a run now, or at least what was seen last."""
    try:
        ledger = Ledger.reading(settings.ledger_path)
        if ledger is not None:
            try:
                last = ledger.balance(last.run) or last
            finally:
                ledger.close()
        (last,) = settled(settings, [last])
    except (DocmillError, OSError, sqlite3.Error):
        pass
    return last


def _told(settings: Settings, now: Balance) -> dict[str, Any]:
    try:
        return summary(now, first_failures(settings, now))
    except (DocmillError, OSError, sqlite3.Error):
        return summary(now, [])
