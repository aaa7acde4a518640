"""`docmill run`: an archive in, a searchable index out."""

from typing import Annotated

import typer

from workers.command.application import EXIT_FAILED_DOCUMENTS
from workers.command.interruption import Interrupted, interruptible
from workers.command.output import JsonOption, notice, print_json, wants_json

EPILOG = """\
\b
Examples:
  docmill run seeds/                        a folder, everything in it
  docmill run leak.zip --source-name leak   ids stay when the archive moves
  docmill run feed.jsonl.gz --id-field guid --json > balance.json
"""


def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
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
    text_field: Annotated[
        str, typer.Option(help="The field of a record, or column of a CSV, that holds the text.")
    ] = "text",
    skip_duplicates: Annotated[
        bool, typer.Option(help="Do not index a document whose clean text is indexed already.")
    ] = False,
    json: JsonOption = None,
) -> int:
    """Clean, enrich and index documents, and account for each."""
    # The parts that load Celery and the sources are needed by no other command's --help.
    from workers.command.balance import first_failures, show_balance, summary
    from workers.command.live import live
    from workers.ledger import Request
    from workers.runs import execute
    from workers.settings import load_settings, unknown_variables

    settings = load_settings()
    for name, resembled in unknown_variables().items():
        notice(f"{name} is no setting" + (f"; did you mean {resembled}?" if resembled else ""))
    request = Request(
        tuple(sources), source_name, tuple(include or ()), tuple(exclude or ()), id_field,
        text_field, skip_duplicates,
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
