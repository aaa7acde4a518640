"""Export and import of all that readers added, as a JSON file."""

import time

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workers.page.requested import settings_of
from workers.page.saved_searches import OVERLAP_SECONDS, of_query
from workers.reading.annotations import exchange
from workers.reading.annotations.file import reading, writing


def export(request: Request) -> Response:
    """All of it as a file."""
    with reading(settings_of(request)) as file:
        content = msgspec.json.encode(exchange.exported(file))
    headers = {"Content-Disposition": 'attachment; filename="docmill-annotations.json"'}
    return Response(msgspec.json.format(content), media_type="application/json", headers=headers)


def bring_in(request: Request, content: bytes) -> Response:
    """Add what such a file has to what is there."""
    take(request, exchange.read(content))
    return RedirectResponse("/marked", 303)


def take(request: Request, given: exchange.Exchange) -> None:
    """Add all of an export to what is there.

    Raises:
        ConfigurationError: a part of it could not have been exported; nothing is added.
    """
    now_ms = int((time.time() - OVERLAP_SECONDS) * 1000)
    with writing(settings_of(request)) as file:
        exchange.bring_in(file, given, lambda query: of_query(query).query, now_ms)
