"""`docmill run`: an archive in, a searchable index out."""

from typing import Annotated, Any

import typer

from workers.command.application import EXIT_FAILED_DOCUMENTS, application
from workers.command.interruption import Interrupted, interruptible
from workers.command.output import JsonOption, errors, notice, print_json, results, wants_json
from workers.ledger import Balance, Failure, Ledger, Request
from workers.settings import Settings, load_settings

FAILURES_SHOWN = 20

EPILOG = """\
Examples:

  docmill run seeds/                        a folder, everything in it

  docmill run leak.zip --source-name leak   ids that stay when the archive moves

  docmill run feed.jsonl.gz --id-field guid --json > balance.json
"""


@application.command(epilog=EPILOG)
def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Files, folders, .zip, .tar(.gz|.zst|.xz), .jsonl(.gz|.zst), .csv, text, HTML.",
            show_default=False,
        ),
    ],
    source_name: Annotated[
        str | None,
        typer.Option(help="Stands for the argument's path in ids, so that an archive may move."),
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(help="Only paths and members that match this pattern.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="No paths and members that match this pattern.")
    ] = None,
    id_field: Annotated[
        str | None,
        typer.Option(help="The field of a record that is its key; the id is made from it."),
    ] = None,
    skip_duplicates: Annotated[
        bool, typer.Option(help="Do not index a document whose clean text is indexed already.")
    ] = False,
    json: JsonOption = None,
) -> int:
    """Clean, enrich and index every document of the sources, and account for each."""
    # The parts that load Celery and the sources are needed by no other command's --help.
    from workers.command.live import live
    from workers.runs import execute

    settings = load_settings()
    request = Request(
        tuple(sources), source_name, tuple(include or ()), tuple(exclude or ()), id_field,
        skip_duplicates,
    )  # fmt: skip
    with interruptible(), live(settings) as observe:
        try:
            balance = execute(settings, request, observe, notice)
        except Interrupted:
            notice("stopped; run the same command again, what is indexed is not worked twice")
            raise
    failures = first_failures(settings, balance)
    if wants_json(json):
        print_json(summary(balance, failures))
    else:
        show_balance(balance, failures)
    return EXIT_FAILED_DOCUMENTS if balance.failed else 0


def first_failures(settings: Settings, balance: Balance) -> list[Failure]:
    """The failures that a summary lists."""
    ledger = Ledger.reading(settings.ledger_path) if balance.failed else None
    if ledger is None:
        return []
    try:
        return ledger.failures(balance.run, FAILURES_SHOWN)
    finally:
        ledger.close()


def summary(balance: Balance, failures: list[Failure]) -> dict[str, Any]:
    """The JSON of a finished run."""
    worked = balance.expected - balance.in_flight
    return {
        "run": balance.run,
        "expected": balance.expected,
        "indexed": balance.indexed,
        "unchanged": balance.unchanged,
        "duplicate": balance.duplicate,
        "filtered": balance.filtered,
        "failed": balance.failed,
        "in_flight": balance.in_flight,
        "seconds": round(balance.seconds, 3),
        "docs_per_s": round(worked / balance.seconds, 2) if balance.seconds else 0.0,
        "filtered_by_reason": balance.filtered_by_reason,
        "failures": [
            {
                "id": failure.id,
                "source": failure.source,
                "stage": failure.stage,
                "error": failure.error,
                "message": failure.message,
            }
            for failure in failures
        ],
    }


def show_balance(balance: Balance, failures: list[Failure]) -> None:
    """The balance sheet for people."""
    from workers.command.tables import balance_table, failure_table

    results.print(balance_table(balance))
    if failures:
        results.print(failure_table(failures, balance.failed))
    errors.print()
