"""The progress of a run, and the functions that show it."""

from collections.abc import Callable

import msgspec

from workers.ledger.records import Balance


class Progress(msgspec.Struct, frozen=True):
    """The progress of a run at one moment. Bytes are those of the files on the disk.

    `passed`: documents by the links that they passed. `waiting`: what the run waits for, such as
    an index that is away, or a document that takes long. `documents_per_second` and `seconds_left`
    (None: not known) are of the last seconds.
    """

    balance: Balance
    passed: dict[str, int]
    bytes_read: int
    bytes_total: int
    waiting: str | None = None
    documents_per_second: float = 0.0
    seconds_left: float | None = None


Observer = Callable[[Progress], None]
Notice = Callable[[str], None]
