"""`docmill runs`: every run and its figures."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

if TYPE_CHECKING:
    from workers.ledger.records import Balance


EPILOG = """\
\b
Examples:
  docmill runs
  docmill runs --json | jq -r '.[] | select(.failed > 0) | .run'

\b
JSON: one list, the newest run first. Times are UTC.
"""


def runs(json: JsonOption = None) -> int:
    """List all runs, the newest first."""
    from workers.reading.balances import all_runs
    from workers.settings import load_settings

    balances = all_runs(load_settings())
    if wants_json(json):
        print_json([_fields(balance) for balance in balances])
    elif balances:
        _show(balances)
    else:
        notice("no run yet; start with `docmill run SOURCE`")
    return 0


def _fields(balance: "Balance") -> dict[str, Any]:
    from workers.reading.balances import counts

    finished = balance.finished_ms
    return {
        "run": balance.run,
        "state": balance.state,
        "started": _time(balance.started_ms),
        "finished": None if finished is None else _time(finished),
        "sources": balance.sources,
        **counts(balance),
    }


def _show(balances: list["Balance"]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("run", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("documents", overflow="fold")
    for balance in balances:
        figures = {**balance.outcomes, "in flight": balance.in_flight}
        parts = [f"{count:,} {name}" for name, count in figures.items() if count]
        documents = Text(f"{balance.expected:,}" + (f": {', '.join(parts)}" if parts else ""))
        documents.append(f"\n{' '.join(balance.sources)}", "dim")
        style = "red" if balance.failed else ""
        table.add_row(balance.run, balance.state, documents, style=style)
    results.print(table)


def _time(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
