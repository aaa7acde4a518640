"""Makes processes end soon after their parent, in whatever way the parent ended."""

import os
import threading
import time
from collections.abc import Callable

CHECK_SECONDS = 1.0
# Not `DOCMILL_…`, which are the users' settings.
_VARIABLE = "_DOCMILL_PARENT"


def parent_variable() -> dict[str, str]:
    """The environment variable that tells a child of this process who its parent is.

    `os.getppid()` is not enough: a child takes seconds to start, and if its parent ends meanwhile,
    the child sees another parent.
    """
    return {_VARIABLE: str(os.getpid())}


def orphan_check() -> Callable[[], bool]:
    """A function that tells whether the parent of this process has ended.

    The parent is the one in the environment (`parent_variable`), else the current one.
    """
    parent = int(os.environ.get(_VARIABLE, 0)) or os.getppid()
    return lambda: os.getppid() != parent


def end_with_parent(parent: int | None = None) -> None:
    """End this process soon after its parent has ended; `parent`: its process id, if known."""
    parent_ended = orphan_check() if parent is None else lambda: os.getppid() != parent

    def watch() -> None:
        while not parent_ended():
            time.sleep(CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
