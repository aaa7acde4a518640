"""The query tree that every index renders: what is asked, in no engine's own terms.

`Word`, `Phrase` and `Prefix` with `field=None` look in title and text. With a field they match
in that field: full text in `title` and `text`; whole values (folded where `pipeline.fields` says
so) elsewhere. `field` is the index's own field name (`people`, not `person`).
"""

import msgspec


class Node(msgspec.Struct, frozen=True, tag=True):
    """The base of all nodes."""


class All(Node):
    """Every document."""


class Word(Node):
    """One word in full text; in other fields the whole value."""

    text: str
    field: str | None = None


class Phrase(Node):
    """Words in this order, next to each other; in other fields the whole value."""

    text: str
    field: str | None = None


class Prefix(Node):
    """A word (in other fields a value) that begins so."""

    text: str
    field: str | None = None


class Range(Node):
    """A date or number between two bounds, None = open; bounds included where the flags say."""

    field: str
    low: str | None
    high: str | None
    include_low: bool = True
    include_high: bool = True


class And(Node):
    """All of them."""

    parts: tuple[Node, ...]


class Or(Node):
    """At least one of them."""

    parts: tuple[Node, ...]


class Not(Node):
    """Everything but this; works alone too."""

    part: Node
