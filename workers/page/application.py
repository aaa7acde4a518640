"""The page as an ASGI application."""

import contextlib
import logging
from collections.abc import AsyncIterator
from http import HTTPStatus

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import ConfigurationError, DocmillError, StopRun, Unavailable, WrongIndex
from pipeline.index import Index
from workers.page import (
    annotations,
    api,
    api_annotations,
    api_description,
    api_runs,
    batch,
    exchange,
    export,
    login,
    originals,
    originals_zip,
    retrying,
    runs,
    saved_searches,
    screens,
    starting,
    worker_list,
)
from workers.page.access import LOGIN, Access, Door, allowed_hosts
from workers.page.action import action, post, upload
from workers.page.completion import KnownNames
from workers.page.guard import Guard
from workers.page.nearly_equal import Groupings
from workers.page.page_pictures import PagePictures
from workers.page.rendering import screen, static_file
from workers.page.turns import THREADS, in_turn, turns
from workers.settings import Settings

logger = logging.getLogger(__name__)

# gzip's level: 9, which is usual, takes twice the time of 4 and makes a page a twentieth smaller.
PACKED = 4
# A file comes as it is, with its length: so a browser can tell how much is still to come.
NOT_PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, originals.FILE_TYPE)


def application(settings: Settings, index: Index) -> Starlette:
    """The application; `index` is used by many threads.

    All of its functions are plain ones, which run in threads: none of them keeps the event loop
    waiting for the index. Searches run in turn, so that they keep nothing else waiting.

    Raises:
        ConfigurationError: with these settings strangers would see the page, or nobody would.
    """
    access, hosts = Access(settings), allowed_hosts(settings)
    starts = bool(settings.page_roots)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        app.state.pictures.close()

    made = Starlette(
        routes=[
            Route("/", in_turn(screens.search), name="search"),
            Route("/complete", screens.complete),
            Route("/facet/{name}", in_turn(screens.facet)),
            Route("/hit", in_turn(screens.hit)),
            Route("/batch", batch.batch_search),
            Route("/batch.csv", batch.batch_file),
            Route("/export/hits.{form}", export.export),
            Route("/export/originals.zip", originals_zip.originals_zip),
            Route("/document/{id}", screens.document),
            Route("/document/{id}/print", screens.printed),
            Route("/document/{id}/{way}-in-folder", in_turn(screens.neighbour)),
            Route("/document/{id}/text", screens.text),
            Route("/original/{id}", originals.original),
            Route("/original/{id}/page/{page}", originals.page_picture),
            Route("/framed/{id}", originals.framed),
            Route("/marked", annotations.marked),
            action("/document/{id}/star", annotations.star),
            action("/document/{id}/tag", annotations.tag),
            action("/document/{id}/untag", annotations.untag),
            action("/document/{id}/note", annotations.note),
            action("/document/{id}/forget", annotations.forget),
            action("/tag-hits", annotations.tag_hits),
            action("/untag-all", annotations.untag_all),
            Route("/marked/export.json", exchange.export),
            upload("/marked/import", exchange.bring_in),
            Route("/searches", saved_searches.saved_searches),
            action("/searches/save", saved_searches.save),
            action("/searches/look", saved_searches.look),
            action("/searches/remove", saved_searches.remove),
            Route("/runs", runs.runs),
            Route("/runs/{run}", runs.run),
            Route("/workers", worker_list.workers),
            Route("/runs/{run}/live", runs.live),
            Route("/runs/{run}/original/{id}", runs.original),
            Route("/runs/{run}/file/{id}", runs.file),
            action("/runs/{run}/retry", retrying.retry),
            action("/runs/{run}/cancel", starting.cancel),
            *([Route("/start", starting.form), action("/start", starting.begin)] if starts else []),
            *([Route(LOGIN, login.login), post(LOGIN, login.begin)] if access.has_login else []),
            *([action("/logout", login.end)] if access.has_login else []),
            Route("/keys", screens.keys),
            Route("/document/{id}/similar", in_turn(screens.similar)),
            Route("/api/search", in_turn(api.search)),
            Route("/api/complete", api.complete),
            Route("/api/facets/{name}", in_turn(api.facet)),
            Route("/api/documents/{id}", api.document),
            Route("/api/documents/{id}/similar", in_turn(api.similar)),
            *api_annotations.routes(),
            *api_runs.routes(),
            Route("/api/openapi.json", api_description.openapi),
            Route("/static/{name}", static_file),
        ],
        middleware=[
            Middleware(Guard, hosts=hosts),
            Middleware(Door, access=access),
            Middleware(
                GZipMiddleware,
                minimum_size=1_000,
                compresslevel=PACKED,
                exclude_content_types=NOT_PACKED,
            ),
        ],
        exception_handlers={
            HTTPException: _refused,
            ConfigurationError: _failed,
            Unavailable: _failed,
            StopRun: _failed,
            Exception: _broken,
        },
        lifespan=lifespan,
    )
    made.state.settings, made.state.index, made.state.watchers = settings, index, 0
    made.state.is_ending = lambda: False  # of the server, which knows
    made.state.access, made.state.groupings = access, Groupings()
    made.state.turns = turns(settings)
    made.state.pictures, made.state.names = PagePictures(), KnownNames(index)
    made.state.crew = worker_list.crew_kept(settings)
    return made


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = "Not found" if error.status_code == 404 else "This cannot be done"
    is_unnamed = error.detail == HTTPStatus.NOT_FOUND.phrase
    detail = "there is no page at this address" if is_unnamed else error.detail
    made = _error(request, error.status_code, title, detail)
    made.headers.update(error.headers or {})
    return made


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, DocmillError)
    if isinstance(error, ConfigurationError) and not isinstance(error, WrongIndex):
        done = "answered" if request.method in ("GET", "HEAD") else "done"
        return _error(request, 400, f"This cannot be {done}", str(error))
    return _error(request, 503, "This cannot be answered now", str(error))


def _broken(request: Request, error: Exception) -> Response:
    logger.error("%s %s", request.method, request.url.path, exc_info=error)
    message = "this is a fault of docmill; its log has the details"
    return _error(request, 500, "Something broke", message)


def _error(request: Request, status: int, title: str, message: str) -> Response:
    """An error in the form in which the answer would have been."""
    if request.url.path.startswith(api.PREFIX):
        return api.as_json(api.ErrorAnswer(message), status)
    return screen(request, "error.html", status, title=title, message=message)
