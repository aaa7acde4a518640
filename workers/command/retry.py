"""`docmill retry`: works the failed documents of a run again."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption

EPILOG = """\
\b
Examples:
  docmill retry                                  all failures of the latest run
  docmill retry --stage index                    those of one stage
  docmill retry --error DocumentTooLarge         those of one class
  docmill retry --run 20260101-120000-ab12 --id 6f1e…

\b
The documents are read again from their sources. In the run's balance they
change from failed to in flight, then to their new outcome. A folder or an
archive that could not be opened stays failed in this run when it can be: its
files are new documents, and `docmill run` reads them.
"""


def retry(
    run: Annotated[
        str | None, typer.Option(help="The run whose failures to retry, else the latest.")
    ] = None,
    stage: Annotated[str | None, typer.Option(help="Only what failed in this stage.")] = None,
    error: Annotated[str | None, typer.Option(help="Only failures of this class.")] = None,
    document: Annotated[str | None, typer.Option("--id", help="Only this document.")] = None,
    json: JsonOption = None,
) -> int:
    """Work failed documents again, in the same run."""
    from workers.command.view.balance import print_result
    from workers.command.watched import watched
    from workers.producer import runs
    from workers.settings import load_settings

    settings = load_settings()
    with watched(settings, "continue with docmill resume", json) as context:
        balance = runs.retry(context, run, stage, error, document)
    return print_result(settings, balance, json)
