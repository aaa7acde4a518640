"""`docmill failures`: every document that failed, and why."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.command.view.output import (
    JsonOption,
    notice,
    print_json_lines,
    results,
    wants_json,
)

if TYPE_CHECKING:
    from workers.ledger.records import Failure

# Rows of one table; this many are read before the first is shown.
TABLE_ROWS = 200
# Widths that fit most stages and errors, so that these words are not broken.
STAGE_COLUMNS, ERROR_COLUMNS = 8, 13

EPILOG = """\
\b
Examples:
  docmill failures                                of the newest run
  docmill failures --stage source --error Truncated
  docmill failures --source file:///data/leak.zip --json | jq -r .id
  docmill failures 20260801-101500-3fa9 --no-json | less

\b
--source selects a source and all below it: a/b selects a/b, a/b/c and
a/b!member, but not a/bc. Write it as this command prints it, or as the path of
a file.

\b
JSON: one line for each failure, streamed: id, run, source, stage, error, message,
attempt, worker, failed_at (UTC). Without failures the exit code is 0.
"""


def failures(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help="The id of a run; the newest without it."),
    ] = None,
    stage: Annotated[
        str | None, typer.Option(help="Only what failed there: source, clean, …, index.")
    ] = None,
    error: Annotated[str | None, typer.Option(help="Only this class of error.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source and what is below.")] = None,
    json: JsonOption = None,
) -> int:
    """List what failed in a run, each with its place and reason."""
    from workers.command.chosen_run import chosen_run
    from workers.command.named_source import as_uri
    from workers.settings import load_settings

    with chosen_run(load_settings(), run) as (ledger, balance):
        found = ledger.find_failures(balance.run, stage, error, source)
        first = next(found, None)
        if first is None and source and (uri := as_uri(source)):
            found = ledger.find_failures(balance.run, stage, error, uri)
        elif first is not None:
            found = chain((first,), found)
        if wants_json(json):
            print_json_lines(_fields(balance.run, failure) for failure in found)
        else:
            shown = _show(found)
            if shown:
                results.print(f"failures of run {balance.run}: {shown:,}", style="bold")
            else:
                notice(f"run {balance.run} has no such failure")
    return 0


def _fields(run: str, failure: "Failure") -> dict[str, Any]:
    return {
        "id": failure.id,
        "run": run,
        "source": failure.source,
        "stage": failure.stage,
        "error": failure.error,
        "message": failure.message,
        "attempt": failure.attempt,
        "worker": failure.worker,
        "failed_at": _time(failure.failed_ms),
    }


def _time(milliseconds: int) -> str:
    from datetime import UTC, datetime

    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _show(found: "Iterator[Failure]") -> int:
    """Print tables that look like one; returns the number of rows."""
    from rich import box
    from rich.table import Table

    from workers.command.view.tables import message

    shown = 0
    while some := list(islice(found, TABLE_ROWS)):
        # Each column has the same width in all parts.
        table = Table(box=box.SIMPLE_HEAD, show_header=shown == 0, expand=True)
        table.add_column("source", overflow="fold", ratio=4)
        table.add_column("stage", overflow="fold", width=STAGE_COLUMNS)
        table.add_column("error", overflow="fold", width=ERROR_COLUMNS)
        table.add_column("message", overflow="fold", ratio=5)
        for failure in some:
            table.add_row(failure.source, failure.stage, failure.error, message(failure))
        results.print(table)
        shown += len(some)
    return shown
