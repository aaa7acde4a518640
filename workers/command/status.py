"""`docmill status`: the balance of a run, during the run or after it."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption, notice, print_json, wants_json

EPILOG = """\
\b
Examples:
  docmill status                          the newest run
  docmill status 20260801-101500-3fa9     a certain run, see `docmill runs`

\b
JSON: as `run --json` prints it; null before the first run.
"""


def status(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help="The id of a run; the newest without it."),
    ] = None,
    json: JsonOption = None,
) -> int:
    """Show the outcomes of the documents of a run."""
    from pipeline.errors import ConfigurationError
    from workers.command.view.balance import (
        first_failures,
        request_warnings,
        show_balance,
        summary,
    )
    from workers.reading.balances import all_runs
    from workers.settings import load_settings

    settings = load_settings()
    balances = all_runs(settings)
    balance = next((b for b in balances if run in (None, b.run)), None)
    if balance is None and run is not None:
        raise ConfigurationError(f"no run {run!r} in {settings.ledger_path}; see `docmill runs`")
    as_json = wants_json(json)
    if balance is None:
        notice("no run yet; start with `docmill run SOURCE`")
        if as_json:
            print_json(None)
        return 0
    failures = first_failures(settings, balance)
    more = request_warnings(settings, balance)
    if as_json:
        print_json(summary(balance, failures, more))
    else:
        show_balance(balance, failures, more)
    return 0
