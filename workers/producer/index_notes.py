"""The entry of a run in the index, for people who look there."""

import contextlib
from datetime import UTC, datetime

from pipeline.errors import DocmillError
from pipeline.index import Index, RunEntry
from workers.ledger.records import Balance
from workers.producer.progress import Notice


def note_end(index: Index, balance: Balance, notice: Notice) -> None:
    """Write to the index how a run ended.

    An index that is away is no error, because the ledger has the same facts.
    """
    try:
        index.note_run(run_entry(balance))
        index.refresh()
    except DocmillError as error:
        notice(f"the end of run {balance.run} could not be written to the index: {error}")


def note_progress(index: Index, balance: Balance) -> None:
    """Write to the index how far a run is; the next note makes up for one that fails."""
    with contextlib.suppress(DocmillError):
        index.note_run(run_entry(balance))


def run_entry(balance: Balance) -> RunEntry:
    """The balance of a run as an entry of the index."""
    return RunEntry(
        run=balance.run,
        state=balance.state,
        sources=balance.sources,
        started_at=datetime.fromtimestamp(balance.started_ms / 1000, UTC).isoformat(
            timespec="milliseconds"
        ),
        told_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        seconds=balance.seconds,
        expected=balance.expected,
        outcomes=balance.outcomes,
        in_flight=balance.in_flight,
        filtered_by_reason=balance.filtered_by_reason,
        failed_by_error=balance.failed_by_error,
    )
