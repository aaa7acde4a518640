"""Answers made from templates, and the few files that every page needs."""

import gzip
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from workers.page.asked import FACETS, NOT, SORTS, Asked
from workers.page.requested import token_of
from workers.reading.markup import environment

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_STATIC = ("page.css", "page.js", "htmx.min.js", "icon.svg")
FACET_TITLES = {
    "person": "People",
    "organization": "Organizations",
    "place": "Places",
    "group": "Groups",
    "topic": "Topics",
    "language": "Languages",
    "media_type": "Media types",
    "source": "Folders and archives",
}


class StaticFile(msgspec.Struct, frozen=True):
    """A file for browsers, packed by gzip; `mark` changes with its content."""

    packed: bytes
    media_type: str
    mark: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every static file by its name; nothing else is ever read at a request's word."""
    found = {}
    for name in _STATIC:
        content = files("workers.page").joinpath("static", name).read_bytes()
        if name == "page.css":
            shared = files("workers.reading").joinpath("templates", "findings.css").read_bytes()
            content = shared + content
        mark = blake2b(content, digest_size=6).hexdigest()
        found[name] = StaticFile(
            gzip.compress(content, 9, mtime=0), _TYPES[name.rpartition(".")[2]], mark
        )
    return found


def static_file(request: Request) -> Response:
    """A stylesheet or script."""
    file = static_files().get(request.path_params["name"])
    if file is None:
        return Response("there is no such file\n", 404, media_type="text/plain")
    is_current = request.query_params.get("v") == file.mark
    keep = "public, max-age=31536000, immutable" if is_current else "no-cache"
    headers = {"Cache-Control": keep, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(file.packed, media_type=file.media_type, headers=headers)


def screen(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """An answer in HTML, made from a template."""
    made = environment("workers.page").get_template(template)
    return HTMLResponse(made.render({**_common(request), **values}), status)


def _common(request: Request) -> dict[str, Any]:
    return {
        "path": request.url.path,
        "asked": Asked(),  # of the box at the top of a page that is of no search
        "token": token_of(request),
        "user": request.state.visitor.user,
        "has_login": request.app.state.access.has_login,
        "marks": {name: file.mark for name, file in static_files().items()},
        "facets": FACETS,
        "facet_titles": FACET_TITLES,
        "sorts": SORTS,
        "NOT": NOT,
    }
