"""All documents of a search as a file, streamed: a table as CSV, or one JSON document a line."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.index import Hit, SearchRequest
from workers.page.asked import Asked
from workers.page.requested import index_of
from workers.reading.cell import harmless_cell

ROWS_AT_ONCE = 200
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def export(request: Request) -> Response:
    """Every document that is found, copies too, in no fixed order."""
    form = request.path_params["form"]
    if form not in TYPES:
        raise HTTPException(404, f"hits can be had as {' or '.join(TYPES)}")
    asked = Asked.of(request.query_params.multi_items())
    index = index_of(request)
    hits = index.scan(SearchRequest(asked.node(), collapse=False))
    # Here, so that what is wrong is an answer and not the end of one.
    first = list(islice(hits, ROWS_AT_ONCE))
    parts = _portions(first, hits)
    return StreamingResponse(
        _csv(parts) if form == "csv" else _lines(parts),
        media_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="hits.{form}"'},
    )


def _portions(first: list[Hit], others: Iterator[Hit]) -> Iterator[list[Hit]]:
    portion = first
    while portion:
        yield portion
        portion = list(islice(others, ROWS_AT_ONCE))


def _csv(portions: Iterable[list[Hit]]) -> Iterator[str]:
    names = Hit.__struct_fields__
    yield ",".join(names) + "\n"
    for portion in portions:
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        for hit in portion:
            table.writerow([harmless_cell(getattr(hit, name)) for name in names])
        yield text.getvalue()


def _lines(portions: Iterable[list[Hit]]) -> Iterator[bytes]:
    for portion in portions:
        yield b"".join(msgspec.json.encode(hit) + b"\n" for hit in portion)
