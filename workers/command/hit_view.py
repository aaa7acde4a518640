"""Search hits and facets for people."""

import re
from collections.abc import Mapping, Sequence

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.index import Hit
from workers.command.document_view import colour

NAMES_SHOWN = 6
MATCH = re.compile("«([^«»]*)»")


def hit_view(number: int, hit: Hit) -> RenderableType:
    """A numbered hit: title, where it comes from, why it was found, who and what is in it."""
    title = Text.assemble(
        (f"{number:>3}  ", "dim"), (hit.title or "(no title)", "bold"), (f"  {hit.score:.2f}", "dim")
    )
    origin = Text(" · ".join(part for part in (hit.published, hit.source, hit.id) if part), "dim")
    lines = [origin, marked(hit.snippet)]
    found = Text("  ").join(
        Text(_first(values), style=colour(label))
        for label, values in (
            ("person", hit.people),
            ("organization", hit.organizations),
            ("place", hit.places),
            ("topic", hit.topics),
        )
        if values
    )
    if found:
        lines.append(found)
    return Group(title, Padding(Group(*lines), (0, 0, 1, 5)))


def marked(snippet: str) -> Text:
    """A snippet whose matches, between « and », are coloured instead."""
    text = Text()
    at = 0
    for match in MATCH.finditer(snippet):
        text.append(snippet[at : match.start()])
        text.append(match[1], "bold black on yellow")
        at = match.end()
    return text.append(snippet[at:])


def facet_tables(facets: Mapping[str, Sequence[tuple[str, int]]]) -> Columns:
    """A small table for each facet that has values."""
    tables = []
    for field, values in facets.items():
        if not values:
            continue
        table = Table(title=field, box=box.SIMPLE, show_header=False, title_justify="left")
        table.add_column(max_width=40, overflow="ellipsis", no_wrap=True)
        table.add_column(justify="right", style="dim")
        for value, count in values:
            table.add_row(value, f"{count:,}")
        tables.append(table)
    return Columns(tables)


def _first(values: Sequence[str]) -> str:
    more = f" +{len(values) - NAMES_SHOWN}" if len(values) > NAMES_SHOWN else ""
    return ", ".join(values[:NAMES_SHOWN]) + more
