"""The `docmill` command: its options, its exit codes, how errors are shown."""

import os
import sys
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer

from pipeline.errors import ConfigurationError, DocmillError
from workers.command.interruption import Interrupted
from workers.command.output import OutputClosed, errors

EXIT_FAILED_DOCUMENTS = 1
EXIT_USAGE = 2
EXIT_UNFINISHED = 3

HELP = """\
Turn large document archives into a searchable, enriched index.

Every document is cleaned, its people, organizations and places are extracted, its topics are
found, and everything is indexed. With nothing configured, docmill runs on this machine alone;
DOCMILL_BROKER_URL and DOCMILL_INDEX_URL switch to a Redis and an Elasticsearch that already run.

Exit codes: 0 well; 1 finished, but documents failed; 2 wrong usage or configuration; 3 could not
finish; 130 Ctrl-C, 143 SIGTERM (docmill resume goes on where it stopped).
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
    """The options that stand before the command."""
    # Both are read where they act: --version by its callback, --debug by `run_command`, which
    # must know it even when this function is never reached.
    del debug, show_version


def main() -> None:
    """Entry point of the `docmill` command."""
    sys.exit(run_command(sys.argv[1:]))


@cache
def command_line() -> Any:
    """The whole command line, all commands registered."""
    # Importing the registry registers the commands; here, because they import this module.
    import_module("workers.command.registry")
    return typer.main.get_command(application)


def run_command(arguments: list[str]) -> int:
    """Run one command line; returns the exit code. Errors are shown in one or two lines."""
    debug = "--debug" in arguments
    try:
        given = arguments or ["--help"]
        result = command_line()(args=given, prog_name="docmill", standalone_mode=False)
        return int(result or 0)
    except Interrupted as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.TyperException as error:
        # Usage errors carry the context of their command.
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "docmill"
        errors.print(f"{command}: {error.format_message()}", style="bold red")
        errors.print(f"See '{command} --help'.")
        return EXIT_USAGE
    except ConfigurationError as error:
        if debug:
            raise
        errors.print(f"docmill: {error}", style="bold red", markup=False, highlight=False)
        return EXIT_USAGE
    except DocmillError as error:
        if debug:
            raise
        errors.print(f"docmill: {error}", style="bold red", markup=False, highlight=False)
        return EXIT_UNFINISHED
    except OutputClosed:
        # Python flushes standard output once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
