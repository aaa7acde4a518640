"""`docmill resume`: continues a run that did not end."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption

EPILOG = """\
\b
Examples:
  docmill resume                         the latest run that did not end
  docmill resume 20260101-120000-ab12    a certain one
  docmill resume --restart               the same run, its sources read anew

\b
Batches that were in flight are taken from the spool, then the sources are read
on where reading stopped. Nothing that is done is done again. The JSON is that
of the whole run, see `docmill run`.
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
    """Go on with an interrupted run where it stopped."""
    from workers.command.view.balance import tell
    from workers.command.watched import watched
    from workers.producer import runs
    from workers.settings import load_settings

    settings = load_settings()
    with watched(settings, "continue with docmill resume", json) as context:
        balance = runs.resume(context, run, restart)
    return tell(settings, balance, json)
