"""`docmill show`: one document as the index keeps it."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from workers.command.output import (
    HtmlOption,
    JsonOption,
    notice,
    print_json,
    results,
    wants_json,
)

EXIT_NOT_FOUND = 1

EPILOG = """\
\b
Examples:
  docmill show 3f0c…                 by the id that `search` prints
  docmill show A-17 --json           by the id that the record brought along
  docmill show A-17 --html a.html    as a page for a browser

\b
Exit code 1: no document has this id.
"""


def show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="A document's id, or its id in the source.")
    ],
    html: HtmlOption = None,
    json: JsonOption = None,
) -> int:
    """Show one document of the index and what was found in it."""
    from pipeline.fields import FOLDED_FIELDS, folded
    from pipeline.records import Locator
    from workers.indexes import open_index
    from workers.settings import load_settings

    as_json = wants_json(json, html)
    index = open_index(load_settings())
    try:
        stored = index.get(id)
    finally:
        index.close()
    if stored is None:
        notice(f"no document has the id {id!r}; `docmill search` prints the ids of what it finds")
        return EXIT_NOT_FOUND
    # The twins only serve matching; what they are made from is there.
    twins = {folded(field) for field in FOLDED_FIELDS}
    fields = {name: value for name, value in stored.items() if name not in twins}
    if html is not None:
        from workers.command.page import write_page

        place = Locator(fields["source"], fields.get("member", ""), fields.get("record", 0))
        write_page(html, [(str(place), fields)])
    elif as_json:
        print_json(fields)
    else:
        _show(fields)
    return 0


def _show(fields: Mapping[str, Any]) -> None:
    from rich import box
    from rich.table import Table

    from pipeline.fields import KEYWORD_FIELDS
    from workers.command.document_view import document_view

    results.print(document_view(fields))
    origin = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    origin.add_column(style="dim", no_wrap=True)
    origin.add_column(overflow="fold")
    for name in ("id", "published", "published_as_given", *KEYWORD_FIELDS):
        if name != "language" and (value := fields.get(name)):
            origin.add_row(name, ", ".join(value) if isinstance(value, list) else str(value))
    results.print(origin)
