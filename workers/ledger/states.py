"""The states of a run."""

from enum import StrEnum


class State(StrEnum):
    """The state of a run: being worked, or how it ended."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """Ended by Ctrl-C, or its producer was killed."""
    STOPPED = "stopped"
    """Ended by an error."""
    DONE = "done"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    """Replaced by a new run of the same request."""

    @property
    def is_unfinished(self) -> bool:
        """Whether `resume` continues it."""
        return self in (State.RUNNING, State.INTERRUPTED, State.STOPPED)
