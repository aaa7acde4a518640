"""How commands print: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from pipeline.errors import ConfigurationError
from workers.command.plain_text import harmless


class OutputClosed(BaseException):
    """Who reads our output has gone (head, less); no `Exception`, so that Typer lets it pass."""


class ResultConsole(Console):
    """Standard output for people; says itself when its reader has gone."""

    def on_broken_pipe(self) -> None:
        """Called by rich in place of its own exit."""
        raise OutputClosed


results = ResultConsole(highlight=False, markup=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

JsonOption = Annotated[
    bool | None,
    typer.Option(
        "--json/--no-json",
        help="JSON or a view for people; without either, JSON when the output is a pipe.",
        show_default=False,
    ),
]

HtmlOption = Annotated[
    str | None,
    typer.Option(
        "--html",
        metavar="FILE",
        help="Write the view as a page that stands alone, to a file, or - for standard output.",
        show_default=False,
    ),
]


def wants_json(option: bool | None, html: str | None = None) -> bool:
    """Whether to print JSON: as asked for, else when standard output is not a terminal.

    Raises `ConfigurationError` when a page is asked for as well; without --json it goes before.
    """
    if option and html is not None:
        raise ConfigurationError("--html and --json exclude one another: choose one")
    return not sys.stdout.isatty() if option is None else option


def print_json(value: Any) -> None:
    """One JSON document, on one line."""
    print_json_lines([value])


def print_json_lines(values: Iterable[Any]) -> None:
    """One JSON document a line."""
    try:
        for value in values:
            sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosed from None


def print_text(text: str) -> None:
    """A text as it is to a pipe or file, and made harmless to a terminal."""
    if sys.stdout.isatty():
        text = harmless(text).rstrip("\n") + "\n"
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosed from None


def notice(sentence: str) -> None:
    """A remark on standard error."""
    errors.print(f"docmill: {sentence}", style="yellow")
