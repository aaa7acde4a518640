"""The balances of runs, as the ledger has them at this moment."""

from typing import Any

import msgspec

from workers.files.directory_lock import producer_lock
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.reading.ledger import opened_ledger
from workers.settings import Settings


def all_runs(settings: Settings) -> list[Balance]:
    """Every run with its true state, the newest first."""
    with opened_ledger(settings) as ledger:
        return settled(settings, ledger.runs()) if ledger else []


def settled(settings: Settings, balances: list[Balance]) -> list[Balance]:
    """Balances with the true state: a run whose producer was killed is interrupted.

    Only one producer at a time works on a data directory; its lock shows whether it is running.
    """
    works = producer_lock(settings).is_held()
    return [
        msgspec.structs.replace(balance, state=State.INTERRUPTED)
        if balance.state is State.RUNNING and not works
        else balance
        for balance in balances
    ]


def counts(balance: Balance) -> dict[str, Any]:
    """The figures of a run; `expected` is the sum of the six counts after it."""
    worked = balance.expected - balance.in_flight
    seconds = balance.seconds
    return {
        "expected": balance.expected,
        **balance.outcomes,
        "in_flight": balance.in_flight,
        "seconds": round(seconds, 3),
        "docs_per_s": round(worked / seconds, 2) if seconds else 0.0,
    }
