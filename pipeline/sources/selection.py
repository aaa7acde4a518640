"""Which paths of a source are wanted, and which are hidden."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pipeline.sources.options import SourceOptions


def parts(path: str) -> list[str]:
    """The components of a path, without the empty ones and "."."""
    return [part for part in path.split("/") if part not in ("", ".")]


def is_hidden(path: str) -> bool:
    """Whether any component begins with a dot, or is what macOS adds to its archives."""
    return any(part.startswith(".") or part == "__MACOSX" for part in parts(path))


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
