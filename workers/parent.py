"""Processes that end soon after the one that started them, however that one ended."""

import os
import threading
import time
from collections.abc import Callable

CHECK_SECONDS = 1.0
# Not `DOCMILL_…`: those are settings of people.
_VARIABLE = "_DOCMILL_PARENT"


def as_parent() -> dict[str, str]:
    """What the environment of a child of this process needs, for it to know its parent.

    A child that asks the system learns too late: it takes seconds to start, and a parent that is
    gone by then is not the one that it is told.
    """
    return {_VARIABLE: str(os.getpid())}


def is_orphan() -> Callable[[], bool]:
    """A question that may be asked again and again: is the process that started this one gone?

    That is the one which gave `as_parent` along, else the one which is there now.
    """
    parent = int(os.environ.get(_VARIABLE, 0)) or os.getppid()
    return lambda: os.getppid() != parent


def end_with_parent(parent: int | None = None) -> None:
    """End this process soon after its parent is gone; `parent`: its id, where it is known."""
    gone = is_orphan() if parent is None else lambda: os.getppid() != parent

    def watch() -> None:
        while not gone():
            time.sleep(CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
