"""`docmill prune`: removes old runs and what runs left."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

KEPT = 10

EPILOG = """\
\b
Examples:
  docmill prune                       all but the newest 10 ended runs
  docmill prune --keep 0 --yes        every ended run
  docmill prune --older-than 90       what ended more than 90 days ago

\b
This removes such runs from the ledger, the spool of every run that has ended or
is not in the ledger, files given to runs that no remaining run needs, and what
ended runs left in the broker. Runs that `resume` can continue stay, and the
index is not changed. The profiles that docmill learnt of sources stay unless
--profiles is given; the next run makes them again.

\b
JSON: runs, spools, assets, profiles (names), messages, keys (counts in the broker), bytes
(freed on the disk).
"""


def prune(
    keep: Annotated[
        int | None, typer.Option(min=0, help=f"Number of ended runs to keep ({KEPT} if not given).")
    ] = None,
    older_than: Annotated[
        float | None,
        typer.Option(min=0, help="Remove runs that ended this many days ago."),
    ] = None,
    profiles: Annotated[
        bool, typer.Option("--profiles", help="Also remove the learnt profiles of sources.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = None,
) -> int:
    """Remove old runs from the ledger, and what runs left."""
    import msgspec

    from pipeline.errors import ConfigurationError
    from workers.command.confirmation import confirmed
    from workers.ledger.writer import Ledger
    from workers.producer import housekeeping
    from workers.settings import load_settings

    if keep is not None and older_than is not None:
        raise ConfigurationError("choose one of --keep and --older-than")
    settings = load_settings()
    with housekeeping.locked_out_runs(settings):
        balances, used = [], []
        if settings.ledger_path.is_file():
            # Writable, because a ledger of an older format is upgraded.
            ledger = Ledger(settings.ledger_path, writable=True)
            balances, used = ledger.runs(), ledger.assets()
            ledger.close()
        found = housekeeping.find_leftovers(
            settings, balances, used, KEPT if keep is None else keep, older_than, profiles
        )
        ended = [one.run for one in balances if not one.state.is_unfinished]
        what = (
            f"{len(found.runs):,} runs from the ledger, {len(found.spools):,} spool folders, "
            f"{len(found.assets) + len(found.profiles):,} files of runs and sources"
        )
        # What ended runs left in the broker is removed without asking: nobody needs it.
        if any(msgspec.structs.astuple(found)) and not confirmed(f"Remove {what}?", yes):
            notice("nothing is removed")
            return 0
        pruned = housekeeping.prune(settings, found, ended)
    if wants_json(json):
        print_json(msgspec.structs.asdict(pruned))
    else:
        results.print(
            f"removed: {len(pruned.runs):,} runs, {len(pruned.spools):,} spool folders, "
            f"{len(pruned.assets) + len(pruned.profiles):,} files of runs and sources, "
            f"{pruned.messages:,} messages and {pruned.keys:,} keys in the broker; "
            f"{pruned.bytes:,} bytes were freed",
            style="bold",
        )
    return 0
