"""The ledger while something is read of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from workers.ledger.reader import LedgerReader
from workers.settings import Settings


@contextmanager
def opened_ledger(settings: Settings) -> Iterator[LedgerReader | None]:
    """The ledger of the data directory, closed at the end; None where there has been no run yet.

    Raises:
        ConfigurationError: it may not be read, or another docmill made it.
    """
    ledger = LedgerReader.reading(settings.ledger_path)
    try:
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()
