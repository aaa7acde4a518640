"""Search hits and facets at a terminal."""

import re
from collections.abc import Mapping, Sequence

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.fields import page_at
from pipeline.index import AFTER_MATCH, BEFORE_MATCH, Hit
from workers.command.view.document import colour

NAMES_SHOWN = 6
MATCH = re.compile(f"{BEFORE_MATCH}([^{BEFORE_MATCH}{AFTER_MATCH}]*){AFTER_MATCH}")


def hit_view(number: int, hit: Hit) -> RenderableType:
    """A numbered hit: title, snippet, names and topics, source."""
    lines = [Text(hit.title or "(no title)", "bold"), marked(hit.snippet)]
    for label, field, values in (
        ("person", "people", hit.people),
        ("organization", "organizations", hit.organizations),
        ("place", "places", hit.places),
        ("topic", "topics", hit.topics),
    ):
        if values:
            lines.append(Text.assemble((f"{field} ", "dim"), (_first(values), colour(label))))
    page = f"p. {hit.page:,} of {hit.pages:,}" if hit.page else ""
    origin = (page, hit.published, f"score {hit.score:.2f}", hit.id, hit.source)
    lines.append(Text(" · ".join(part for part in origin if part), "dim"))
    view = Table.grid(padding=(0, 1))
    view.add_column(style="dim", justify="right", width=4)
    view.add_column(overflow="fold")
    view.add_row(str(number), Group(*lines, Text()))
    return view


def page_of_match(snippet: str, text: str, starts: Sequence[int]) -> int | None:
    """The page, from 1, of a snippet's first match; None without pages, or if it is not found.

    `starts`: the offset in the text at which each page begins.
    """
    match = MATCH.search(snippet)
    if match is None or not starts:
        return None
    before = MATCH.sub(r"\1", snippet[: match.start()]).rpartition("…")[2]
    words = [re.escape(word) for word in before.split()]
    pattern = r"\s+".join(words) + r"\s*" + r"\s+".join(map(re.escape, match[1].split()))
    found = re.search(pattern, text) or re.search(re.escape(match[1]), text)
    return page_at(found.end() - 1, starts) if found else None


def marked(snippet: str) -> Text:
    """A snippet with its matches coloured, which were between « and »."""
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
        table.add_column(max_width=40, overflow="fold")
        table.add_column(justify="right", style="dim")
        for value, count in values:
            table.add_row(value, f"{count:,}")
        tables.append(table)
    return Columns(tables)


def _first(values: Sequence[str]) -> str:
    more = f" +{len(values) - NAMES_SHOWN}" if len(values) > NAMES_SHOWN else ""
    return ", ".join(values[:NAMES_SHOWN]) + more
