"""What a query asks of an index: few kinds, which every engine can answer alike.

`field` names a field of the index as `pipeline.fields` and `pipeline.terms.twins` define it. Fields
of the source or of users' stages are `metadata_folded.<name>` and `extra_folded.<path>`.
"""

from pipeline.query.tree import Node


class AnyTerm(Node, frozen=True):
    """One of the terms (or values) is in the field."""

    field: str
    terms: tuple[str, ...]


class TermBegins(Node, frozen=True):
    """A term begins so."""

    field: str
    beginning: str


class TermBetween(Node, frozen=True):
    """A term begins so, and a key from `low` to `high` follows, both included (see `ranks`)."""

    field: str
    beginning: str
    low: int
    high: int


class TermLike(Node, frozen=True):
    """A term has this pattern, as in `Wildcard`."""

    field: str
    pattern: str


class TermNear(Node, frozen=True):
    """A term differs in at most 1 or 2 characters."""

    field: str
    term: str
    distance: int


class Sequence(Node, frozen=True):
    """Two or more terms behind each other; `is_open`: the last is the beginning of one only.

    `slop`: as in `Phrase`; with an open end it is 0.
    """

    field: str
    terms: tuple[str, ...]
    slop: int = 0
    is_open: bool = False


class Unscored(Node, frozen=True):
    """This, with no weight in the order of hits."""

    part: Node


class Preferred(Node, frozen=True):
    """The first; those for which also one of the others holds come before the rest."""

    part: Node
    others: tuple[Node, ...]


def wildcard_parts(pattern: str) -> list[tuple[str, bool]]:
    """The parts of a pattern: literal text (False) and wildcards (True), `\\` taken off."""
    parts: list[tuple[str, bool]] = []
    literal: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character in "*?":
            if literal:
                parts.append(("".join(literal), False))
                literal = []
            parts.append((character, True))
        else:
            literal.append(next(characters, "\\") if character == "\\" else character)
    if literal:
        parts.append(("".join(literal), False))
    return parts


def literal(text: str) -> str:
    """A text as a pattern that stands for itself."""
    return "".join(f"\\{c}" if c in "*?\\" else c for c in text)
