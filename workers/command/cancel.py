"""`docmill cancel`: stops a run that will not be resumed."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption, notice, print_json, wants_json

EPILOG = """\
\b
Example:
  docmill cancel 20260801-101500-3fa9

\b
A running run is stopped as by Ctrl-C; an interrupted one is marked as
cancelled. Its messages and payloads are removed from the broker and its spool
from the disk; `resume` cannot continue it. Indexed documents stay in the index
(`docmill delete --run` removes them). Documents in flight stay in flight in
the balance, because the index may have them or not. A worker may still finish
its current batch.

\b
JSON: the run as `status` prints it.
"""


def cancel(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The id of a run.")],
    json: JsonOption = None,
) -> int:
    """Stop a run that will not be resumed, and remove what it left."""
    from workers.command.chosen_run import chosen_run
    from workers.command.view.balance import first_failures, show_balance, summary
    from workers.producer.housekeeping import end_run
    from workers.settings import load_settings

    settings = load_settings()
    with chosen_run(settings, run) as (_, balance):
        pass
    balance = end_run(settings, balance, notice)
    failures = first_failures(settings, balance)
    if wants_json(json):
        print_json(summary(balance, failures))
    else:
        show_balance(balance, failures)
    return 0
