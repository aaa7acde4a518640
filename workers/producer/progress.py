"""A run at one moment, and who is told of it."""

from collections.abc import Callable

import msgspec

from workers.ledger.records import Balance


class Progress(msgspec.Struct, frozen=True):
    """A run at one moment. Bytes are counted as they lie on the disk.

    `waiting`: what the workers wait for, such as an index that is away.
    """

    balance: Balance
    passed: dict[str, int]
    bytes_read: int
    bytes_total: int
    waiting: str | None = None


Observer = Callable[[Progress], None]
Notice = Callable[[str], None]
