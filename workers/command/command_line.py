"""The command line of `docmill`: runs one, shows errors, gives the exit code."""

import os
import re
from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from itertools import pairwise
from typing import Any

import typer

from pipeline.errors import ConfigurationError
from workers.command.ending import Unfinished, end_of, print_error
from workers.command.exit_codes import EXIT_UNFINISHED
from workers.command.interruption import interruptible
from workers.command.registry import registered
from workers.command.view.output import (
    OutputClosed,
    OutputRefused,
    flush_output,
    give_up_output,
    print_json,
    ready_output,
)

# They handle signals themselves, also in their child processes.
SERVICES = {"worker", "up", "flower", "serve"}
_EMPTY_OPTION = re.compile(r"--[a-z-]+=")


@cache
def command_line() -> Any:
    """The command line with all commands."""
    return typer.main.get_command(registered())


def run_command(arguments: list[str]) -> int:
    """Run one command line; returns the exit code.

    Errors are one or two lines on standard error. With --json there is also an object on standard
    output: `error`, `exit_code` and, when a run has begun, its state and counts.
    """
    ready_output()
    try:
        given = decoded(arguments) or ["--help"]
        check_none_empty(given)
        try:
            as_json = asks_for_json(given)
            with nullcontext() if is_service(given) else interruptible(as_json):
                result = command_line()(args=given, prog_name="docmill", standalone_mode=False)
        finally:
            flush_output()
        return int(result or 0)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except OutputClosed:
        give_up_output()
        return 0
    except OutputRefused as refused:
        give_up_output()
        print_error(str(refused))
        return EXIT_UNFINISHED
    except BaseException as raised:
        known: dict[str, Any] | None = {} if asks_for_json(arguments) else None
        error: BaseException = raised
        if isinstance(raised, Unfinished):
            error, known = raised.error, raised.known
        end = end_of(error)
        # A signal is the normal end of a service.
        if known is not None and not (end.is_shown and is_service(arguments)):
            _print_end({**known, "error": end.sentence, "exit_code": end.exit_code})
        if end.is_unforeseen and "--debug" in arguments:
            raise error from None
        end.show()
        return end.exit_code


def is_service(arguments: Sequence[str]) -> bool:
    """Whether the command of a command line runs until it is stopped."""
    return next((a for a in arguments if not a.startswith("-")), "") in SERVICES


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, even if it is wrong otherwise."""
    asked = [argument for argument in arguments if argument in ("--json", "--no-json")]
    return asked[-1:] == ["--json"]


def _print_end(fields: dict[str, Any]) -> None:
    try:
        print_json(fields)
    except (OutputClosed, OutputRefused):
        give_up_output()


def check_none_empty(arguments: Sequence[str]) -> None:
    """Check that no argument and no option is empty: what is left out means all, or the newest.

    An empty query, which finds every document, is none of these.

    Raises:
        ConfigurationError: one is; the message names it.
    """
    is_search = arguments[0] == "search"
    for before, argument in pairwise(("docmill", *arguments)):
        is_empty = not argument and not (is_search and (before == "search" or is_flag(before)))
        if is_empty or _EMPTY_OPTION.fullmatch(argument):
            named = argument or f"what follows {before}"
            raise ConfigurationError(f"{named} is empty: is a variable of the shell not set?")


def is_flag(argument: str) -> bool:
    """Whether `search` has this option, and it takes no value."""
    options = command_line().commands["search"].params
    flags = [one for one in options if getattr(one, "is_flag", False)]
    return any(argument in (*one.opts, *one.secondary_opts) for one in flags)


def decoded(arguments: Sequence[str]) -> list[str]:
    """The arguments as UTF-8, which a locale without it leaves as bytes; names of files as given.

    Raises:
        ConfigurationError: one is not UTF-8.
    """
    return [argument if _is_text(argument) else _decoded(argument) for argument in arguments]


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return os.path.lexists(argument)
    return True


def _decoded(argument: str) -> str:
    try:
        return os.fsencode(argument).decode()
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"the argument {argument!r} is not UTF-8 and names no file; write arguments in UTF-8"
        ) from None
