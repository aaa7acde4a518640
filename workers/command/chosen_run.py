"""The run that a command names, or the newest one."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import ConfigurationError
from workers.ledger.reader import LedgerReader
from workers.ledger.records import Balance
from workers.reading.balances import settled
from workers.reading.ledger import opened_ledger
from workers.settings import Settings


@contextmanager
def chosen_run(settings: Settings, run: str | None) -> Iterator[tuple[LedgerReader, Balance]]:
    """The ledger, open for reading, and the balance of a run (None: of the newest one).

    Raises:
        ConfigurationError: there is no such run.
    """
    with opened_ledger(settings) as ledger:
        named = (run or ledger.latest()) if ledger else None
        if ledger is None or named is None:
            raise ConfigurationError("no run yet; start with `docmill run SOURCE`")
        balances = settled(settings, ledger.runs())
        balance = next((one for one in balances if one.run == named), None)
        if balance is None:
            raise ConfigurationError(
                f"no run {named!r} in {settings.ledger_path}; see `docmill runs`"
            )
        yield ledger, balance
