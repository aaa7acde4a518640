"""`docmill left-out`: every document, file and member that was left out, and why."""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.view.output import (
    JsonOption,
    notice,
    print_json_lines,
    results,
    wants_json,
)

if TYPE_CHECKING:
    from workers.ledger.records import Balance, LeftOut

REASON_COLUMNS = 14  # the longest reason
MOST_SHOWN = 1_000  # at a terminal, without --limit and --all

EPILOG = """\
\b
Examples:
  docmill left-out                              of the newest run
  docmill left-out --reason not-text --all
  docmill left-out --source leak.zip --json | jq -r .source
  docmill left-out 20260801-101500-3fa9 --limit 20

\b
Lists what was left out on purpose (outcome "filtered"): files that are no
text, archives in archives, empty and hidden files, and what a policy or a
stage of yours refuses. Files that --exclude names are not listed. --source
selects a source and all below it, as for `failures`.

\b
JSON: one line each, streamed: id, run, source, reason, meaning. A terminal
gets the first 1,000 unless --limit or --all is given. When nothing was left
out, the exit code is 0. The reason is null in runs of an older docmill that
left out documents for several reasons.
"""


def left_out(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help="The id of a run; the newest without it."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Only for this reason: not-text, empty, nested …")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only this source and what is below.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Most to list.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
    json: JsonOption = None,
) -> int:
    """List what a run left out on purpose, each with its place and reason."""
    from pipeline.errors import ConfigurationError
    from pipeline.reasons import meaning
    from workers.command.chosen_run import chosen_run
    from workers.command.named_source import found_in
    from workers.settings import load_settings

    if every and limit is not None:
        raise ConfigurationError("--all and --limit exclude each other: choose one")
    as_json = wants_json(json)
    most = None if every else limit or (None if as_json else MOST_SHOWN)
    most = most and min(most, sys.maxsize)  # what `islice` takes
    with chosen_run(load_settings(), run) as (ledger, balance):
        if reason:
            _check_known(reason, balance)
        found = found_in(source, lambda named: ledger.find_left_out(balance.run, reason, named))
        shown = islice(found, most)
        if as_json:
            print_json_lines(
                {
                    "id": one.id,
                    "run": balance.run,
                    "source": one.source,
                    "reason": one.reason,
                    "meaning": meaning(one.reason) if one.reason else None,
                }
                for one in shown
            )
            return 0
        count = _show(shown)
        reasons = balance.filtered_by_reason
        by_reason = ", ".join(f"{name} {number:,}" for name, number in reasons.items())
        if not count:
            notice(
                f"run {balance.run} left out nothing that matches"
                + (f"; it left out: {by_reason}" if by_reason else "")
            )
            return 0
        more = f", shown: {count:,} (--limit or --all shows more)" if next(found, None) else ""
        results.print(
            f"left out of run {balance.run}: {balance.filtered:,} ({by_reason}){more}", style="bold"
        )
    return 0


def _check_known(reason: str, balance: "Balance") -> None:
    """Check that documents can be left out for a reason; a stage of the user's may have its own.

    Raises:
        ConfigurationError: none is; the message names the nearest, or all.
    """
    from difflib import get_close_matches

    from pipeline.errors import ConfigurationError
    from pipeline.reasons import REASONS

    known = [*dict.fromkeys((*balance.filtered_by_reason, *REASONS))]
    if reason not in known:
        near = get_close_matches(reason, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise ConfigurationError(f"nothing is left out for {reason!r}; {hint}")


def _show(found: "Iterator[LeftOut]") -> int:
    from pipeline.reasons import meaning
    from workers.command.view.long_table import print_long_table

    def row(one: "LeftOut") -> tuple[str, str, str]:
        reason = one.reason
        return (one.source, reason, meaning(reason)) if reason else (one.source, "not kept", "")

    columns = {"source": {"ratio": 6}, "reason": {"width": REASON_COLUMNS}, "meaning": {"ratio": 5}}
    return print_long_table(columns, map(row, found))
