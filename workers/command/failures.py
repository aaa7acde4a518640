"""`docmill failures`: every document that failed, and why."""

from collections.abc import Iterator
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
    from workers.command.named_source import found_in
    from workers.settings import load_settings

    with chosen_run(load_settings(), run) as (ledger, balance):
        found = found_in(
            source, lambda named: ledger.find_failures(balance.run, stage, error, named)
        )
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
    from workers.command.view.long_table import print_long_table
    from workers.command.view.tables import message

    columns = {
        "source": {"ratio": 4},
        "stage": {"width": STAGE_COLUMNS},
        "error": {"width": ERROR_COLUMNS},
        "message": {"ratio": 5},
    }
    return print_long_table(columns, ((f.source, f.stage, f.error, message(f)) for f in found))
