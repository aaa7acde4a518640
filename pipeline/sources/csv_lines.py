"""The lines of a table, each decoded by itself."""

import io
import re

from pipeline.encoding import Decoded, decode_line, odd_encoding, wide_encoding
from pipeline.sources.entry import BUFFER_BYTES
from pipeline.sources.problems import DocumentTooLarge, most_bytes

SAMPLE = 65_536  # bytes in which another encoding is looked for
# Escapes in tables as databases write them (PostgreSQL's COPY), and the sign that a table has them:
# a field that is nothing. Line ends written as an escape are no sign, for code has them, too. A
# backslash behind a drive shows that it has none.
_ESCAPES = re.compile(rb"\\(.)", re.DOTALL)
_ALL_ESCAPES = frozenset(b"\\bfnrtvN01234567\r\n")
_ESCAPED = re.compile(rb"(?:^|\t)\\N(?=\t|\r?$)", re.MULTILINE)
_PATH = re.compile(rb"\b[A-Za-z]:\\(?!\\)")


class Lines:
    """Lines of a table, of which one row may take `limit` bytes, each decoded by itself.

    `has_escapes`: a backslash begins an escape wherever it stands, if tabs part the fields.

    A line is UTF-8 if it can be. The encoding of those that are not is that of all of them near
    the first, so that neither a few old rows spoil a table nor a single word decides for all.
    """

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        wide = wide_encoding(stream.peek(SAMPLE)[:SAMPLE])
        # Latin-1 gives every byte as one character, to part the lines before they are decoded.
        self._encoding = wide or "latin-1"
        self._stream = stream
        self._text = self._wrapped()
        self._offset = 0  # in bytes, where each is a character
        self._on_disk = stream.seekable()
        self._decoded = wide is not None
        self._fallback = "" if wide else odd_encoding(stream.peek(SAMPLE)[:SAMPLE])
        self._shown_late = False
        self._limit = limit
        self._left = limit
        self._quotes = 0
        self._cut = ""  # the beginning of the line that came to the limit
        self.has_escapes = _has_escapes(stream.peek(SAMPLE)[:SAMPLE])

    def _wrapped(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._stream, self._encoding, errors="replace", newline="")

    def begin_row(self) -> int | None:
        """Count anew. Returns the row's offset in the file, if it can be read from there alone."""
        self._left = self._limit
        self._quotes = 0
        # An encoding that earlier rows have shown is not known to who begins here.
        alone = self._on_disk and not self._decoded and not self._shown_late
        return self._offset if alone else None

    def seek(self, offset: int) -> None:
        """Go on with the row at an offset that `begin_row` returned."""
        self._text.detach()
        self._offset = self._stream.seek(offset)
        self._text = self._wrapped()

    def close(self) -> None:
        """Leave the stream, which belongs to the caller."""
        self._text.detach()

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> Decoded:
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._offset += len(line)
        self._left -= len(line)
        self._quotes += line.count('"')
        if self._left < 0:
            self._cut = line
            raise DocumentTooLarge(
                f"a row is longer than {most_bytes(self._limit)}, or a quote in it is never closed"
            )
        return self._read(line)

    def skip_row(self) -> None:
        """Leave out the rest of a row above the limit.

        A row ends with the line that leaves no quote open; the lines of a long text in quotes must
        not be taken for rows.
        """
        line, self._cut = self._cut, ""
        while line and (self._quotes % 2 or not line.endswith(("\n", "\r"))):
            line = self._text.readline(BUFFER_BYTES)
            self._offset += len(line)
            self._quotes += line.count('"')

    def cut_line(self) -> Decoded:
        """The whole of the line at which a row came to the limit, cut at the limit itself."""
        line, self._cut = self._cut, ""
        if not line.endswith(("\n", "\r")):
            rest = self._text.readline(self._limit)
            self._offset += len(rest)
            line += rest
        return self._read(line)

    def _read(self, line: str) -> Decoded:
        if self._decoded:
            return Decoded(line, self._encoding, line.count("\ufffd"))
        if line.isascii():
            return Decoded(line, "utf-8")
        return decode_line(line.encode("latin-1"), self._odd_encoding)

    def _odd_encoding(self, line: bytes) -> str:
        if not self._fallback:
            self._fallback = odd_encoding(line + self._stream.peek(SAMPLE)[:SAMPLE])
            self._shown_late = True
        return self._fallback or "utf-8"


def _has_escapes(sample: bytes) -> bool:
    if b"\\" not in sample or not _ESCAPED.search(sample) or _PATH.search(sample):
        return False
    return {ord(found) for found in _ESCAPES.findall(sample)} <= _ALL_ESCAPES
