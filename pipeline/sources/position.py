"""How far the sources have been read, so that a later reading can go on from there."""

import msgspec

from pipeline.records import Locator, Record
from pipeline.sources.budget import Budget
from pipeline.sources.place import record_on_way


class Position(Record, frozen=True):
    """Where an item begins.

    `source`, `member` and `record` are those of the item's locator. `offset`: where the record
    begins in the file on disk, in bytes, if its reader can begin there; else None; of a part of
    a record that of the record. `unpacked`, `wasted`, `members`: what was counted before the member
    of an archive on disk, for its limits: see `budget.Budget`.
    """

    source: str
    member: str = ""
    record: int = 0
    offset: int | None = None
    unpacked: int = 0
    wasted: int = 0
    members: int = 0

    @property
    def locator(self) -> Locator:
        """That of the item."""
        return Locator(self.source, self.member, self.record)


# Behind the last item: everything was read.
END = Position("end:", record=-1)


class Cursor:
    """Tells, at any moment of a reading, the `start` from which another one would go on.

    `position`: None before the first item, then that of the item that was given last, and `END`
    once the sources were read to their end.
    """

    def __init__(self) -> None:
        self.position: Position | None = None


class Mark(msgspec.Struct):
    """Where its items begin, which only a reader knows; it writes this before it gives one.

    `offset` is that of the record `record`; the counts are those before the current member: see
    `Position`.
    """

    record: int = -1
    offset: int | None = None
    unpacked: int = 0
    wasted: int = 0
    members: int = 0

    def count(self, budget: Budget) -> None:
        """Write down what is counted so far."""
        self.unpacked, self.wasted, self.members = budget.spent, budget.wasted, budget.members

    def position(self, locator: Locator) -> Position:
        """Where the item at a locator begins, which stands in a file on disk."""
        offset = self.offset
        if offset is not None:
            record: int | None = locator.record
            if locator.member:
                record = record_on_way(Locator(locator.source), locator.member)
            if record != self.record:
                offset = None
        return Position(
            locator.source,
            locator.member,
            locator.record,
            offset,
            self.unpacked,
            self.wasted,
            self.members,
        )
