"""One change to a text, as a repair proposes it."""

from typing import NamedTuple


class Edit(NamedTuple):
    """Characters `start` to `end` of a text become `after`; `evidence` says in a few words why."""

    start: int
    end: int
    after: str
    evidence: str = ""
