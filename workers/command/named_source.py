"""A source as people name it: by its URI or source name, or by the path they see."""

import os


def as_uri(named: str) -> str | None:
    """The URI of a source that is named by a path; None for one that is named by a URI.

    The path need not be there any more; what follows a `!` is a member of the archive.
    """
    from pipeline.sources.location import file_uri

    if "://" in named:
        return None
    path, mark, member = named.partition("!")
    return f"{file_uri(os.path.realpath(os.path.expanduser(path)))}{mark}{member}"
