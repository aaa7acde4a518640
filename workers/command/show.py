"""`docmill show`: one document as the index keeps it."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import typer

from pipeline.errors import ConfigurationError
from pipeline.records import Reversal
from workers.command.view.output import (
    HtmlOption,
    JsonOption,
    notice,
    print_json,
    print_text,
    print_view,
    results,
    wants_json,
)

EXIT_NOT_FOUND = 1

EPILOG = """\
\b
Examples:
  docmill show 3f0c…                 by the id that `search` prints
  docmill show A-17 --json           by the record's own id
  docmill show 3                     the third hit of the last search
  docmill show A-17 --html a.html    as a page for a browser
  docmill show A-17 --before         its text before all repairs
  docmill show A-17 --original > f   its bytes as its source has them

\b
--before prints the text as it was decoded (of a page: its main part), with all
white space, also to a pipe; with --json {"id", "before", "unkept"}. At most
20,000 differences or 500,000 characters of them are kept: after these the text
printed is the clean text, and `unkept` is the number of further differences.

\b
--original reads the source again, through every archive that the document
stands in: the file's bytes, a message with all that is attached to it, of a
record its text. It must be where it was when it was indexed.

Exit code 1: no document has this id; with --original, its source is gone or
has changed.
"""


def show(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A document's id, its id in the source, or the number of a hit."
        ),
    ],
    before: Annotated[
        bool, typer.Option("--before", help="Its text as it was before all repairs and layout.")
    ] = False,
    original: Annotated[
        bool, typer.Option("--original", help="Its bytes, read from its source again.")
    ] = False,
    html: HtmlOption = None,
    json: JsonOption = None,
) -> int:
    """Show one document of the index and what was found in it."""
    from pipeline.records import Locator
    from workers.command.last_search import find
    from workers.indexes import open_index
    from workers.reading.record import shown_fields
    from workers.settings import load_settings

    if before and html is not None:
        raise ConfigurationError("--before and --html exclude each other: choose one")
    if original and (before or json or html is not None):
        raise ConfigurationError("--original stands alone: leave out --before, --html, --json")
    as_json = wants_json(json, html)
    settings = load_settings()
    index = open_index(settings)
    try:
        stored = find(index, settings.data_dir, id)
    finally:
        index.close()
    if stored is None:
        return not_found(id, as_json=bool(json))
    if original:
        from workers.command.original import show_original

        return show_original(settings, stored)
    if before:
        return show_before(stored, as_json=bool(json))
    fields = shown_fields(stored)
    if html is not None:
        from workers.command.view.page import write_page

        place = Locator.of_stored(fields)
        write_page(html, [(str(place), fields)])
    elif as_json:
        print_json(fields)
    else:
        _show(fields)
    return 0


def not_found(id: str, *, as_json: bool) -> int:
    """Say that no document has an id, with --json as an object too; returns the exit code."""
    sentence = f"no document has the id {id!r}; `docmill search` prints the ids of what it finds"
    notice(sentence)
    if as_json:
        print_json({"error": sentence, "exit_code": EXIT_NOT_FOUND})
    return EXIT_NOT_FOUND


def show_before(stored: Mapping[str, Any], *, as_json: bool) -> int:
    """Print a document's text before all repairs, as it is or as JSON.

    It is made from the clean text and the reversal in the index, so the source is not needed.
    """
    reversal = msgspec.convert(stored.get("reversal") or [], Reversal)
    text = reversal.undo(stored.get("text") or "")
    if reversal.unkept:
        last = reversal.differences[-1].end if reversal.differences else 0
        notice(
            f"the record keeps {len(reversal.differences):,} differences and not the "
            f"{reversal.unkept:,} behind them: from character {last:,} of the clean text on, this "
            f"is the clean text; the source has the rest ({stored['source']})"
        )
    if as_json:
        print_json({"id": stored["id"], "before": text, "unkept": reversal.unkept})
    else:
        print_text(text)
    return 0


def _show(fields: Mapping[str, Any]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from pipeline.fields import KEYWORD_FIELDS, METADATA_FIELD
    from workers.command.view.document import document_view
    from workers.reading.plain_text import harmless

    print_view(document_view(fields))
    origin = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    origin.add_column(style="dim", no_wrap=True)
    origin.add_column(overflow="fold")
    named = (
        "id", "author", "published", "published_as_given", "modified", "indexed_at", "pages",
        "mail_names",
    )  # fmt: skip
    for name in (*named, *KEYWORD_FIELDS):
        if name not in ("language", "encoding") and (value := fields.get(name)):
            told = ", ".join(value) if isinstance(value, list) else str(value)
            origin.add_row(name, Text(harmless(told)))
        if name == "member" and fields.get("record"):
            origin.add_row("record", f"{fields['record'] + 1:,}")
    for name, values in (fields.get(METADATA_FIELD) or {}).items():
        origin.add_row(Text(harmless(f"meta.{name}")), Text(harmless(", ".join(values))))
    if left_out := fields.get("metadata_left_out"):
        origin.add_row("not kept", Text(harmless(", ".join(left_out))))
    results.print(origin)
