"""CSV with a header row: a record a row."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, count

import msgspec
from resiliparse.parse.encoding import detect_encoding

from pipeline.sources.entry import BUFFER_BYTES, Entry
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, Item, MissingKey, unread
from pipeline.sources.record import record_document, text_fields

WEST_EUROPEAN = "cp1252"
DELIMITERS = ",;\t|"


def read_csv(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """A document for each row that is not blank, numbered from 0 after the header.

    The delimiter is the one of `DELIMITERS` that parts the header into most columns. Quotes and
    the number of fields are held to the rules (RFC 4180): else a stray quote would swallow the
    rows after it, or turn the lines of a text into rows, in silence.
    Raises `InvalidRecord` when no column holds the text.
    """
    limit = options.limits.max_document_bytes
    # One setting for the process; `_Lines` keeps every row below its own limit.
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    with closing(_Lines(entry.stream, limit)) as lines:
        yield from _records(lines, entry, options)


def _records(lines: "_Lines", entry: Entry, options: SourceOptions) -> Iterator[Item]:
    top = next(lines, None)
    if top is None:
        return
    delimiter = max(DELIMITERS, key=lambda mark: len(next(csv.reader([top], delimiter=mark))))
    rows = csv.reader(chain([top], lines), delimiter=delimiter, strict=True)
    try:
        header = [name.strip("\ufeff \t") for name in next(rows)]
    except csv.Error as error:
        raise InvalidRecord(f"the header is not a CSV row: {error}") from error
    wanted = text_fields(options)
    if not set(wanted) & set(header):
        raise InvalidRecord(
            f"no column {' or '.join(map(repr, wanted))} in the header, which has "
            f"{', '.join(map(repr, header))}; name the column of the text with --text-field"
        )
    first = entry.start.record if entry.start else 0
    offset = entry.start.offset if entry.start else None
    if offset is not None:
        lines.seek(offset)
    for number in count(0 if offset is None else first):
        offset = lines.begin_row()
        locator = msgspec.structs.replace(entry.locator, record=number)
        item: Item | None = None
        try:
            row = next(rows, None)
            if row is None:
                return
            if row and number >= first:
                item = record_document(_named(row, header, number), locator, options)
        except csv.Error as error:
            item = unread(locator, InvalidRecord(f"record {number} is not a CSV row: {error}"))
        except (DocumentTooLarge, InvalidRecord, MissingKey) as error:
            item = unread(locator, error)
        if item is not None and number >= first:
            entry.mark.record, entry.mark.offset = number, offset
            yield item


def _named(row: list[str], header: list[str], number: int) -> dict[str, object]:
    if len(row) < len(header) or any(row[len(header) :]):
        raise InvalidRecord(
            f"record {number} has {len(row)} fields under {len(header)} column names; "
            "a field that holds a delimiter or a newline must stand in quotes"
        )
    return dict(zip(header, row, strict=False))


class _Lines:
    """Lines of a table, of which one row may take `limit` bytes, each decoded by itself.

    A line is UTF-8 if it can be. The first that is not is asked for its encoding, which then
    holds for all the others like it, so that a few old rows do not spoil a table.
    """

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        marked = stream.peek(2).startswith((BOM_UTF16_LE, BOM_UTF16_BE))
        # Latin-1 gives every byte as one character, to part the lines before they are decoded.
        self._encoding = "utf-16" if marked else "latin-1"
        self._stream = stream
        self._text = self._wrapped()
        self._offset = 0  # in bytes, where each is a character
        self._on_disk = stream.seekable()
        self._decoded = marked
        self._fallback: str | None = None
        self._limit = limit
        self._left = limit
        self._quotes = 0

    def _wrapped(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._stream, self._encoding, errors="replace", newline="")

    def begin_row(self) -> int | None:
        """Count anew. Returns the row's offset in the file, if it can be read from there alone."""
        self._left = self._limit
        self._quotes = 0
        # An encoding that earlier rows have shown is not known to who begins here.
        alone = self._on_disk and not self._decoded and self._fallback is None
        return self._offset if alone else None

    def seek(self, offset: int) -> None:
        """Go on with the row at an offset that `begin_row` returned."""
        self._text.detach()
        self._offset = self._stream.seek(offset)
        self._text = self._wrapped()

    def close(self) -> None:
        """Leave the stream, which belongs to the caller."""
        self._text.detach()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._offset += len(line)
        self._left -= len(line)
        self._quotes += line.count('"')
        if self._left < 0:
            self._skip_row(line)
            raise DocumentTooLarge(
                f"a row is longer than {self._limit} bytes (max_document_bytes), "
                "or a quote in it is never closed"
            )
        return line if self._decoded else self._decode(line.encode("latin-1"))

    def _skip_row(self, line: str) -> None:
        # A row ends with the line that leaves no quote open; the lines of a long text in quotes
        # must not be taken for rows.
        while line and (self._quotes % 2 or not line.endswith(("\n", "\r"))):
            line = self._text.readline(BUFFER_BYTES)
            self._offset += len(line)
            self._quotes += line.count('"')

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self._fallback = self._fallback or detect_encoding(line) or WEST_EUROPEAN
            return line.decode(self._fallback, "replace")
