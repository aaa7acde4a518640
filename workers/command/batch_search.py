"""`docmill batch-search`: a list of names or queries, and what is found of each."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.command.view.output import (
    JsonOption,
    notice,
    print_csv,
    print_json_lines,
    results,
    wants_json,
)

if TYPE_CHECKING:
    from pipeline.index import Index

EPILOG = """\
\b
The file has one query a line, as `docmill search` takes them. With --names each
line is a name: it is found as it stands, without case and accents, in the text
or among the names of people and organizations. Empty lines and lines that begin
with # are left out.

\b
Examples:
  docmill batch-search suspects.txt --names
  docmill batch-search queries.txt --size 50 --csv > found.csv

\b
JSON: one line for each query: query, documents (how many), hits (the ids of the
first), note (what in it could not be read, or null).
"""


def batch_search(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Queries or names, one a line.")],
    names: Annotated[bool, typer.Option("--names", help="Each line is a name.")] = False,
    size: Annotated[int, typer.Option(min=0, help="Most hits of each query.")] = 10,
    csv: Annotated[bool, typer.Option("--csv", help="Print a table as CSV.")] = False,
    json: JsonOption = None,
) -> int:
    """Search for each line of a file and count what is found."""
    from pipeline.errors import ConfigurationError
    from workers.indexes import open_index
    from workers.reading.query_list import COLUMNS, lines_of
    from workers.settings import load_settings

    if csv and json:
        raise ConfigurationError("--csv and --json exclude each other: choose one")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(
            f"{file} cannot be read: {error.strerror}; look at its path"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{file} is not UTF-8, from byte {error.start:,} on; save it so"
        ) from error
    asked = lines_of(text)
    if not asked:
        raise ConfigurationError(f"{file} has no queries: write one a line")
    index = open_index(load_settings())
    try:
        rows = _rows(index, asked, names, size)
        if csv:
            print_csv(rows, COLUMNS)
        elif wants_json(json):
            print_json_lines(rows)
        else:
            _show(rows)
    finally:
        index.close()
    return 0


def _rows(index: "Index", asked: list[str], names: bool, size: int) -> Iterator[dict[str, Any]]:
    from workers.reading.query_list import search_lines

    for one in search_lines(index, asked, are_names=names, size=size):
        hits = [hit.id for hit in one.hits]
        yield {"query": one.query, "documents": one.documents, "hits": hits, "note": one.note}


def _show(rows: Iterator[dict[str, Any]]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("query", overflow="fold")
    table.add_column("documents", justify="right")
    table.add_column("first hit", overflow="fold", style="dim")
    for row in rows:
        if row["note"]:
            notice(f"{row['query']}: {row['note']}")
        style = "" if row["documents"] else "dim"
        first = row["hits"][0] if row["hits"] else ""
        table.add_row(row["query"], f"{row['documents']:,}", first, style=style)
    results.print(table)
