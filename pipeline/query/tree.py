"""The query tree, independent of any engine; each index translates it.

`Word`, `Phrase` and `Prefix` with `field=None` search title and text. With a field they match in
that field: full text in `title` and `text`, whole values elsewhere (folded where `pipeline.fields`
says so). `field` is the name of the index field (`people`, not `person`).
"""

import msgspec


class Node(msgspec.Struct, frozen=True, tag=True):
    """The base of all nodes."""


class All(Node, frozen=True):
    """Every document."""


class Word(Node, frozen=True):
    """One word in full text; in other fields the whole value."""

    text: str
    field: str | None = None


class Phrase(Node, frozen=True):
    """Words in this order, next to each other; in other fields the whole value."""

    text: str
    field: str | None = None


class Prefix(Node, frozen=True):
    """Words (in other fields values) that begin with this."""

    text: str
    field: str | None = None


class Range(Node, frozen=True):
    """A date or number between two bounds (None: open); the flags say if bounds are included."""

    field: str
    low: str | None
    high: str | None
    include_low: bool = True
    include_high: bool = True


class And(Node, frozen=True):
    """All of them."""

    parts: tuple[Node, ...]


class Or(Node, frozen=True):
    """At least one of them."""

    parts: tuple[Node, ...]


class Not(Node, frozen=True):
    """Everything but this; may be a whole query."""

    part: Node
