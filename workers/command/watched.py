"""What `run`, `resume` and `retry` share: a display, a stack, and JSON however they end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import DocmillError
from workers.command.ending import Unfinished
from workers.command.interruption import Interrupted
from workers.command.view.balance import first_failures, summary
from workers.command.view.live import live
from workers.command.view.output import notice, wants_json
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.producer.progress import Progress
from workers.producer.session import RunContext
from workers.reading.balances import settled
from workers.reading.ledger import opened_ledger
from workers.settings import Settings
from workers.stack.needed import needed_stack


@contextmanager
def watched(settings: Settings, advice: str, json: bool | None) -> Iterator[RunContext]:
    """The context of a run with a live display; `advice`: how to continue after Ctrl-C.

    Where JSON is wanted, an error or a signal that ends the run becomes `Unfinished`.
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
                notice(stop_message(now, advice))
            if wants_json(json) and now is not None:
                raise Unfinished(error, _fields(settings, now)) from error
            raise


def stop_message(now: Balance | None, advice: str) -> str:
    """The message after a run was stopped: how to continue, unless it was cancelled."""
    if now is not None and now.state is State.CANCELLED:
        return f"run {now.run} is cancelled; a new docmill run skips what is indexed"
    return f"stopped; {advice}"


def _now(settings: Settings, last: Balance) -> Balance:
    """The balance of a run in the ledger, or the last known one if that cannot be read."""
    try:
        with opened_ledger(settings) as ledger:
            last = (ledger.balance(last.run) if ledger else None) or last
        (last,) = settled(settings, [last])
    except (DocmillError, OSError, sqlite3.Error):
        pass
    return last


def _fields(settings: Settings, now: Balance) -> dict[str, Any]:
    try:
        return summary(now, first_failures(settings, now))
    except (DocmillError, OSError, sqlite3.Error):
        return summary(now, [])
