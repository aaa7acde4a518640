"""The tables of runs."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from pipeline.counts import COUNTS
from pipeline.records import OUTCOME_NAMES, Failed, Filtered
from workers.ledger.records import Balance, Failure


def balance_table(balance: Balance) -> Table:
    """The balance: how many documents were expected, and their outcomes."""
    table = Table(
        title=f"Run {balance.run}: {balance.state}", box=box.SIMPLE_HEAD, title_justify="left"
    )
    table.add_column("outcome")
    table.add_column("documents", justify="right")
    table.add_column("why", overflow="fold")
    reasons = ", ".join(f"{name} {count:,}" for name, count in balance.filtered_by_reason.items())
    mistakes = ", ".join(f"{name} {count:,}" for name, count in balance.failed_by_error.items())
    why = {OUTCOME_NAMES[Filtered]: reasons, OUTCOME_NAMES[Failed]: mistakes}
    for name, count in (*balance.outcomes.items(), ("in flight", balance.in_flight)):
        style = "red" if name == OUTCOME_NAMES[Failed] and count else "dim" if not count else ""
        table.add_row(name, f"{count:,}", why.get(name, ""), style=style)
    table.add_section()
    table.add_row("expected", f"{balance.expected:,}", _pace(balance), style="bold")
    return table


def _pace(balance: Balance) -> str:
    done = balance.expected - balance.in_flight
    pace = done / balance.seconds if balance.seconds else 0.0
    return f"{balance.seconds:.1f} s, {pace:.1f} docs/s"


def count_table(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """The counts over the documents that a run indexed; counts without a title are not shown."""
    table = Table(title="Of the documents indexed", box=box.SIMPLE_HEAD, title_justify="left")
    table.show_header = False
    table.add_column()
    table.add_column(overflow="fold")
    for count in COUNTS:
        if count.title and (numbers := counts.get(count.name)):
            figures = ", ".join(f"{part} {number:,}" for part, number in numbers.items())
            table.add_row(count.title, figures)
    return table


def repair_table(balance: Balance, rates: Mapping[str, float], most: float, fewest: int) -> Table:
    """The words that repairs removed or altered; `rates`: how many in 100,000.

    Rates above `most` of at least `fewest` words are coloured.
    """
    table = Table(
        title=f"Words removed or altered by repairs, of {balance.words:,}",
        box=box.SIMPLE_HEAD,
        title_justify="left",
    )
    table.add_column("repair")
    table.add_column("words", justify="right")
    table.add_column("in 100,000", justify="right")
    for repair, rate in rates.items():
        words = balance.repair_words[repair]
        style = "yellow" if rate > most and words >= fewest else ""
        table.add_row(repair, f"{words:,}", f"{rate:,.1f}", style=style)
    return table


def failure_table(failures: Sequence[Failure], of: int) -> Table:
    """The first failures of a run."""
    title = f"Failures (first {len(failures)} of {of:,})" if of > len(failures) else "Failures"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("source", "stage", "error", "message"):
        table.add_column(name, overflow="fold")
    for failure in failures:
        table.add_row(failure.source, failure.stage, failure.error, message(failure))
    return table


def message(failure: Failure) -> str:
    """The message without the locator at its end, for which the table has a column."""
    return failure.message.removesuffix(f"[{failure.source}]").rstrip()
