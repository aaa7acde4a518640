"""Opens what lies within a folder without following a link on the way, whoever changes it now.

A path that is checked and then opened can lead elsewhere by then; a folder that is opened cannot,
and each step goes on from the one before it.
"""

import errno
import os
from collections.abc import Callable

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe would wait for somebody to write

Opener = Callable[[str, int], int]


def is_within(folder: str, path: str) -> bool:
    """Whether a path without links and `..` is a folder's own or below it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


def open_within(folder: str, path: str, *, as_folder: bool = False) -> int:
    """A descriptor for reading a path within a folder, both absolute and without `..`.

    Raises:
        OSError: it cannot be opened, lies elsewhere, or a link stands on the way.
    """
    if not is_within(folder, path) or ".." in path.split("/"):
        raise PermissionError(errno.EACCES, f"it lies outside of {folder}, where this run may read")
    names = [name for name in path[len(folder.rstrip("/")) :].split("/") if name]
    at = os.open(folder, _FOLDER)
    try:
        for number, name in enumerate(names, 1):
            is_folder = as_folder or number < len(names)
            below = os.open(name, _FOLDER if is_folder else _FILE, dir_fd=at)
            os.close(at)
            at = below
    except BaseException:
        os.close(at)
        raise
    return at


def opener(folder: str) -> Opener | None:
    """The `opener` of `open` for files within a folder; None where there is no such bound."""
    return (lambda path, flags: open_within(folder, path)) if folder else None


def names_in(path: str, within: str) -> list[str]:
    """The names in a folder, which must itself lie within another one if that is given."""
    if not within:
        return os.listdir(path)
    at = open_within(within, path, as_folder=True)
    try:
        return os.listdir(at)
    finally:
        os.close(at)
