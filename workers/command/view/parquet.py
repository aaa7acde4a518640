"""Tables as Parquet files, by the library of the extra `parquet`."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigurationError
from pipeline.extras import NeedsExtra, require
from pipeline.fields import DATE_FIELDS, ENTITY_FIELDS, FLOAT_FIELDS, INTEGER_FIELDS
from workers.reading.cell import cell

if TYPE_CHECKING:
    from pyarrow import DataType

EXTRA = "parquet"
ROWS = 5_000  # of a row group

_WHOLE_NUMBERS = (*INTEGER_FIELDS, "page")
_NUMBERS = (*FLOAT_FIELDS, "score", "nearness")
# What every other column with several values is written as: one text, as in CSV.
_LISTS = (*ENTITY_FIELDS.values(), "topics", "nearly_equal")


def check_installed() -> None:
    """Check that the library is there.

    Raises:
        ConfigurationError: it is not; the message says how to install it.
    """
    try:
        require(EXTRA)
    except NeedsExtra as error:
        raise ConfigurationError(f"--parquet: {error}") from error


def write_parquet(path: str, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Write rows to a file, which is there when it is whole; returns how many there were.

    Dates are timestamps in UTC, names and topics lists of texts, numbers numbers; other values
    become one text.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    kinds = {name: _kind(name) for name in columns}
    schema = pyarrow.schema([(name, kind) for name, (kind, _) in kinds.items()])
    part = f"{path}.part"
    count = 0
    remaining = iter(rows)
    try:
        with ParquetWriter(part, schema) as writer:
            while group := list(islice(remaining, ROWS)):
                table = [
                    [None if (value := row.get(name)) is None else change(value) for row in group]
                    for name, (_, change) in kinds.items()
                ]
                writer.write_table(pyarrow.table(table, schema=schema))
                count += len(group)
        os.replace(part, path)
    except OSError as error:
        raise ConfigurationError(
            f"the table cannot be written to {path}: {error.strerror or error}"
        ) from error
    finally:
        with suppress(OSError):
            os.remove(part)
    return count


def _kind(name: str) -> "tuple[DataType, Callable[[Any], Any]]":
    """The type of a column, and what makes a value of it."""
    import pyarrow

    if name in DATE_FIELDS:
        return pyarrow.timestamp("s", "UTC"), datetime.fromisoformat
    if name in _WHOLE_NUMBERS:
        return pyarrow.int64(), int
    if name in _NUMBERS:
        return pyarrow.float64(), float
    if name in _LISTS:
        return pyarrow.list_(pyarrow.string()), _texts
    return pyarrow.string(), cell


def _texts(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
