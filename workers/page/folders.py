"""The folders that the page may start runs on, and what is in them."""

import os
import time
from collections import Counter

import msgspec
from starlette.exceptions import HTTPException

from pipeline.sources.confined import open_within
from pipeline.sources.options import SourceOptions
from pipeline.sources.selection import left_out
from pipeline.sources.walk import SourceFile, walk
from workers.page.asked import number
from workers.settings import Settings

LONGEST_PATH = 4_000  # characters below a folder
MOST_NAMES = 1_000  # of the folders in a folder
MOST_LOOKED_AT = 50_000  # files and folders, to say what would be read
LOOK_SECONDS = 2.0
MOST_ENDINGS = 12


class Chosen(msgspec.Struct, frozen=True):
    """A folder, one of the settings' or below it.

    `number`: which of the settings', from 1; `root`: its path with links resolved; `inside`: the
    path below it, "" for itself.
    """

    number: int
    root: str
    inside: str

    @property
    def path(self) -> str:
        """The whole path."""
        return os.path.join(self.root, self.inside) if self.inside else self.root

    @property
    def above(self) -> str | None:
        """`inside` of the folder above; None for one of the settings'."""
        return self.inside.rpartition("/")[0] if self.inside else None


class Contents(msgspec.Struct, frozen=True):
    """What a run would read of a folder: files and bytes, the most frequent endings of names.

    `left_out`: how many things are none to read, by why. `is_cut`: there is more than that.
    """

    files: int
    bytes: int
    endings: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]
    is_cut: bool


def chosen(settings: Settings, which: str, inside: str) -> Chosen:
    """The folder that a request names.

    Raises:
        ConfigurationError: `which` is no number.
        HTTPException: 404, there is no such folder, or it is none that the settings allow.
    """
    missing = HTTPException(404, "there is no such folder among those that runs may be started on")
    roots = settings.page_roots
    index = number({"folder": which}, "folder", max(1, len(roots)))
    names = inside.split("/") if inside else []
    if index > len(roots) or len(inside) > LONGEST_PATH or {"", ".", ".."} & set(names):
        raise missing
    found = Chosen(index, os.path.realpath(roots[index - 1]), inside)
    try:
        os.close(open_within(found.root, found.path, as_folder=True))
    except (OSError, ValueError):
        raise missing from None
    return found


def folders_in(folder: Chosen) -> tuple[list[str], bool]:
    """The names of the folders in one, sorted, and whether there are more than are given."""
    at = open_within(folder.root, folder.path, as_folder=True)
    try:
        names = []
        with os.scandir(at) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and not left_out(entry.name) and _can_be_named(entry.name):
                    names.append(entry.name)
                    if len(names) > MOST_NAMES:
                        break
    finally:
        os.close(at)
    return sorted(names[:MOST_NAMES]), len(names) > MOST_NAMES


def contents(folder: Chosen) -> Contents:
    """What a run would read of a folder; opens no file, and looks for `LOOK_SECONDS` at most."""
    until = time.monotonic() + LOOK_SECONDS
    files = size = 0
    endings: Counter[str] = Counter()
    others: Counter[str] = Counter()
    is_cut = False
    found = walk([folder.path], SourceOptions(within=folder.root))
    for looked_at, one in enumerate(found, 1):
        if looked_at > MOST_LOOKED_AT or time.monotonic() > until:
            is_cut = True
            break
        if isinstance(one, SourceFile):
            files += 1
            size += one.size
            endings[os.path.splitext(one.name)[1].lower()[:20] or "no ending"] += 1
        else:
            others[getattr(one.outcome, "reason", "cannot be opened")] += 1
    return Contents(
        files, size, tuple(endings.most_common(MOST_ENDINGS)), tuple(others.most_common()), is_cut
    )


def _can_be_named(name: str) -> bool:
    """Whether a ledger and an address can hold a name."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
