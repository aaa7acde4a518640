"""Batch search: a pasted list of names or queries, and what is found of each."""

import csv
import io
from collections.abc import Iterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.errors import ConfigurationError
from workers.page.asked import Asked
from workers.page.rendering import screen
from workers.page.requested import index_of
from workers.reading.cell import harmless_cell
from workers.reading.query_list import COLUMNS, Line, lines_of, search_lines

MOST_LINES = 500
SHOWN_HITS = 3
FILED_HITS = 50  # ids of hits in a row of the file
LONGEST_LIST = 100_000  # characters


class Pasted(msgspec.Struct, frozen=True):
    """A list as an address says it: its text, and whether each line is a name."""

    text: str
    are_names: bool

    def lines(self) -> list[str]:
        """The lines.

        Raises:
            ConfigurationError: there are too many.
        """
        lines = lines_of(self.text)
        if len(lines) > MOST_LINES:
            raise ConfigurationError(
                f"the list has {len(lines):,} lines: paste at most {MOST_LINES} at once, or use "
                "docmill batch-search"
            )
        return lines


def batch_search(request: Request) -> Response:
    """The form, and a table of what is found of each line, within the filters of the search."""
    asked, pasted = _asked(request)
    found = list(_found(request, asked, pasted, SHOWN_HITS))
    return screen(
        request,
        "batch.html",
        asked=asked,
        pasted=pasted,
        found=[(one, asked.saying(one.searched)) for one in found],
        address=request.url.query,
        most=MOST_LINES,
        longest=LONGEST_LIST,
    )


def batch_file(request: Request) -> Response:
    """The same as CSV, streamed."""
    asked, pasted = _asked(request)
    pasted.lines()  # here, so that what is wrong is an answer and not the end of one
    asked.filters()
    return StreamingResponse(
        _csv(_found(request, asked, pasted, FILED_HITS)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="batch.csv"'},
    )


def _asked(request: Request) -> tuple[Asked, Pasted]:
    given = request.query_params
    text = given.get("list", "").replace("\r\n", "\n")  # as forms send the ends of lines
    if len(text) > LONGEST_LIST:
        raise ConfigurationError(f"the list is longer than {LONGEST_LIST:,} characters")
    others = [(name, value) for name, value in given.multi_items() if name != "list"]
    asked = Asked.of(others).saying("")
    # Without a choice names are meant, which is what people paste.
    return asked, Pasted(text, given.get("as", "names") == "names")


def _found(request: Request, asked: Asked, pasted: Pasted, size: int) -> Iterator[Line]:
    return search_lines(
        index_of(request),
        pasted.lines(),
        are_names=pasted.are_names,
        size=size,
        filters=asked.filters(),
    )


def _csv(found: Iterator[Line]) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\n"
    for one in found:
        text = io.StringIO()
        row = (one.query, one.documents, [hit.id for hit in one.hits], one.note)
        csv.writer(text, lineterminator="\n").writerow(map(harmless_cell, row))
        yield text.getvalue()
