"""How far the sources have been read, so that a later reading can go on from there."""

import msgspec

from pipeline.records import Locator, Record


class Position(Record, frozen=True):
    """Where an item begins.

    `source`, `member` and `record` are those of the item's locator. `offset`: where the record
    begins in the file on disk, in bytes, if its reader can begin there; else None. `unpacked`:
    bytes that were unpacked from a zip before the member, which count against its limits.
    """

    source: str
    member: str = ""
    record: int = 0
    offset: int | None = None
    unpacked: int = 0

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
    """What only a reader knows of where its items begin; it writes this before it gives one.

    `offset` is that of the record `record`, `unpacked` that of the current member: see `Position`.
    """

    record: int = -1
    offset: int | None = None
    unpacked: int = 0

    def position(self, locator: Locator) -> Position:
        """Where the item at a locator begins."""
        offset = self.offset if self.record == locator.record else None
        return Position(locator.source, locator.member, locator.record, offset, self.unpacked)
