"""The URI of a source that a user names by its URI, its source name or its path."""

import os


def as_uri(named: str) -> str | None:
    """The URI of a source that is named by a path; None if it is named by a URI.

    The path need not exist any more. The part after a `!` is the member of an archive.
    """
    from pipeline.sources.location import file_uri

    if "://" in named:
        return None
    path, mark, member = named.partition("!")
    return f"{file_uri(os.path.realpath(os.path.expanduser(path)))}{mark}{member}"
