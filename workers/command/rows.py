"""Hits as rows of a table: which fields they have, how they are printed or written."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.errors import ConfigurationError
from workers.command.view.output import notice, print_csv, print_json_lines

if TYPE_CHECKING:
    from pipeline.index import Hit, Index

CSV_FIELDS = ("id", "title", "published", "source", "member", "record", "source_id", "snippet")

CsvOption = Annotated[bool, typer.Option("--csv", help="Print the hits as CSV.")]
ParquetOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="Write the hits to a Parquet file (needs the extra parquet)."
    ),
]
FieldsOption = Annotated[
    str | None,
    typer.Option(help="Which fields --json, --csv and --parquet have, such as id,title,author."),
]


def columns(fields: str | None, own: Sequence[str] = ()) -> list[str]:
    """The names in the option `--fields`; `own`: names that only this command has.

    Raises:
        ConfigurationError: no hit and no record has such a field.
    """
    from pipeline.fields import RECORD_FIELDS
    from pipeline.index import Hit

    names = [name.strip() for name in fields.split(",") if name.strip()] if fields else []
    known = (*Hit.__struct_fields__, *own, *RECORD_FIELDS)
    if unknown := next((name for name in names if name not in known), None):
        near = get_close_matches(unknown, known, n=1) or known
        raise ConfigurationError(
            f"--fields: no field is called {unknown!r}; "
            f"{'did you mean' if len(near) == 1 else 'there are'} {', '.join(near)}"
        )
    return names


def check_forms(csv: bool, parquet: str | None, json: bool | None) -> None:
    """Check that one form of output is asked for, and can be had.

    Raises:
        ConfigurationError: there are several, or the library for Parquet is missing.
    """
    if csv + (parquet is not None) + bool(json) > 1:
        raise ConfigurationError("--csv, --parquet and --json exclude each other: choose one")
    if parquet is not None:
        from workers.command.view.parquet import check_installed

        check_installed()


def row(index: "Index", hit: "Hit", names: Sequence[str]) -> dict[str, Any]:
    """The fields of a hit that are asked for; those that it lacks are read from the record."""
    import msgspec

    own: dict[str, Any] = msgspec.structs.asdict(hit)
    if not names:
        return own
    lacking = [name for name in names if name not in own]
    record = (index.get(hit.id) or {}) if lacking else {}
    return {name: own[name] if name in own else record.get(name) for name in names}


def put_out(
    rows: Iterable[dict[str, Any]], names: Sequence[str], csv: bool, parquet: str | None
) -> None:
    """Print rows as CSV or lines of JSON, or write them to a Parquet file.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    if parquet is not None:
        from pipeline.index import Hit
        from workers.command.view.parquet import write_parquet

        count = write_parquet(parquet, rows, names or Hit.__struct_fields__)
        notice(f"documents written to {parquet}: {count:,}")
    elif csv:
        print_csv(rows, names or CSV_FIELDS)
    else:
        print_json_lines(rows)
