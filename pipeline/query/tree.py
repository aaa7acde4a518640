"""The query tree that every index renders: what is asked, in no engine's own terms.

`Word`, `Phrase` and `Prefix` with `field=None` look in title and text. With a field they match
in that field: full text in `title` and `text`; whole values (folded where `pipeline.fields` says
so) elsewhere. `field` is the index's own field name (`people`, not `person`).
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
    """A word (in other fields a value) that begins so."""

    text: str
    field: str | None = None


class Range(Node, frozen=True):
    """A date or number between two bounds, None = open; bounds included where the flags say."""

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
    """Everything but this; works alone too."""

    part: Node
