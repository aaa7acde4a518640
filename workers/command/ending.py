"""How a command ends by an error: its exit code, its message, what is known of its run."""

import errno
import os
import sqlite3
from signal import SIGINT
from typing import Any, NamedTuple

import typer

from pipeline.errors import ConfigurationError, DocmillError, StopRun
from workers.command.exit_codes import EXIT_UNFINISHED, EXIT_USAGE
from workers.command.interruption import Interrupted
from workers.command.view.output import OutputRefused, errors, give_up_output

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
LONGEST_ERROR = 300  # characters of the message of an unexpected error


class Unfinished(BaseException):
    """`error` ended a run; `known`: its state and counts, as `status` prints them."""

    def __init__(self, error: BaseException, known: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.error = error
        self.known = known


class End(NamedTuple):
    """How a command ends by an error. `is_shown`: its message has been shown already."""

    exit_code: int
    sentence: str
    is_shown: bool = False
    is_unforeseen: bool = False
    usage_of: str = ""

    def show(self) -> None:
        """Print the message on standard error."""
        if self.usage_of:
            errors.print(f"{self.usage_of}: {self.sentence}", style="bold red")
            errors.print(f"See '{self.usage_of} --help'.")
        elif not self.is_shown:
            print_error(self.sentence)


def end_of(error: BaseException) -> End:
    """How an error ends the command. An error without a message for users is raised again."""
    if isinstance(error.__cause__, Interrupted):
        error = error.__cause__  # pydantic wraps whatever is raised while it works
    if isinstance(error, Interrupted):
        return End(error.exit_code, str(error), is_shown=True)
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return End(128 + SIGINT, "stopped from the keyboard", is_shown=True)
    if isinstance(error, typer.TyperException):
        # Usage errors have the context of their command.
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "docmill"
        return End(EXIT_USAGE, error.format_message(), usage_of=command)
    if not isinstance(error, Exception):
        raise error
    if isinstance(error, OSError) and error.errno in NO_ROOM and error.filename is None:
        # Typer has already written the help.
        give_up_output()
        error = StopRun(str(OutputRefused(error)))
    if isinstance(error, FileNotFoundError) and error.filename is None and _is_nowhere():
        error = ConfigurationError(
            "the folder that docmill was started in is gone; go to one that is there (cd), or give "
            "whole paths"
        )
    exit_code = EXIT_USAGE if isinstance(error, ConfigurationError) else EXIT_UNFINISHED
    return End(exit_code, message_of(error), is_unforeseen=True)


def _is_nowhere() -> bool:
    """Whether the working folder has been removed, so that no relative path means anything."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def message_of(error: Exception) -> str:
    """The message of an error, in one line that says what to do."""
    if isinstance(error, DocmillError):
        return str(error)
    if isinstance(error, sqlite3.Error):
        from workers.ledger.file import damaged
        from workers.settings import load_settings

        return str(damaged(load_settings().ledger_path, error))
    if isinstance(error, OSError) and error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}; mend that and try again"
    # Probably a fault in docmill.
    what = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_ERROR]
    return f"unexpected {what} (docmill --debug … shows where; please report it)"


def print_error(sentence: str) -> None:
    """Print one line on standard error."""
    errors.print(f"docmill: {sentence}", style="bold red")
