"""The `docmill` command: its help, and the options that precede a command."""

from typing import Annotated

import typer

HELP = """\
Turn large document archives into a searchable, enriched index.

Every document is cleaned, its people, organizations and places are extracted, its topics are
found, and everything is indexed. With nothing configured, docmill runs on this machine alone;
DOCMILL_BROKER_URL and DOCMILL_INDEX_URL switch to a Redis and an Elasticsearch that already run.

Exit codes: 0 well; 1 finished, but documents failed; 2 wrong usage or configuration; 3 could not
finish; 130 Ctrl-C, 143 SIGTERM (docmill resume continues where it stopped).

With --json a command that cannot finish prints an object as well: `error`, `exit_code` and, when a
run has begun, its state and counts. Where the output is lines, it is the last line.
"""

application = typer.Typer(
    name="docmill",
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"docmill {version('docmill')}")
        raise typer.Exit


@application.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks instead of one-line errors.")
    ] = False,
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """The options that precede the command."""
    from workers.command.view.output import notice
    from workers.settings import unknown_variables

    for name, resembled in unknown_variables().items():
        notice(f"{name} is no setting" + (f"; did you mean {resembled}?" if resembled else ""))
    # --version acts in its callback. --debug is read by `run_command`, because this function is
    # not called when the command line is wrong.
    del debug, show_version
