"""The query tree, independent of any engine, as people mean it.

Nodes with `field=None` search title and text. With a field they match in that field: words in
`title` and `text`, parts of names in fields of names, whole values elsewhere (folded where
`pipeline.fields` says so). `field` is the name of the index field (`people`, not `person`).
`pipeline.query.lowering` says what each means in terms of an index.
"""

import msgspec


class Node(msgspec.Struct, frozen=True, tag=True):
    """The base of all nodes."""


class All(Node, frozen=True):
    """Every document."""


class Word(Node, frozen=True):
    """One word in any of its forms; a part of a name; in other fields the whole value."""

    text: str
    field: str | None = None


class Phrase(Node, frozen=True):
    """Words in this form and order, next to each other; in other fields the whole value.

    `slop`: by how many places, in all, the words may be shifted against each other.
    """

    text: str
    field: str | None = None
    slop: int = 0


class Prefix(Node, frozen=True):
    """Words (in other fields values) that begin with this."""

    text: str
    field: str | None = None


class Wildcard(Node, frozen=True):
    """Words (in other fields values) of a pattern: `*` any characters, `?` one, `\\` escapes."""

    pattern: str
    field: str | None = None


class Fuzzy(Node, frozen=True):
    """Words (in other fields values) that differ in at most so many characters.

    A character more, less, other, or two that are exchanged. `distance`: None for as many as suits
    the length of the word.
    """

    text: str
    field: str | None = None
    distance: int | None = None


class Exists(Node, frozen=True):
    """Documents in which the field has a value."""

    field: str


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


class Boost(Node, frozen=True):
    """This, counting so many times as much for the order of hits."""

    part: Node
    factor: float
