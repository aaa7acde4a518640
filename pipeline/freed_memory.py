"""Memory that was freed, and that the process still holds."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Give freed memory back to the system, where that can be asked for.

    Worker processes keep what they free, because asking for it again after every batch takes time
    (`workers/stack/environment.py`). After a step that needed much once, it is given back by this.
    """
    # A function of glibc: other C libraries lack it.
    with suppress(AttributeError, TypeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
