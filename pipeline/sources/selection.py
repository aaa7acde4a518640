"""Which paths of a source are wanted, and which are no documents."""

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
    ".appledouble",
})  # fmt: skip
_SYSTEM_BEGINNINGS = ("~$", "._", ".~lock.")  # owner files of open documents, forks of macOS


def left_out(path: str) -> str | None:
    """Why a path is no document: "system" by its name, "hidden" by a leading dot; else None."""
    names = parts(path)
    if any(n.lower() in _SYSTEM_NAMES or n.startswith(_SYSTEM_BEGINNINGS) for n in names):
        return "system"
    return "hidden" if any(name.startswith(".") for name in names) else None


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
