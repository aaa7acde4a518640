"""Facets and the histogram of dates at a terminal."""

from collections.abc import Mapping

from rich import box
from rich.columns import Columns
from rich.table import Table
from rich.text import Text

from pipeline.index import Counted, PublishedWhen

BAR_WIDTH = 40
MOST_BARS = 60  # above so many, those without documents are left out
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def facet_tables(facets: Mapping[str, Counted]) -> Columns:
    """A small table for each facet that has values."""
    tables = []
    for field, values in facets.items():
        if not values:
            continue
        table = _table(field)
        table.add_column(max_width=40, overflow="fold")
        table.add_column(justify="right", style="dim")
        for value, count in values:
            table.add_row(value, f"{count:,}")
        tables.append(table)
    return Columns(tables)


def date_bars(dates: PublishedWhen) -> Table:
    """A line for each year, month or day, with a bar as long as its share of the greatest."""
    table = _table(f"published, by {dates.unit}")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(justify="right", style="dim")
    greatest = max(count for _, count in dates.bars)
    for name, count in dates.bars:
        if count or len(dates.bars) <= MOST_BARS:
            table.add_row(name, Text(_bar(count / greatest)), f"{count:,}")
    if dates.undated:
        table.add_row("no date", "", f"{dates.undated:,}")
    return table


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE, show_header=False, title_justify="left")


def _bar(share: float) -> str:
    eighths = round(share * BAR_WIDTH * 8)
    if share and not eighths:
        eighths = 1
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
