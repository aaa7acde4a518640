"""What `run`, `resume` and `retry` have in common: a display, a stack, advice when interrupted."""

from collections.abc import Iterator
from contextlib import contextmanager

from workers.command.interruption import Interrupted, going_on, interruptible
from workers.command.view.live import live
from workers.command.view.output import notice
from workers.producer.session import Surroundings
from workers.settings import Settings
from workers.stack.needed import needed_stack


@contextmanager
def watched(settings: Settings, advice: str) -> Iterator[Surroundings]:
    """The surroundings of a run that people watch; `advice`: how to go on after Ctrl-C."""
    with interruptible(), live(settings) as observe:
        try:
            yield Surroundings(settings, observe, notice, needed_stack)
        except Interrupted as stop:
            notice(going_on(stop, advice))
            raise
