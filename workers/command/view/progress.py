"""A progress bar for steps that may take long."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from workers.command.view.output import errors

QUIET_SECONDS = 2.0


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Within this context a progress bar is shown; gives a function to call with what was done.

    The bar is shown after two seconds, on standard error, if that is a terminal.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=errors, transient=True)
    task = bar.add_task(what, total=total)
    begun = time.monotonic()
    shown = False

    def advance(more: int) -> None:
        nonlocal shown
        bar.advance(task, more)
        if errors.is_terminal and not shown and time.monotonic() - begun > QUIET_SECONDS:
            shown = True
            bar.start()

    try:
        yield advance
    finally:
        if shown:
            bar.stop()
