"""The states of a run."""

from enum import StrEnum


class State(StrEnum):
    """How a run stands: a producer works on it, or what ended it."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """By Ctrl-C, or its producer was killed."""
    STOPPED = "stopped"
    """By an error."""
    DONE = "done"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    """A new run of the same request was begun in its place."""

    @property
    def is_unfinished(self) -> bool:
        """Whether `resume` continues it."""
        return self in (State.RUNNING, State.INTERRUPTED, State.STOPPED)
