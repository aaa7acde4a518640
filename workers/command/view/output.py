"""How commands print: results to standard output, everything else to standard error."""

import codecs
import csv
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import IO, Annotated, Any, cast

import msgspec
import typer
from rich.console import (
    Console,
    ConsoleOptions,
    ConsoleRenderable,
    RenderableType,
    RenderHook,
    RenderResult,
)
from rich.segment import Segment

from pipeline.errors import ConfigurationError
from workers.reading.cell import harmless_cell
from workers.reading.plain_text import harmless

# Characters that JSON need not escape, but that control a terminal.
_ACTING = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class OutputClosed(BaseException):
    """The reader of the output has ended (head, less); no `Exception`, so Typer lets it pass."""


class OutputRefused(BaseException):
    """Standard output cannot be written, for example because its disk is full."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"the output cannot be written: {error.strerror}; send it to where there is room"
        )


@contextmanager
def writing() -> Iterator[None]:
    """Within this context, errors of standard output become `OutputClosed` or `OutputRefused`."""
    try:
        yield
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise OutputRefused(error) from None


class _Output:
    """Standard output, as rich gets it."""

    def write(self, text: str) -> int:
        with writing():
            return sys.stdout.write(text)

    def flush(self) -> None:
        with writing():
            sys.stdout.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stdout, name)


class _Remarks:
    """Standard error as rich sees it: a remark that cannot be written ends no run."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stderr, name)


class _Harmless:
    """A renderable whose text cannot control a terminal; rich's own control codes stay."""

    def __init__(self, renderable: RenderableType) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(harmless(segment.text), segment.style)


class HarmlessHook(RenderHook):
    """Makes everything that a console prints harmless, because most of it comes from documents."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Called by rich before it prints."""
        return [_Harmless(renderable) for renderable in renderables]


results = Console(file=cast("IO[str]", _Output()), highlight=False, markup=False, soft_wrap=True)
errors = Console(file=cast("IO[str]", _Remarks()), highlight=False, markup=False, soft_wrap=True)
for console in (results, errors):
    console.push_render_hook(HarmlessHook())


def ready_output() -> None:
    """Spell out characters that the output's encoding lacks; replace outputs that are closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush_output() -> None:
    """Write what is buffered; an error can still be reported here."""
    with writing():
        sys.stdout.flush()


def give_up_output() -> None:
    """Discard the output; otherwise Python would try again when it ends, and print an error."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    """Whether to print JSON: by the option, else when standard output is not a terminal.

    With --html no JSON is printed.

    Raises:
        ConfigurationError: --json and --html are both given.
    """
    if option and html is not None:
        raise ConfigurationError("--html and --json exclude each other: choose one")
    return not sys.stdout.isatty() if option is None else option


def print_json(value: Any) -> None:
    """Print one JSON document, on one line."""
    print_json_lines([value])


def print_json_lines(values: Iterable[Any]) -> None:
    """Print one JSON document on each line."""
    for value in values:
        line = msgspec.json.encode(value).decode()
        if not is_utf8():
            line = json.dumps(json.loads(line))
        elif sys.stdout.isatty():
            line = _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
        with writing():
            sys.stdout.write(f"{line}\n")
    flush_output()


def print_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print a table as CSV with a line of names; the values of a list between semicolons.

    What a spreadsheet would take for a formula has a ' before it.
    """
    table = csv.writer(_Output(), lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([harmless_cell(row.get(name)) for name in columns])
    flush_output()


def is_utf8() -> bool:
    """Whether standard output can encode every character."""
    return codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"


def print_text(text: str) -> None:
    """Print a text: unchanged to a pipe or file, made harmless to a terminal."""
    if sys.stdout.isatty():
        text = harmless(text).rstrip("\n") + "\n"
    with writing():
        sys.stdout.write(text)
        sys.stdout.flush()


def print_bytes(data: bytes) -> None:
    """Bytes as they are, to a pipe or file."""
    with writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def print_view(view: RenderableType) -> None:
    """Print running text: at a terminal no line ends within a word."""
    results.print(view, soft_wrap=not results.is_terminal)


def notice(sentence: str) -> None:
    """Print a remark on standard error."""
    errors.print(f"docmill: {sentence}", style="yellow")
