"""The folders and archives of what is found, as a tree that opens level by level."""

from collections.abc import Iterable

import msgspec

from pipeline.index import Counted
from pipeline.terms.folders import parent
from workers.reading.plain_text import readable

MOST_COUNTED = 60  # folders that are asked for: outer ones are in more documents than inner ones


class Folder(msgspec.Struct, frozen=True):
    """A folder or archive: its whole path, the last part of it, how many documents it holds."""

    path: str
    name: str
    count: int


class SourceTree(msgspec.Struct, frozen=True):
    """One level of the tree. `above`: the folders in which everything stands, outermost first.

    `inside`: those of the level below them, the largest first.
    """

    above: tuple[Folder, ...]
    inside: tuple[Folder, ...]


def source_tree(counted: Counted, total: int, most: int) -> SourceTree:
    """The first level on which there is a choice.

    Args:
        counted: the most frequent folders, with how many of the documents each holds.
        total: of the documents.
        most: folders of the level.
    """
    around = {path: parent(path) for path, _ in counted}
    above: list[Folder] = []
    level = _inside("", counted, around)
    while level and level[0].count == total:
        above.append(level[0])
        level = _inside(level[0].path, counted, around)
    return SourceTree(tuple(above), tuple(level[:most]))


def _inside(path: str, counted: Counted, around: dict[str, str]) -> list[Folder]:
    found: Iterable[Folder] = (
        Folder(one, readable(one).removeprefix(readable(path)), count)
        for one, count in counted
        if around[one] == path
    )
    return sorted(found, key=lambda one: (-one.count, one.path))
