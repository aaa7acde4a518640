"""`docmill verify`: compares the index with the ledger."""

from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.view.output import JsonOption, print_json, results, wants_json

if TYPE_CHECKING:
    from workers.producer.verification import Verification

EXIT_DIFFERENT = 1

EPILOG = """\
\b
Examples:
  docmill verify                          the newest run
  docmill verify 20260801-101500-3fa9     a certain one, see `docmill runs`

\b
confirmed    in the index with the text that the run reported
superseded   rewritten by a later run, or by a document of this run with the
             same id: no difference
missing      not in the index, or removed by `docmill delete`
changed      in the index with a text that the run never reported
unknown      in the index as written by this run, but not in the ledger as indexed
gone         called unchanged by the run, and not in the index now

\b
JSON: run, state, indexed, unchanged and these six counts, and "differences":
of the first 20 documents id, source, kind, what. Exit code 1: something differs.
"""


def verify(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help="The id of a run; the newest without it."),
    ] = None,
    json: JsonOption = None,
) -> int:
    """Look up every document of a run in the index and compare.

    Nothing is changed. A run may be in progress meanwhile.
    """
    import msgspec

    from workers.command.chosen_run import chosen_run
    from workers.command.view.progress import progress
    from workers.indexes import open_index
    from workers.producer.verification import Verifier
    from workers.settings import load_settings

    settings = load_settings()
    with chosen_run(settings, run) as (ledger, balance):
        index = open_index(settings)
        try:
            with progress("comparing", 2 * balance.indexed + balance.unchanged) as advance:
                found = Verifier(ledger, index, balance, advance).verify()
        finally:
            index.close()
    if wants_json(json):
        print_json(msgspec.structs.asdict(found))
    else:
        _show(found)
    return EXIT_DIFFERENT if found.different else 0


def _show(found: "Verification") -> None:
    from rich import box
    from rich.table import Table

    table = Table(
        title=f"Run {found.run}: {found.state}", box=box.SIMPLE_HEAD, title_justify="left"
    )
    table.add_column("ledger and index")
    table.add_column("documents", justify="right")
    for name in ("confirmed", "superseded", "missing", "changed", "unknown", "gone"):
        count = getattr(found, name)
        bad = name not in ("confirmed", "superseded")
        table.add_row(name, f"{count:,}", style="dim" if not count else "red" if bad else "")
    table.add_section()
    table.add_row("called indexed", f"{found.indexed:,}", style="bold")
    table.add_row("called unchanged", f"{found.unchanged:,}", style="bold")
    results.print(table)
    if not found.different:
        results.print("Ledger and index agree.", style="bold green")
        return
    shown = len(found.differences)
    more = f" (first {shown} of {found.different:,})" if found.different > shown else ""
    details = Table(title=f"Differences{more}", box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("id", "source", "what"):
        details.add_column(name, overflow="fold")
    for one in found.differences:
        details.add_row(one.id, one.source, f"{one.kind}: {one.what}")
    results.print(details)
