"""The live display of a run, on standard error when that is a terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.text import Text

from workers.command.view.output import errors
from workers.producer.pace import duration
from workers.producer.progress import Observer
from workers.producer.progress import Progress as Moment
from workers.settings import Settings


class Display:
    """A bar for reading, a bar for each link, and a line of figures."""

    def __init__(self, links: tuple[str, ...]) -> None:
        self._bars = Progress(
            TextColumn("{task.description:>12}"),
            BarColumn(bar_width=40),
            TaskProgressColumn(),
            TextColumn("{task.fields[note]}"),
        )
        self._reading: TaskID = self._bars.add_task("read", total=None, note="")
        self._links = {link: self._bars.add_task(link, total=None, note="") for link in links}
        self._line = Text("starting …")

    def show(self, moment: Moment) -> None:
        """Show the progress of the run at one moment."""
        balance = moment.balance
        self._bars.update(
            self._reading,
            total=moment.bytes_total or None,
            completed=moment.bytes_read,
            note=f"{balance.expected:,} documents",
        )
        for link, task in self._links.items():
            passed = min(moment.passed.get(link, 0), balance.expected)
            self._bars.update(task, total=balance.expected or None, completed=passed, note="")
        left = moment.seconds_left
        self._line = Text(
            f"{moment.documents_per_second:8.1f} docs/s   "
            f"{f'about {duration(left)} left' if left is not None else 'time left not known yet'}"
            f"   indexed {balance.indexed:,}   "
        )
        if moment.waiting:
            self._line.append(f"waiting: {moment.waiting}   ", style="yellow")
        self._line.append(f"failed {balance.failed:,}", style="red" if balance.failed else "")

    def __rich__(self) -> Group:
        return Group(self._bars, self._line)


@contextmanager
def live(settings: Settings) -> Iterator[Observer]:
    """Show a run within this context; without a terminal, one line every ten seconds."""
    if not errors.is_terminal:
        yield plain_observer()
        return
    display = Display(settings.link_names)
    with Live(display, console=errors, refresh_per_second=4, transient=True):
        yield display.show


def plain_observer(every_seconds: float = 10.0) -> Observer:
    """An observer that writes a line every `every_seconds`, for logs."""
    last = time.monotonic()

    def observe(moment: Moment) -> None:
        nonlocal last
        if time.monotonic() - last < every_seconds:
            return
        last = time.monotonic()
        balance = moment.balance
        errors.print(
            f"{balance.expected - balance.in_flight:,} of {balance.expected:,} read documents "
            f"done, {balance.failed:,} failed, {balance.seconds:.0f} s"
            + (f"; waiting: {moment.waiting}" if moment.waiting else "")
        )

    return observe
