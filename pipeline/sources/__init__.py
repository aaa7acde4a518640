"""Where documents come from: files, directories, archives, files of records.

Everything is read as a stream, in an order that is the same each time, and what cannot be read
is an item of the stream like a document.
"""

from pipeline.sources.limits import Limits
from pipeline.sources.options import SourceOptions
from pipeline.sources.position import END, Cursor, Position
from pipeline.sources.reading import check_source, measure, open_again, read_again, read_sources
from pipeline.sources.reopening import reopening
from pipeline.sources.stamps import Stamp, changed, stamp
from pipeline.sources.standard_input import ARGUMENT as STANDARD_INPUT

__all__ = [
    "END",
    "STANDARD_INPUT",
    "Cursor",
    "Limits",
    "Position",
    "SourceOptions",
    "Stamp",
    "changed",
    "check_source",
    "measure",
    "open_again",
    "read_again",
    "read_sources",
    "reopening",
    "stamp",
]
