"""`docmill similar`: documents like one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.command.last_search import find, remember
from workers.command.rows import (
    CSV_FIELDS,
    CsvOption,
    FieldsOption,
    ParquetOption,
    check_forms,
    columns,
    put_out,
    row,
)
from workers.command.show import not_found
from workers.command.view.output import JsonOption, notice, results, wants_json

if TYPE_CHECKING:
    from pipeline.index import Index
    from pipeline.similar import Similar, SimilarDocuments

MOST_NAMED = 5
OWN = ("nearness", "nearly_equal")
EPILOG = """\
\b
Examples:
  docmill similar 3f0c…              by the id that `search` prints
  docmill similar A-17 --size 30     by the record's own id
  docmill similar 3                  like the third hit of the last search

\b
The words that tell most about a document find others; those in English are then
ordered by their meaning. Documents that say nearly the same are shown once.

\b
JSON: one line for each document, as of `search`, with `nearness` (at most 1; null
in languages other than English) and `nearly_equal` (the ids of others that say
the same). Exit code 1: no document has this id.
"""


def similar(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A document's id, its id in the source, or the number of a hit."
        ),
    ],
    size: Annotated[int, typer.Option(min=1, max=100, help="Most documents to show.")] = 10,
    csv: CsvOption = False,
    parquet: ParquetOption = None,
    fields: FieldsOption = None,
    json: JsonOption = None,
) -> int:
    """Find documents about the same as one."""
    from pipeline.index import Hit
    from pipeline.similar import similar as similar_to
    from workers.indexes import open_index
    from workers.settings import load_settings

    check_forms(csv, parquet, json)
    settings = load_settings()
    index = open_index(settings)
    try:
        record = find(index, settings.data_dir, id)
        if record is None:
            return not_found(id, as_json=bool(json))
        answer = similar_to(index, record, size)
        if csv or parquet or wants_json(json):
            names = columns(fields, OWN) or [*(CSV_FIELDS if csv else Hit.__struct_fields__), *OWN]
            put_out(_rows(index, answer, names), names, csv, parquet)
        else:
            _show(answer)
    finally:
        index.close()
    _remark(answer)
    if answer.found:
        remember(settings.data_dir, [one.hit.id for one in answer.found], 1)
    return 0


def _rows(index: "Index", answer: "SimilarDocuments", names: list[str]) -> Iterator[dict[str, Any]]:
    of_hits = [name for name in names if name not in OWN]
    for one in answer.found:
        own = {"nearness": one.nearness, "nearly_equal": one.nearly_equal}
        found = row(index, one.hit, of_hits) if of_hits else {}
        yield {name: own[name] if name in own else found.get(name) for name in names}


def _show(answer: "SimilarDocuments") -> None:
    from workers.command.view.hit import hit_view

    for number, one in enumerate(answer.found, start=1):
        results.print(hit_view(number, one.hit, _beside(one)))


def _beside(one: "Similar") -> str:
    """What is told of a document beside what a hit has."""
    near = f"nearness {one.nearness:.2f}" if one.nearness is not None else ""
    more = f"and {len(one.nearly_equal):,} nearly equal" if one.nearly_equal else ""
    return " · ".join(filter(None, (near, more)))


def _remark(answer: "SimilarDocuments") -> None:
    if answer.nearly_equal:
        ids = ", ".join(answer.nearly_equal[:MOST_NAMED])
        more = " …" if len(answer.nearly_equal) > MOST_NAMED else ""
        notice(f"{len(answer.nearly_equal):,} say nearly the same as it: {ids}{more}")
    if not answer.found:
        notice("no document is like it")
