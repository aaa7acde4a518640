"""What it costs to come back to a position, in words for the user."""

from collections.abc import Sequence

from pipeline.sources import standard_input
from pipeline.sources.formats import format_of
from pipeline.sources.location import printable
from pipeline.sources.options import SourceOptions
from pipeline.sources.place import BETWEEN
from pipeline.sources.position import Position
from pipeline.sources.walk import SourceFile, walk


def reopening(position: Position, arguments: Sequence[str], options: SourceOptions) -> str:
    """One sentence where a reading from `position` has to read something again; else "".

    Opens no file. A position that the sources do not hold any more costs nothing here.
    """
    for file in walk(arguments, options):
        if isinstance(file, SourceFile) and file.source == position.source:
            if file.path == standard_input.ARGUMENT:
                return standard_input.GONE
            return _what_is_read_again(file, position)
    return ""


def _what_is_read_again(file: SourceFile, position: Position) -> str:
    """By format; see the reader of each for what it leaves out."""
    form = format_of(file.name)
    from_disk = position.offset is not None
    record = f"record {position.record + 1:,}" if position.record and not from_disk else ""
    again = printable(file.name)
    way = position.member
    if form.container and form.container.name == "zip" and not form.compression:
        # The archive's directory leads to the member, in which nothing can be sought.
        member, _, way = way.partition(BETWEEN)
        again = f"{member} in {again}"
    aim = " of ".join(part for part in (record, way) if part)
    if not aim:
        return ""
    return (
        f"{again} has to be read again from its beginning to reach {aim}; nothing is worked twice"
    )
