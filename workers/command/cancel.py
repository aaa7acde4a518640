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
    from pipeline.errors import Unavailable
    from workers.command.chosen_run import chosen_run
    from workers.command.view.balance import first_failures, show_balance, summary
    from workers.indexes import open_index
    from workers.ledger.states import State
    from workers.producer import housekeeping
    from workers.producer.index_notes import note_end
    from workers.settings import load_settings

    settings = load_settings()
    with chosen_run(settings, run) as (_, balance):
        works = balance.state is State.RUNNING
    if works:
        notice(f"stopping run {run} …")
        housekeeping.stop_producer(settings, run)
    balance = housekeeping.cancel(settings, run, stopped=works)
    index = open_index(settings)
    try:
        note_end(index, balance, notice)
    finally:
        index.close()
    try:
        removed = housekeeping.clear_broker(settings, {run})
    except Unavailable as error:
        notice(f"{error}; Redis drops what the run left there after DOCMILL_PAYLOAD_TTL_SECONDS")
    else:
        if removed.messages or removed.keys:
            notice(f"removed from the broker: {removed.messages} messages, {removed.keys} keys")
    failures = first_failures(settings, balance)
    if wants_json(json):
        print_json(summary(balance, failures))
    else:
        show_balance(balance, failures)
    return 0
