"""CSV with a header row: a record a row."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from itertools import chain, count

import msgspec
from charset_normalizer import from_bytes

from pipeline.records import Locator
from pipeline.sources.entry import BUFFER_BYTES, Entry
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, Item, MissingKey, unread
from pipeline.sources.record import record_document, text_fields

DELIMITERS = ",;\t|"
SAMPLE_BYTES = 32 * 1024


def read_csv(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """A document for each row that is not blank, numbered from 0 after the header.

    The delimiter is the one of `DELIMITERS` that parts the header into most columns. Quotes are
    held to the rules: a stray one would otherwise swallow the rows after it in silence.
    Raises `InvalidRecord` when no column holds the text.
    """
    limit = options.limits.max_document_bytes
    # One setting for the process; `_Lines` keeps every row below its own limit.
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    encoding = _encoding(entry.stream.peek(SAMPLE_BYTES)[:SAMPLE_BYTES])
    text = io.TextIOWrapper(entry.stream, encoding, errors="replace", newline="")
    try:
        yield from _records(_Lines(text, limit), entry.locator, options)
    finally:
        text.detach()


def _records(lines: "_Lines", place: Locator, options: SourceOptions) -> Iterator[Item]:
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark))))
    rows = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    header = [name.strip() for name in next(rows)]
    wanted = text_fields(options)
    if not set(wanted) & set(header):
        raise InvalidRecord(
            f"no column {' or '.join(map(repr, wanted))} in the header, which has "
            f"{', '.join(map(repr, header))}; name the column of the text with --text-field"
        )
    for number in count():
        lines.begin_row()
        locator = msgspec.structs.replace(place, record=number)
        try:
            row = next(rows, None)
            if row is None:
                return
            if row:
                yield record_document(_named(row, header, number), locator, options)
        except csv.Error as error:
            yield unread(locator, InvalidRecord(f"record {number} is not a CSV row: {error}"))
        except (DocumentTooLarge, InvalidRecord, MissingKey) as error:
            yield unread(locator, error)


def _named(row: list[str], header: list[str], number: int) -> dict[str, object]:
    if any(row[len(header) :]):
        raise InvalidRecord(
            f"record {number} has {len(row)} fields under {len(header)} column names; "
            "a field that holds the delimiter must stand in quotes"
        )
    return dict(zip(header, row, strict=False))


def _encoding(sample: bytes) -> str:
    if sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    try:
        # Not final: the sample may end inside a character.
        getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        best = from_bytes(sample).best()
        return best.encoding if best else "utf-8"
    return "utf-8-sig"


class _Lines:
    """Lines of text, of which one row may take `limit` characters."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._left = limit

    def begin_row(self) -> None:
        """Count anew."""
        self._left = self._limit

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._left -= len(line)
        if self._left < 0:
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(BUFFER_BYTES)
            raise DocumentTooLarge(
                f"a row is longer than {self._limit} bytes (max_document_bytes), "
                "or a quote in it is never closed"
            )
        return line
