"""What `run`, `resume` and `retry` have in common: a display, a stack, an object at every end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import DocmillError
from workers.command.interruption import Interrupted, going_on
from workers.command.unfinished import Unfinished
from workers.command.view.balance import first_failures, settled, summary
from workers.command.view.live import live
from workers.command.view.output import notice, wants_json
from workers.ledger.records import Balance
from workers.ledger.writer import Ledger
from workers.producer.progress import Progress
from workers.producer.session import Surroundings
from workers.settings import Settings
from workers.stack.needed import needed_stack


@contextmanager
def watched(settings: Settings, advice: str, json: bool | None) -> Iterator[Surroundings]:
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
            yield Surroundings(settings, watch, notice, needed_stack)
        except BaseException as error:
            if isinstance(error, Interrupted):
                notice(going_on(error, advice))
            if wants_json(json) and last is not None:
                raise Unfinished(error, _known(settings, last)) from error
            raise


def _known(settings: Settings, last: Balance) -> dict[str, Any]:
    """What the ledger says of a run now, or at least what was seen last."""
    try:
        ledger = Ledger.reading(settings.ledger_path)
        if ledger is not None:
            try:
                last = ledger.balance(last.run) or last
            finally:
                ledger.close()
        (balance,) = settled(settings, [last])
        return summary(balance, first_failures(settings, balance))
    except (DocmillError, OSError, sqlite3.Error):
        return summary(last, [])
