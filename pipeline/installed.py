"""What is installed under the groups of entry points by which docmill is extended."""

import sys
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any


def installed(group: str) -> tuple[EntryPoint, ...]:
    """The entry points of a group, in the order of their names.

    They are read from disk once, and again when `sys.path` is another.
    """
    return tuple(sorted(_all(*sys.path).select(group=group), key=lambda point: point.name))


@lru_cache(1)
def _all(*_path: str) -> Any:  # of another class in Python 3.11 than later, both with `select`
    # Python reads the metadata of every installed package each time: 20 ms here.
    return entry_points()
