"""Search hits at a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.index import Hit
from workers.command.view.document import colour

NAMES_SHOWN = 6


def hit_view(number: int, hit: Hit, beside: str = "") -> RenderableType:
    """A numbered hit: title, snippet, names and topics, source; `beside`: in place of the score."""
    lines = [Text(hit.title or "(no title)", "bold"), marked(hit)]
    for label, field, values in (
        ("person", "people", hit.people),
        ("organization", "organizations", hit.organizations),
        ("place", "places", hit.places),
        ("topic", "topics", hit.topics),
    ):
        if values:
            lines.append(Text.assemble((f"{field} ", "dim"), (_first(values), colour(label))))
    page = f"p. {hit.page:,} of {hit.pages:,}" if hit.page else ""
    # Filters alone give no document a score.
    relevance = f"score {hit.score:.2f}" if hit.score else ""
    origin = (page, hit.published, beside or relevance, _place(hit), hit.id)
    lines.append(Text(" · ".join(part for part in origin if part), "dim"))
    view = Table.grid(padding=(0, 1))
    view.add_column(style="dim", justify="right", width=4)
    view.add_column(overflow="fold")
    view.add_row(str(number), Group(*lines, Text()))
    return view


def _place(hit: Hit) -> str:
    """Where a document is: file, member, number of the record from 1, and its own id there."""
    return f"{hit.place} ({hit.source_id})" if hit.source_id else hit.place


def marked(hit: Hit) -> Text:
    """A hit's snippet with its matches coloured."""
    text = Text()
    for piece, is_match in hit.pieces():
        text.append(piece, "bold black on yellow" if is_match else None)
    return text


def _first(values: Sequence[str]) -> str:
    """The first values; no comma between them, since topics and names have commas of their own."""
    more = f" +{len(values) - NAMES_SHOWN}" if len(values) > NAMES_SHOWN else ""
    return " · ".join(values[:NAMES_SHOWN]) + more
