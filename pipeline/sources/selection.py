"""Which paths of a source are wanted, and which are no documents."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from pipeline.sources.options import SourceOptions


def parts(path: str) -> list[str]:
    """The components of a path, without the empty ones and "."."""
    return [part for part in path.split("/") if part not in ("", ".")]


# What systems and programs put beside people's files.
_SYSTEM_NAMES = frozenset({
    "__macosx", ".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin",
    "system volume information", ".spotlight-v100", ".trashes", ".fseventsd", ".localized",
    ".appledouble", "maildirfolder",
})  # fmt: skip
# Owner files of open documents, forks of macOS, what servers of mail know of their folders.
_SYSTEM_BEGINNINGS = ("~$", "._", ".~lock.", "dovecot.index", "dovecot-", "courierimap")
MAIL_FOLDERS = ("cur", "new")  # in which a Maildir keeps its messages; in "tmp" they are not whole


# How a part of a path that is left out begins; most paths have none.
_DOUBTFUL = re.compile(
    rf"(?:\A|/)(?:\.|{'|'.join(map(re.escape, sorted(_SYSTEM_NAMES | {*_SYSTEM_BEGINNINGS})))})",
    re.IGNORECASE,
)


def left_out(path: str) -> str | None:
    """Why a path is no document: "system" by its name, "hidden" by a leading dot; else None."""
    if not _DOUBTFUL.search(path):
        return None
    names = parts(path)
    if any(n.lower() in _SYSTEM_NAMES or n.startswith(_SYSTEM_BEGINNINGS) for n in names):
        return "system"
    hidden = [number for number, name in enumerate(names) if name.startswith(".")]
    if len(names) > 2 and names[-2] in MAIL_FOLDERS:
        # The folders of a Maildir begin with a dot: ".Sent/cur/1243.host:2,S".
        hidden = [number for number in hidden if number != len(names) - 3]
    return "hidden" if hidden else None


def _matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a pattern fits the path, its last name, or a folder above it; `*` crosses "/"."""
    names = parts(path)
    above = ["/".join(names[:end]) for end in range(1, len(names) + 1)]
    return any(
        fnmatchcase(candidate, pattern) for pattern in patterns for candidate in (*above, *names)
    )


def is_excluded(path: str, options: SourceOptions) -> bool:
    """Whether a path (relative to the argument) was asked to be left out."""
    return bool(options.exclude) and _matches(path, options.exclude)


def is_wanted(path: str, options: SourceOptions) -> bool:
    """Whether a document at a path (relative to the argument) is to be read."""
    if not path:
        return True  # the argument itself: it was named
    return (not options.include or _matches(path, options.include)) and not is_excluded(
        path, options
    )
