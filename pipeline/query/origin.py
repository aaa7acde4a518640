"""Queries by origin: the run that wrote a document, the source that it is from."""

from pipeline.query.tree import And, Node, Or, Prefix, Word
from pipeline.records import Locator


def written_by(run: str) -> Node:
    """The documents that a run wrote and no later run has rewritten."""
    return Word(run, "run")


def below(source: str) -> Node:
    """The documents of a source and of all below it.

    `source`: a URI or the run's source name, complete or up to a `/`; then optionally `!` and a
    member of the archive, complete or up to a `/`. `a/b` matches `a/b`, `a/b/c` and `a/b!member`,
    but not `a/bc`.
    """
    parts: list[Node] = [_at_or_below(source, "source")]
    for place, character in enumerate(source):
        if character == "!":
            outer, member = Word(source[:place], "source"), source[place + 1 :]
            parts.append(And((outer, _at_or_below(member, "member"))) if member else outer)
    return Or(tuple(parts))


def is_below(source: str, locator: Locator) -> bool:
    """Whether `below(source)` matches the locator; the locator's own text matches too."""
    if source in (str(locator), f"{locator.source}!"):
        return True
    if _is_at_or_below(source, locator.source):
        return True
    archive = f"{locator.source}!"
    return source.startswith(archive) and _is_at_or_below(
        source.removeprefix(archive), locator.member
    )


def _at_or_below(path: str, field: str) -> Node:
    return Or((Word(path, field), Prefix(f"{path.rstrip('/')}/", field)))


def _is_at_or_below(path: str, value: str) -> bool:
    return value == path or value.startswith(f"{path.rstrip('/')}/")
