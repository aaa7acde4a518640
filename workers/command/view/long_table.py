"""Tables of any length: printed in parts that look like one."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rich import box
from rich.table import Table

from workers.command.view.output import results

ROWS = 200  # of one part; this many are read before the first is shown


def print_long_table(
    columns: Mapping[str, Mapping[str, int]], rows: Iterable[Sequence[str]]
) -> int:
    """Print a table; returns the number of rows, of which none is no table at all.

    `columns`: heading → `width` in characters, or `ratio` of what is left, so that the columns of
    all parts are as wide.
    """
    shown, left = 0, iter(rows)
    while some := list(islice(left, ROWS)):
        table = Table(box=box.SIMPLE_HEAD, show_header=shown == 0, expand=True)
        for heading, size in columns.items():
            table.add_column(
                heading, overflow="fold", width=size.get("width"), ratio=size.get("ratio")
            )
        for row in some:
            table.add_row(*row)
        results.print(table)
        shown += len(some)
    return shown
