"""A document for people: its text with the names coloured, and what was found in it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.fields import ENTITY_FIELDS

COLOURS = {
    "person": "bold magenta",
    "organization": "bold cyan",
    "place": "bold green",
    "group": "bold yellow",
}
OTHER_COLOUR = "bold blue"


def colour(label: str) -> str:
    """The style of an entity label."""
    return COLOURS.get(label, OTHER_COLOUR)


def document_view(fields: Mapping[str, Any]) -> RenderableType:
    """Title, text and findings of a document given by the names of index fields."""
    text = Text(fields.get("text") or "")
    for mention in fields.get("mentions", ()):
        text.stylize(colour(mention["label"]), mention["start"], mention["end"])
    title = Text(fields.get("title") or "(no title)", style="bold underline")
    return Group(title, Text(), text, findings(fields))


def findings(fields: Mapping[str, Any]) -> Table:
    """Language, names by kind, topics with their scores, repairs by name, users' own stages."""
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("language", fields.get("language") or "not known")
    for label, field in ENTITY_FIELDS.items():
        if found := fields.get(field):
            table.add_row(field, Text(", ".join(found), style=colour(label)))
    scores: Mapping[str, float] = fields.get("topic_scores") or {}
    chosen = [f"{name} ({scores[name]:.2f})" for name in fields.get("topics", ()) if name in scores]
    table.add_row("topics", ", ".join(chosen) or "none is certain enough")
    names: dict[str, int] = {}
    for repair in fields.get("repairs", ()):
        names[repair["name"]] = names.get(repair["name"], 0) + 1
    if names:
        table.add_row("repairs", ", ".join(f"{name} {count}" for name, count in names.items()))
    for stage, value in (fields.get("extra") or {}).items():
        table.add_row(stage, Text(msgspec.json.encode(value).decode()))
    return table
