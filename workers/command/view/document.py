"""A document at a terminal: its text with mentions and repairs marked, and the findings."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.bar import Bar
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from workers.reading.findings import Findings, findings
from workers.reading.plain_text import harmless

COLOURS = {
    "person": "bold magenta",
    "organization": "bold cyan",
    "place": "bold green",
    "group": "bold yellow",
}
OTHER_COLOUR = "bold blue"
REPAIRED = "underline"
BAR_COLUMNS = 20


def colour(label: str) -> str:
    """The style of an entity label."""
    return COLOURS.get(label, OTHER_COLOUR)


def document_view(fields: Mapping[str, Any]) -> RenderableType:
    """Title, text and findings of a document given by the names of index fields."""
    found = findings(fields)
    title = Text(found.title or "(no title)", style="bold underline")
    parts: list[RenderableType] = [title]
    if legend := _legend(found):
        parts.append(legend)
    parts += [Text(), _text(found), Text()]
    parts += _tables(found)
    return Group(*parts)


def _legend(found: Findings) -> Text:
    marks = [(label, colour(label)) for label in found.labels]
    if found.repairs:
        marks.append(("repaired", REPAIRED))
    legend = Text()
    for mark in marks:
        legend.append(" · " if legend else "", "dim").append(*mark)
    return legend


def _text(found: Findings) -> Text:
    text = Text()
    for passage in found.passages:
        named = colour(passage.mention["label"]) if passage.mention else ""
        for piece in passage.pieces:
            style = f"{named} {REPAIRED}" if piece.repairs else named
            text.append(harmless(piece.text), style.strip() or None)
    return text


def _tables(found: Findings) -> Iterator[Table]:
    if found.entities:
        yield _entities(found)
    if found.topics:
        yield _topics(found)
    if found.repairs:
        yield _repairs(found)
    facts = _table("document")
    facts.add_row("language", found.language)
    for name, value in found.facts:
        facts.add_row(name, Text(value))
    yield facts


def _table(title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE, show_header=False, pad_edge=False)
    table.title_justify = "left"
    table.title_style = "bold"
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _entities(found: Findings) -> Table:
    table = _table("entities")
    table.add_column(overflow="fold")
    for entity in found.entities:
        name = Text().append(entity.name, colour(entity.label))
        for note in (*entity.roles, *filter(None, entity.beyond)):
            name.append(f" · {note}", "dim")
        forms = ", ".join(f"{form} {count}" for form, count in entity.forms)
        table.add_row(entity.label, name, Text(forms))
    return table


def _topics(found: Findings) -> Table:
    table = _table("topics")
    table.add_column(justify="right")
    if found.abstained:
        guess = f"; the best guess is {found.guess}" if found.guess else ""
        table.title = f"topics: none is certain enough{guess}"
    for topic in found.topics:
        style = "green" if topic.chosen else "bright_black"
        bar = Bar(1.0, 0.0, topic.score, width=BAR_COLUMNS, color=style)
        table.add_row(Text(topic.label, style), bar, f"{topic.score:.2f}")
    return table


def _repairs(found: Findings) -> Table:
    table = _table("repairs")
    for repair in found.repairs:
        shown = Text().append(f"{repair.count:,}", "bold")
        for change in repair.examples:
            shown.append("\n").append(change.before, "strike dim").append(" → ", "dim")
            shown.append(change.after, REPAIRED)
            if change.evidence:
                shown.append(f"  {change.evidence}", "dim")
        if repair.count > len(repair.examples):
            shown.append("\n…", "dim")
        table.add_row(Text(repair.name), shown)
    return table
