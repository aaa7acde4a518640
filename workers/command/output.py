"""How commands print: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

results = Console(highlight=False, markup=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

JsonOption = Annotated[
    bool | None,
    typer.Option(
        "--json/--no-json",
        help="JSON or a view for people; without either, JSON when the output is a pipe.",
        show_default=False,
    ),
]


def wants_json(option: bool | None) -> bool:
    """Whether to print JSON: as asked for, else when standard output is not a terminal."""
    return not sys.stdout.isatty() if option is None else option


def print_json(value: Any) -> None:
    """One JSON document, on one line."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()


def print_json_lines(values: Iterable[Any]) -> None:
    """One JSON document a line."""
    for value in values:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()


def notice(sentence: str) -> None:
    """A remark on standard error."""
    errors.print(f"docmill: {sentence}", style="yellow")
