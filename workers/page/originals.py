"""Originals: as files, in a frame of their own, and pages of PDFs as pictures.

All are read at the places that index and ledger have; no path of a request opens a file.
"""

import io
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from workers.page.asked import LAST_PAGE, number
from workers.page.beside import PDF, PICTURES, html_of
from workers.page.document import file_name
from workers.page.page_pictures import CannotDraw, PagePictures
from workers.page.rendering import screen
from workers.page.requested import record_of, settings_of
from workers.reading.original import OriginalGone, open_file, read_original

# As a file it is shown by no browser: it is for the programs of whoever takes it.
_FILE_POLICY = "default-src 'none'; sandbox"
# Not its own type, so that no browser is tempted to show it.
FILE_TYPE = "application/octet-stream"
_PIECE_BYTES = 1 << 20
# What is shown gets an origin of its own that nothing belongs to, no script, and nothing from
# elsewhere: no picture that tells its owner that it was seen, no form that sends anything.
_FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
# Browsers connect to where these say before they ask any policy, and so tell its owner that the
# page was seen. Nothing of theirs would be shown. A `wbr` is void, and no attribute of it acts.
_CONNECTS = re.compile(r"<(?:link|i?frame)(?=[\s/>])", re.IGNORECASE)


def original(request: Request) -> Response:
    """The document's bytes, from its source, as a file."""
    return original_file(request, record_of(request))


def original_file(request: Request, record: Mapping[str, Any]) -> Response:
    """The bytes of a document, as a file; of one that failed, `record` has only place and run."""
    try:
        found = read_original(settings_of(request), record)
    except OriginalGone as gone:
        return _said_gone(request, gone)
    headers = _file_headers(record)
    if "raw_hash" in record and not found.is_as_indexed:
        headers["X-Docmill-Changed"] = "since it was indexed"
    return Response(found.raw, media_type=FILE_TYPE, headers=headers)


def file_on_disk(request: Request, record: Mapping[str, Any]) -> Response:
    """The whole file in which a document lies that cannot be read, streamed."""
    try:
        opened = open_file(settings_of(request), record)
    except OriginalGone as gone:
        return _said_gone(request, gone)
    size = os.fstat(opened.fileno()).st_size
    headers = {**_file_headers({"source": record["source"]}), "Content-Length": str(size)}
    return StreamingResponse(_pieces(opened, size), media_type=FILE_TYPE, headers=headers)


def _pieces(opened: io.BufferedReader, size: int) -> Iterator[bytes]:
    """The first `size` bytes of a file, which may grow meanwhile."""
    with opened:
        while piece := opened.read(min(size, _PIECE_BYTES)):
            size -= len(piece)
            yield piece


def _file_headers(record: Mapping[str, Any]) -> dict[str, str]:
    return {**attachment(file_name(record)), "Content-Security-Policy": _FILE_POLICY}


def _said_gone(request: Request, gone: OriginalGone) -> Response:
    return screen(request, "error.html", 410, title="The original is gone", message=str(gone))


def framed(request: Request) -> Response:
    """An original that a browser may show in a frame: HTML, also that of a message, or a picture.

    Raises:
        HTTPException: 415, it is something else; 410, it is gone.
    """
    try:
        record = record_of(request)
        found = read_original(settings_of(request), record)
    except OriginalGone as gone:
        raise HTTPException(410, str(gone)) from None
    headers = {"Content-Security-Policy": _FRAME_POLICY, "X-DNS-Prefetch-Control": "off"}
    if found.media_type in PICTURES:
        # As a picture within a page it is shown all the same.
        headers |= attachment(file_name(record))
        return Response(found.raw, media_type=found.media_type, headers=headers)
    html = html_of(found.raw, found.media_type)
    if html is None:
        raise HTTPException(415, "an original of this kind is shown in no frame")
    body = _CONNECTS.sub("<wbr", html).encode("utf-8", "replace")
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


def page_picture(request: Request) -> Response:
    """One page of a PDF as a picture."""
    record = record_of(request)
    wanted = number({"page": request.path_params["page"]}, "page", LAST_PAGE)
    if record.get("media_type") != PDF:
        raise HTTPException(415, "only pages of PDFs are drawn")
    pictures: PagePictures = request.app.state.pictures

    def read() -> bytes:
        return read_original(settings_of(request), record).raw

    try:
        drawn = pictures.picture((record["id"], record.get("raw_hash") or ""), wanted, read)
    except OriginalGone as gone:
        raise HTTPException(410, str(gone)) from None
    except CannotDraw as error:
        raise HTTPException(422, str(error)) from None
    return Response(drawn, media_type="image/png")


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser keep an answer as a file (RFC 6266)."""
    # A change of direction in it would show another ending than the file has.
    name = "".join(c if c.isprintable() else "_" for c in name)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''"
        f"{quote(name, safe='')}"
    }
