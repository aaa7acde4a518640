"""Tables as text (CSV, TSV): a record a row, named by the header."""

import csv
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count

from pipeline.records import Locator
from pipeline.sources.csv_lines import Lines
from pipeline.sources.csv_rows import NOTHING, BadRow, Rows
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.field_names import KNOWN_NAMES, MEANINGS, fold_name
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    DocumentTooLarge,
    InvalidRecord,
    Item,
    MissingKey,
    NoText,
    passed_over,
    unread,
)
from pipeline.sources.record import may_hold_text, record_document, text_column, text_field_missing

DELIMITERS = ",;\t|"
RARE_DELIMITERS = "\x01\x1f^~"
PADDING = "\0\x1a"  # behind the last row, of DOS and of copies of blocks
MOST_NOTES = 10  # lines before the header
WORDS_OF_TEXT = 8  # names of columns rarely have so many
NO_HEADER = "; if it is a record and no header, write a line of names above it, such as id,text"
TEXT_NAMES = frozenset(map(fold_name, MEANINGS["text"]))
LONGEST_NAME = 100  # characters of a first field that are compared with names of columns
# What Excel takes for the delimiter, in a line before the header.
_SEPARATOR = re.compile(r'"?sep=(?P<delimiter>[^\w\s"]|\t)"?\s*', re.IGNORECASE)


class CsvRecords:
    """Tables as text. They are recognised by their names alone: any text may look like one."""

    name = "csv"
    suffixes = (".csv", ".tsv", ".tab", ".psv")
    marks = ()
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """Never."""
        return False

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """A document for each record."""
        return read_csv(entry, options)


def read_csv(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """A document for each row that is not blank, numbered from 0 after the header.

    The delimiter is what a line `sep=` says, or the one of `DELIMITERS` that parts the header into
    most columns. A row that is none by the rules (RFC 4180) is one failure, with the lines after it
    up to the next that surely is one: a stray quote neither swallows rows in silence nor turns
    the lines of a text into rows. A header that comes again, where exports were joined, is left
    out, and names the columns behind it.

    Raises:
        NoText: no column holds the text.
    """
    limit = options.limits.max_document_bytes
    # One setting for the process; `Lines` keeps every row below its own limit.
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    with closing(Lines(entry.stream, limit)) as lines:
        yield from _records(lines, entry, options)


def _records(lines: Lines, entry: Entry, options: SourceOptions) -> Iterator[Item]:
    rows, header = _header(lines, options)
    if rows is None:
        return
    text = text_column(header, options)
    starts = {_plain(name) for name in header} | KNOWN_NAMES
    source, member = entry.locator.source, entry.locator.member
    first = entry.start.record if entry.start else 0
    offset = entry.start.offset if entry.start else None
    if offset is not None:
        lines.seek(offset)
    for number in count(0 if offset is None else first):
        offset = rows.begin()
        locator = Locator(source, member, number)
        item: Item | None = None
        try:
            row = rows.next_row()
            if row is None:
                return
            if not number and row and _has_row_names(row, header, rows.delimiter):
                header = ["", *header]
                text += 1
                rows.rename(len(header))
            if row and _plain(row[0]) in starts and (again := _header_again(row, header, options)):
                item = passed_over(locator, "header")
                if again != header:
                    header, text = again, text_column(again, options)
                    rows.rename(len(header))
            elif row and number >= first and (len(row) > 1 or row[0].strip(PADDING) or not row[0]):
                record = _named(row, header, text, number, rows)
                item = record_document(record, locator, options, *rows.encoding())
        except BadRow as error:
            item = unread(locator, InvalidRecord(f"record {number + 1} {error}"))
        except (DocumentTooLarge, InvalidRecord, MissingKey) as error:
            item = unread(locator, error)
        if item is not None and number >= first:
            entry.mark.record, entry.mark.offset = number, offset
            yield item


def _has_row_names(row: list[str], header: list[str], delimiter: str) -> bool:
    """Whether the first row has a name, for which the header has none, as R writes tables."""
    return delimiter == "\t" and len(row) == len(header) + 1 > 2 and row[0] == "1"


def _plain(name: str) -> str:
    return name[:LONGEST_NAME].strip("\ufeff \t").casefold()


def _header_again(row: list[str], header: list[str], options: SourceOptions) -> list[str] | None:
    """The header that a row is, where exports were joined; None for one that is a record.

    The same names, in any order; or two of them beside others that are known names of fields, one
    that of a text.
    """
    names = [name.strip("\ufeff \t") for name in row]
    folded, before = [*map(fold_name, names)], [*map(fold_name, header)]
    if folded == before:
        return header
    given = [name for name in folded if name]
    if len(given) < 2 or len(set(given)) < len(given) or not may_hold_text(names, options):
        return None
    same = set(given) & set(before)
    if set(given) == {*filter(None, before)}:
        return names
    others = {*given} - same
    is_other = len(same) > 1 and others <= KNOWN_NAMES and not TEXT_NAMES.isdisjoint(given)
    return names if is_other else None


def _header(lines: Lines, options: SourceOptions) -> tuple[Rows | None, list[str]]:
    """The rows, and the names of their columns; no rows where there is nothing at all.

    Notes may stand before the header.

    Raises:
        NoText: no column holds the text.
        InvalidRecord: the first line is no row.
    """
    problem: InvalidRecord | None = None
    delimiter = None
    for _ in range(MOST_NOTES):
        top = next((line for line in lines if line.text.strip("\ufeff \t\r\n\0\x1a")), None)
        if top is None:
            break
        top = top._replace(text=top.text.removeprefix("\ufeff"))
        if separator := _SEPARATOR.fullmatch(top.text):
            delimiter = separator["delimiter"]
            continue
        rows = Rows(lines, top, delimiter or _delimiter(top.text))
        try:
            header = [name.strip("\ufeff \t") for name in rows.header()]
        except csv.Error as error:
            problem = problem or InvalidRecord(f"the header is not a CSV row: {error}")
            break
        if may_hold_text(header, options) and (problem is None or len(header) > 1):
            return rows, header
        missing = text_field_missing(dict.fromkeys(header), "the header", options)
        problem = problem or NoText(missing + (NO_HEADER if _may_be_record(header) else ""))
    if problem:
        raise problem
    return None, []


def _may_be_record(header: list[str]) -> bool:
    return any(len(name.split()) >= WORDS_OF_TEXT for name in header)


def _delimiter(line: str) -> str:
    """The one that parts the line into most columns; a rare one only if no common one parts it."""
    for marks in (DELIMITERS, RARE_DELIMITERS):
        parts = {mark: len(next(csv.reader([line], delimiter=mark))) for mark in marks}
        best = max(parts, key=parts.__getitem__)
        if parts[best] > 1:
            return best
    return DELIMITERS[0]


def _named(
    row: list[str], header: list[str], text: int, number: int, rows: Rows
) -> dict[str, object]:
    """The fields under their names. Those of columns with one name are a list.

    A row may end early, behind its text. What is too much belongs to the text, if that was not
    quoted, so that no word is lost; else to columns without a name.
    """
    surplus = len(row) - len(header)
    if NOTHING in row:
        row = ["" if field == NOTHING else field for field in row]
    if not surplus and len(set(header)) == len(header):
        return dict(zip(header, row, strict=True))
    if surplus > 0 and any(row[len(header) :]) and not rows.quotes(row[text]):
        end = text + surplus + 1
        row = [*row[:text], rows.delimiter.join(row[text:end]), *row[end:]]
    if len(row) <= text:
        raise InvalidRecord(
            f"record {number + 1} has {len(row)} fields under {len(header)} column names; "
            "a field that holds a delimiter or a newline must stand in quotes"
        )
    named: dict[str, object] = {}
    for name, value in zip(header, row, strict=False):
        before = named.get(name)
        if before and value:
            named[name] = [*before, value] if isinstance(before, list) else [before, value]
        elif value or name not in named:
            named[name] = value
    return named
