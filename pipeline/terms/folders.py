"""The folders and archives in which a document stands, for trees of sources and for filters."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

FOLDERS = "folders"
MOST = 64  # the outermost ones
FOLDER, ARCHIVE = "/", "!"  # how the name of each ends
_SCHEME = "://"


def folders(fields: Mapping[str, Any]) -> list[str]:
    """From the outermost on, each with its whole path: `file:///a/`, `file:///a/b.zip!`.

    Folders of an archive follow it: `file:///a/b.zip!inner/`. A file that holds records is none.
    """
    source, member = fields.get("source"), fields.get("member")
    if not isinstance(source, str):
        return []
    whole = f"{source}{ARCHIVE}{member}" if member else source
    return list(islice(_outer(whole), MOST))


def parent(folder: str) -> str:
    """The folder around a folder; "" around the outermost."""
    return next(reversed([*_outer(folder[:-1])]), "")


def _outer(path: str) -> Iterator[str]:
    begin = path.find(_SCHEME)
    start = begin + len(_SCHEME) if begin >= 0 else 0
    for at in range(start, len(path)):
        if path[at] in (FOLDER, ARCHIVE):
            yield path[: at + 1]
