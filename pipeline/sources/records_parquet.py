"""Parquet tables: a record a row."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from pipeline.sources.entry import Entry, Reader
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    Corrupt,
    DocumentTooLarge,
    InvalidRecord,
    Item,
    MissingKey,
    NoText,
    unread,
)
from pipeline.sources.record import may_hold_text, record_document, text_field_missing

BATCH_ROWS = 64


class ParquetRecords:
    """Tables by column, read a group of rows after the other; needs the extra `parquet`."""

    name = "parquet"
    extra = "parquet"
    suffixes = (".parquet", ".pq")
    marks = (b"PAR1",)
    is_archive = False
    seeks = True

    def recognises(self, head: bytes, name: str) -> bool:
        """By its mark."""
        return head.startswith(b"PAR1")

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """A document for each row, numbered from 0.

        Raises:
            NoText: no column holds one.
        """
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile, read_schema
        from pyarrow.types import is_string

        first = entry.first_record()
        try:
            schema = read_schema(entry.stream)
            names = list(schema.names)
            # One text that stands in all rows is held once.
            texts = [n for n in names if is_string(schema.field(n).type)]
            with ParquetFile(entry.stream, read_dictionary=texts) as table:
                if not may_hold_text({n: _shown(schema.field(n).type) for n in names}, options):
                    raise NoText(text_field_missing(dict.fromkeys(names), "the table", options))
                number = 0
                for group in range(table.num_row_groups):
                    rows = table.metadata.row_group(group).num_rows
                    if number + rows <= first:
                        number += rows
                        continue
                    for batch in table.iter_batches(BATCH_ROWS, row_groups=[group]):
                        for place in range(batch.num_rows):
                            if number >= first:
                                [row] = batch.slice(place, 1).to_pylist()
                                yield _row(row, entry, number, options)
                            number += 1
        except (ArrowException, OSError) as error:
            raise Corrupt(f"the table is damaged: {error}") from error


def _row(row: dict[str, Any], entry: Entry, number: int, options: SourceOptions) -> Item:
    locator = msgspec.structs.replace(entry.locator, record=number)
    try:
        return record_document({name: _plain(v) for name, v in row.items()}, locator, options)
    except (DocumentTooLarge, InvalidRecord, MissingKey) as error:
        return unread(locator, error)


def _shown(kind: Any) -> Any:
    """A value of a column's type: a text, an object, or a list."""
    from pyarrow.types import is_large_list, is_list, is_struct

    if is_struct(kind):
        return {field.name: _shown(field.type) for field in kind}
    return [_shown(kind.value_type)] if is_list(kind) or is_large_list(kind) else "a text"


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
