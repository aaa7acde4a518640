"""The page that `--html` writes: documents with what was found in them, in one file.

It loads nothing and runs no script, and its content security policy forbids both, because the
documents that it shows may come from anyone.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ConfigurationError
from workers.command.view.output import writing
from workers.reading.findings import findings
from workers.reading.markup import environment

STANDARD_OUTPUT = "-"


def write_page(target: str, documents: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Write documents one by one, each under its heading; `target` is a file or `-`.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    with ExitStack() as opened:
        with _errors_of(target):
            # As bytes, because the page declares UTF-8, whatever the terminal's encoding is.
            stream: IO[bytes] = (
                sys.stdout.buffer
                if target == STANDARD_OUTPUT
                else opened.enter_context(Path(target).open("wb"))
            )
        for part in page(documents):
            with _errors_of(target):
                stream.write(part.encode())
        with _errors_of(target):
            stream.flush()


def page(documents: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """The parts of a page. A document is a heading and its index fields.

    A document that has no fields has `error` or `filtered` instead, which says why.
    """
    titles: list[str] = []
    yield from (
        environment("workers.command")
        .get_template("page.html")
        .generate(sections=_sections(documents, titles), titles=titles)
    )


def _sections(
    documents: Iterable[tuple[str, Mapping[str, Any]]], titles: list[str]
) -> Iterator[dict[str, Any]]:
    """What the template shows of each document; adds its title to `titles`."""
    for heading, fields in documents:
        none = [(what, fields[what]) for what in ("error", "filtered") if what in fields]
        found = None if none else findings(fields)
        titles.append((found.title if found else "") or heading)
        yield {
            "heading": heading,
            "why_none": "".join(f"{what}: {reason}" for what, reason in none),
            "found": found,
        }


@contextmanager
def _errors_of(target: str) -> Iterator[None]:
    """Within this context, errors of writing become a `ConfigurationError`."""
    try:
        if target == STANDARD_OUTPUT:
            with writing():
                yield
        else:
            yield
    except OSError as error:
        raise ConfigurationError(
            f"the page cannot be written to {target}: {error.strerror}"
        ) from error
