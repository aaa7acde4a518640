"""What the index is told of a run, for people who look there."""

from datetime import UTC, datetime

from pipeline.errors import DocmillError
from pipeline.index import Index, RunEntry
from workers.ledger.records import Balance
from workers.producer.progress import Notice


def note_end(index: Index, balance: Balance, notice: Notice) -> None:
    """Tell the index how a run ended; as the ledger knows it, an index that is away is no error."""
    try:
        index.note_run(run_entry(balance))
        index.refresh()
    except DocmillError as error:
        notice(f"the index was not told how run {balance.run} ended: {error}")


def run_entry(balance: Balance) -> RunEntry:
    """A balance as the index keeps it for people who look there."""
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
