"""How an error ends a command: its exit code and its message."""

import errno
import os
import sqlite3
from signal import SIGINT
from typing import NamedTuple

import typer

from pipeline.errors import ConfigurationError, DocmillError, StopRun
from workers.command.exit_codes import EXIT_UNFINISHED, EXIT_USAGE
from workers.command.interruption import Interrupted
from workers.command.view.output import OutputRefused, errors, give_up_output

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
LONGEST_ERROR = 300  # characters of a message that is not ours


class End(NamedTuple):
    """How an error ends a command. `is_told`: its sentence was told where it happened."""

    exit_code: int
    sentence: str
    is_told: bool = False
    is_unforeseen: bool = False
    usage_of: str = ""

    def tell(self) -> None:
        """Tell people on standard error."""
        if self.usage_of:
            errors.print(f"{self.usage_of}: {self.sentence}", style="bold red")
            errors.print(f"See '{self.usage_of} --help'.")
        elif not self.is_told:
            tell(self.sentence)


def end_of(error: BaseException) -> End:
    """How an error ends the command; an error that has no message for people is raised again."""
    if isinstance(error, Interrupted):
        return End(error.exit_code, str(error), is_told=True)
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return End(128 + SIGINT, "stopped from the keyboard", is_told=True)
    if isinstance(error, typer.TyperException):
        # Usage errors carry the context of their command.
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "docmill"
        return End(EXIT_USAGE, error.format_message(), usage_of=command)
    if not isinstance(error, Exception):
        raise error
    if isinstance(error, OSError) and error.errno in NO_ROOM and error.filename is None:
        # The help is written by Typer.
        give_up_output()
        error = StopRun(str(OutputRefused(error)))
    exit_code = EXIT_USAGE if isinstance(error, ConfigurationError) else EXIT_UNFINISHED
    return End(exit_code, told(error), is_unforeseen=True)


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


def tell(sentence: str) -> None:
    """One line on standard error."""
    errors.print(f"docmill: {sentence}", style="bold red")
