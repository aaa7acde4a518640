"""The URI of a source that a user names by its URI, its source name or its path."""

import os
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeVar

T = TypeVar("T")


def found_in(named: str | None, find: Callable[[str | None], Iterator[T]]) -> Iterator[T]:
    """What `find` gives for a source as it is named; where that is nothing, for the path's URI."""
    found = find(named)
    first = next(found, None)
    if first is not None:
        return chain((first,), found)
    uri = as_uri(named) if named else None
    return find(uri) if uri else found


def as_uri(named: str) -> str | None:
    """The URI of a source that is named by a path; None if it is named by a URI.

    The path need not exist any more. The part after a `!` is the member of an archive, unless there
    is a file or folder of that name.
    """
    from pipeline.sources.location import file_uri

    if "://" in named:
        return None
    given = os.path.expanduser(named)
    ends = [len(given), *(at for at in range(len(given) - 1, 0, -1) if given[at] == "!")]
    end = next((end for end in ends if os.path.lexists(given[:end])), ends[-1])
    return file_uri(os.path.realpath(given[:end])) + given[end:]
