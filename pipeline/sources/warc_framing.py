"""The records of a WARC file as bytes (ISO 28500): where each begins and ends.

A length that is wrong costs the record that it stands in and no other: what follows a record must
be another one.
"""

import io
import re
from collections.abc import Iterator

import msgspec

from pipeline.sources.entry import BUFFER_BYTES
from pipeline.sources.problems import Corrupt, DocumentTooLarge, Truncated, most_bytes

HEAD_BYTES = 64 * 1024  # of one record's own header, at most
_BEGINNING = re.compile(rb"(?:^|\n)(?=WARC/[01]\.\d+\r?\n)")
_MARK = b"WARC/"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*$", re.IGNORECASE)
_ENDS = 2  # line ends behind a record
_OVERLAP = 16  # bytes in which a beginning may be cut by the end of a piece


class RawRecord(msgspec.Struct, frozen=True):
    """A record, from its first byte to the last of its block.

    `offset`: where it begins in the stream, in bytes. `problem`: why there is no `block`.
    """

    offset: int
    head: bytes
    block: bytes = b""
    problem: Exception | None = None


class Records:
    """The records of a stream that stands at byte `offset`; blocks above `limit` are not kept."""

    def __init__(self, stream: io.BufferedReader, limit: int, offset: int = 0) -> None:
        self._stream = stream
        self._limit = limit
        self._offset = offset
        self._back = b""  # what was read too far

    def __iter__(self) -> Iterator[RawRecord]:
        while True:
            lost_at, lost = self._offset, self._to_next()
            if lost:
                yield RawRecord(lost_at, b"", problem=Corrupt("bytes that belong to no record"))
            offset, head = self._offset, self._head()
            if not head:
                return
            yield self._record(offset, head)

    def _record(self, offset: int, head: bytes) -> RawRecord:
        length = next(
            (int(found[1]) for line in head.splitlines() if (found := _LENGTH.match(line))), None
        )
        if length is None:
            self._to_next()
            return RawRecord(offset, head, problem=Corrupt("the record does not say its length"))
        if length > self._limit:
            self._skip(length)
            return RawRecord(
                offset,
                head,
                problem=DocumentTooLarge(f"the record is larger than {most_bytes(self._limit)}"),
            )
        block = self._read(length)
        if len(block) == length and self._is_between():
            return RawRecord(offset, head, block)
        if inner := _BEGINNING.search(block):  # the length takes in what follows
            self._unread(block[inner.end() :])
        elif len(block) < length:
            return RawRecord(
                offset, head, problem=Truncated("the record ends too early: it was cut off")
            )
        else:
            self._to_next()
        return RawRecord(offset, head, problem=Corrupt("the record's length is wrong"))

    def _is_between(self) -> bool:
        """Whether the next record, or the end, follows; line ends before it are passed over.

        Or rubbish behind the two line ends that end a record: then its own length was right.
        """
        ends = 0
        while line := self._line():
            if line.strip(b"\r\n"):
                self._unread(line)
                return line.startswith(_MARK) or ends == _ENDS
            ends = ends + 1 if line == b"\r\n" else _ENDS + 1
        return True

    def _head(self) -> bytes:
        """The header that begins here, with the empty line behind it."""
        lines: list[bytes] = []
        size = 0
        while (line := self._line()) and size < HEAD_BYTES:
            lines.append(line)
            size += len(line)
            if not line.strip(b"\r\n"):
                break
        return b"".join(lines)

    def _to_next(self) -> bool:
        """Go to the next beginning, or to the end; whether anything but line ends was before it."""
        lost = whole = False
        while line := self._line():
            if not whole and line.startswith(_MARK):
                self._unread(line)
                return lost
            whole = not line.endswith(b"\n")
            lost = lost or bool(line.strip(b"\r\n"))
        return lost

    def _skip(self, size: int) -> None:
        """Pass over a block, but not over a record in it: the length may be wrong."""
        tail = b""
        while size > 0 and (piece := self._read(min(size, BUFFER_BYTES))):
            size -= len(piece)
            piece = tail + piece
            if found := _BEGINNING.search(piece):
                self._unread(piece[found.end() :])
                return
            tail = piece[-_OVERLAP:]

    def _line(self) -> bytes:
        if not self._back:
            line = self._stream.readline(HEAD_BYTES)
        else:
            end = self._back.find(b"\n", 0, HEAD_BYTES) + 1
            if end:
                line, self._back = self._back[:end], self._back[end:]
            else:
                size = HEAD_BYTES - len(self._back)
                line, self._back = self._back[:HEAD_BYTES], self._back[HEAD_BYTES:]
                if size > 0:
                    line += self._stream.readline(size)
        self._offset += len(line)
        return line

    def _read(self, size: int) -> bytes:
        pieces = []
        if self._back:
            pieces.append(self._back[:size])
            self._back = self._back[size:]
            size -= len(pieces[0])
            self._offset += len(pieces[0])
        while size > 0 and (piece := self._stream.read(min(size, 8 * BUFFER_BYTES))):
            pieces.append(piece)
            size -= len(piece)
            self._offset += len(piece)
        return b"".join(pieces)

    def _unread(self, data: bytes) -> None:
        self._back = data + self._back
        self._offset -= len(data)
