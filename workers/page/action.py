"""Actions: what changes something. Only forms of this page may do so, and no page elsewhere.

A browser says where a form was sent from (`Sec-Fetch-Site`, `Origin`), and each form carries a
token that only this server's own pages show. Both must be right. Programs bring the same in
headers, with JSON; those that are known by a token of their own need nothing else.
"""

import hmac
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from email.message import Message
from types import NoneType
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import anyio
import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import ConfigurationError
from workers.page.requested import token_of

FIELD = "token"
LARGEST_FORM = 256_000  # bytes; a note of the longest kind, percent-encoded, in most scripts
MOST_FIELDS = 50
LARGEST_FILE = 50_000_000  # bytes
BODY_SECONDS = 30.0
_FORM = "application/x-www-form-urlencoded"
_UPLOAD = "multipart/form-data"
_JSON = "application/json"
TOKEN_HEADER = "X-Docmill-Token"
_PART_NAME = re.compile(rb'form-data; *name="([^"]*)"', re.IGNORECASE)

Form = Mapping[str, str]
T = TypeVar("T")


def action(path: str, function: Callable[[Request, Form], Response]) -> Route:
    """The route of an action, which only a form of this page can reach by POST.

    `function` runs in a thread. It gets the fields of the form, of each the last value.
    """

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(function, request, await form_of(request))

    return post(path, endpoint)


async def form_of(request: Request) -> Form:
    """The form that a request brings.

    Raises:
        HTTPException: it is none of this page's own, or is too large, too slow or broken.
    """
    check_sender(request)
    _check_type(request, _FORM)
    form = _fields(await body(request, LARGEST_FORM))
    check_token(request, form.get(FIELD, ""))
    return form


def upload(path: str, function: Callable[[Request, bytes], Response]) -> Route:
    """The route of an action that takes a file, which a form has in its field `file`."""

    async def endpoint(request: Request) -> Response:
        check_sender(request)
        boundary = _check_type(request, _UPLOAD).get_boundary("")
        parts = _parts(await body(request, LARGEST_FILE), boundary)
        check_token(request, parts.get(FIELD, b"").decode("ascii", "replace"))
        return await run_in_threadpool(function, request, parts.get("file", b""))

    return post(path, endpoint)


def json_action(
    type: type[T], function: Callable[[Request, T], msgspec.Struct], largest: int = LARGEST_FORM
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of an action for programs, which bring the token as `X-Docmill-Token`.

    `type`: of the JSON that `function` gets, at most `largest` bytes; `NoneType` for none.
    `function` runs in a thread.
    """

    async def endpoint(request: Request) -> Response:
        # No browser adds the token of a program to what a page elsewhere makes it send.
        if not request.state.visitor.is_program:
            check_sender(request)
            check_token(request, request.headers.get(TOKEN_HEADER, ""))
        raw = b"null"
        if type is not NoneType:
            _check_type(request, _JSON)
            raw = await body(request, largest)
        given = await run_in_threadpool(_decoded, raw, type)
        answer = await run_in_threadpool(function, request, given)
        return Response(msgspec.json.encode(answer), media_type=_JSON)

    return endpoint


def by_method(path: str, **endpoints: Callable[[Request], Any]) -> Route:
    """One route for what a path does by each method, so that others are told which there are."""

    async def endpoint(request: Request) -> Response:
        chosen = endpoints["GET" if request.method == "HEAD" else request.method]
        if inspect.iscoroutinefunction(chosen):
            answer: Response = await chosen(request)
            return answer
        return await run_in_threadpool(chosen, request)

    return Route(path, endpoint, methods=list(endpoints))


def post(path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """A route for POST alone."""
    return Route(path, endpoint, methods=["POST"])


def check_sender(request: Request) -> None:
    """Refuse what was not sent from a page of this server.

    Raises:
        HTTPException: 403, also where a browser says nothing of it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    told = []
    if site is not None:
        told.append(site == "same-origin")
    if origin is not None:
        sent_from = urlsplit(origin)
        told.append(
            sent_from.scheme in ("http", "https")
            and sent_from.netloc.lower() == request.headers.get("host", "").lower()
        )
    if not told or not all(told):
        raise HTTPException(403, "this was not sent from a page of this server; nothing was done")


def check_token(request: Request, given: str) -> None:
    """Refuse a form without the token of this visitor.

    Raises:
        HTTPException: 403.
    """
    if not hmac.compare_digest(given.encode(), token_of(request).encode()):
        raise HTTPException(
            403,
            "the form is from before this server was started, or before you logged in, so nothing "
            "was done: go back, copy what you wrote, load the page again",
        )


async def body(request: Request, largest: int) -> bytes:
    """The body of a request.

    Raises:
        HTTPException: it has more than `largest` bytes, comes too slowly, or ends too early.
    """
    refused = HTTPException(413, f"this is larger than {largest:,} bytes")
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > largest:
        raise refused
    read = bytearray()
    try:
        with anyio.fail_after(BODY_SECONDS):
            async for part in request.stream():
                read += part
                if len(read) > largest:
                    raise refused
    except TimeoutError:
        raise HTTPException(408, "the form came too slowly") from None
    except ClientDisconnect:
        raise HTTPException(400, "the form ended too early") from None
    return bytes(read)


def _check_type(request: Request, wanted: str) -> Message:
    """The type of a body, which must be `wanted`."""
    given = Message()
    given["Content-Type"] = request.headers.get("content-type", "")
    if given.get_content_type() != wanted:
        raise HTTPException(415, f"send it as {wanted}")
    return given


def _decoded(raw: bytes, type: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"this is not the JSON that is described: {error}") from None


def _parts(raw: bytes, boundary: str) -> dict[str, bytes]:
    """The fields of a form with a file, by name, as browsers send them (RFC 7578)."""
    mark = f"\r\n--{boundary}".encode("ascii", "replace")
    parts = {}
    for part in (b"\r\n" + raw).split(mark, MOST_FIELDS)[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        if name := _PART_NAME.search(head):
            parts[name[1].decode("ascii", "replace")] = content
    return parts


def _fields(raw: bytes) -> Form:
    try:
        return dict(
            parse_qsl(
                raw.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        )
    except ValueError:
        raise HTTPException(400, "this is no form that can be read") from None
