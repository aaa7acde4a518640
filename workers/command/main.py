"""Entry point of the `docmill` command: runs a command line, shows errors, gives the exit code."""

import errno
import os
import sqlite3
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import typer

from pipeline.errors import ConfigurationError, DocmillError, StopRun
from workers.command.exit_codes import EXIT_UNFINISHED, EXIT_USAGE
from workers.command.interruption import Interrupted
from workers.command.registry import registered
from workers.command.view.output import (
    OutputClosed,
    OutputRefused,
    errors,
    flush_output,
    give_up_output,
    ready_output,
)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
LONGEST_ERROR = 300  # characters of a message that is not ours


def main() -> None:
    """Entry point of the `docmill` command."""
    sys.exit(run_command(sys.argv[1:]))


@cache
def command_line() -> Any:
    """The whole command line, all commands registered."""
    return typer.main.get_command(registered())


def run_command(arguments: list[str]) -> int:
    """Run one command line; returns the exit code. Errors are shown in one or two lines."""
    debug = "--debug" in arguments
    ready_output()
    try:
        given = arguments or ["--help"]
        check_arguments(given)
        try:
            result = command_line()(args=given, prog_name="docmill", standalone_mode=False)
        finally:
            flush_output()
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
    except OutputClosed:
        give_up_output()
        return 0
    except OutputRefused as error:
        give_up_output()
        _tell(str(error))
        return EXIT_UNFINISHED
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.errno in NO_ROOM and error.filename is None:
            # The help is written by Typer.
            give_up_output()
            error = StopRun(str(OutputRefused(error)))
        _tell(told(error))
        return EXIT_USAGE if isinstance(error, ConfigurationError) else EXIT_UNFINISHED


def check_arguments(arguments: Sequence[str]) -> None:
    """Raise `ConfigurationError` for an argument that is not UTF-8, unless it names a file."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            if not os.path.lexists(argument):
                raise ConfigurationError(
                    f"the argument {argument!r} is not UTF-8, and names no file; docmill is told "
                    "everything in UTF-8"
                ) from None


def told(error: Exception) -> str:
    """An error in one line that says what to do."""
    if isinstance(error, DocmillError):
        return str(error)
    if isinstance(error, sqlite3.Error):
        from workers.ledger.file import damaged
        from workers.settings import load_settings

        return str(damaged(load_settings().ledger_path, error))
    if isinstance(error, OSError) and error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}; mend that and try again"
    # Nothing that a person did wrong, as far as we know.
    what = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_ERROR]
    return f"unexpected {what} (docmill --debug … shows where; please report it)"


def _tell(sentence: str) -> None:
    errors.print(f"docmill: {sentence}", style="bold red")
