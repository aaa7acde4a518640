"""`docmill resume`: continues an unfinished run."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption

EPILOG = """\
\b
Examples:
  docmill resume                         the latest unfinished run
  docmill resume 20260101-120000-ab12    a certain run
  docmill resume --restart               the same run, with its sources read again

\b
Batches in flight are published again from the spool, then reading continues
where it stopped. No finished work is repeated. The JSON is that of the whole
run, see `docmill run`.
"""


def resume(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help="The run to continue.", show_default="the latest"),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Read the sources again from their beginning.")
    ] = False,
    json: JsonOption = None,
) -> int:
    """Continue an interrupted run where it stopped."""
    from workers.command.view.balance import print_result
    from workers.command.watched import watched
    from workers.producer import runs
    from workers.settings import load_settings

    settings = load_settings()
    with watched(settings, "continue with docmill resume", json) as context:
        balance = runs.resume(context, run, restart)
    return print_result(settings, balance, json)
