"""A stream of bytes at a place: a file, or a member of an archive."""

import io
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

import msgspec

from pipeline.records import Locator
from pipeline.sources.budget import Budget
from pipeline.sources.options import SourceOptions
from pipeline.sources.place import Wanted, record_on_way
from pipeline.sources.position import Mark, Position
from pipeline.sources.problems import Corrupt, Item, Truncated, damage_by

BUFFER_BYTES = 128 * 1024
# Less where a read that fails loses all that it was to give.
UNPACKED_BYTES = 16 * 1024


class Entry(msgspec.Struct, frozen=True):
    """What a reader gets.

    `path` is relative to the argument ("" for the argument itself), for include and exclude; the
    format is found by `name`, which has lost the suffix of its compression. `size` is in bytes,
    where it is known before reading. `start`, if it stands in this entry, is where the items that
    are wanted begin: a reader may leave out those before it, and need not. Of a file on disk,
    the reader writes to `mark` where its items begin. `depth`: the containers
    that it stands in. `budget`: of what is unpacked from it. `parent`, `family`: as in
    `records.Document`, of the document whose part it is.
    `wanted`: the members that alone are read; None for all.
    """

    locator: Locator
    name: str
    path: str
    stream: io.BufferedReader
    size: int | None = None
    start: Position | None = None
    mark: Mark = msgspec.field(default_factory=Mark)
    depth: int = 0
    budget: Budget = msgspec.field(default_factory=Budget)
    parent: str | None = None
    family: str | None = None
    wanted: Wanted | None = None

    def first_record(self) -> int:
        """The record, from 0, in which the wanted items begin; those before may be left out.

        That of a message, too, in whose parts they begin.
        """
        if self.start is None:
            return 0
        if self.start.member == self.locator.member:
            return self.start.record
        return record_on_way(self.locator, self.start.member) or 0


Reader = Callable[[Entry, SourceOptions], Iterator[Item]]


def memory(data: bytes) -> io.BufferedReader:
    """Bytes as a stream that can seek."""
    return io.BufferedReader(cast(io.RawIOBase, io.BytesIO(data)), UNPACKED_BYTES)


class _Forward(io.RawIOBase):
    """Any readable stream as one that only goes forward, and knows its position."""

    def __init__(self, stream: io.BufferedIOBase, charge: Callable[[int], None] | None) -> None:
        self._stream = stream
        self._charge = charge
        self._position = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        # Not `read`, which would lose what was unpacked before an error.
        chunk = self._stream.read1(len(buffer))
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        if self._charge:
            self._charge(len(chunk))
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()


def forward(
    stream: io.BufferedIOBase, charge: Callable[[int], None] | None = None
) -> io.BufferedReader:
    """A buffer over any readable stream; `charge` is called with the size of all that is read."""
    return io.BufferedReader(_Forward(stream, charge), UNPACKED_BYTES)


def read_up_to(stream: IO[bytes], size: int) -> bytes:
    """At most `size` bytes, less only at the end; memory grows with what there is, not `size`."""
    chunks: list[bytes] = []
    while size > 0:
        wanted = min(size, BUFFER_BYTES)
        chunk = stream.read(wanted)
        chunks.append(chunk)
        size -= len(chunk)
        if len(chunk) < wanted:
            break
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def read_to_damage(
    stream: io.BufferedReader, size: int
) -> tuple[bytes, Truncated | Corrupt | None]:
    """As `read_up_to`; of a damaged stream what stands before the damage, and the damage."""
    chunks: list[bytes] = []
    damage = None
    try:
        # Not `read`, which would lose what it had before an error.
        while size > 0 and (chunk := stream.read1(min(size, BUFFER_BYTES))):
            chunks.append(chunk)
            size -= len(chunk)
    except Exception as error:
        damage = damage_by(error)
        if damage is None:
            raise
    return chunks[0] if len(chunks) == 1 else b"".join(chunks), damage
