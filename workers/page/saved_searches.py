"""Saved searches, and how much of each is new since its reader last looked."""

import time
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import ConfigurationError, StopRun, Unavailable
from pipeline.index import Index, SearchRequest
from workers.page.action import Form
from workers.page.asked import Asked
from workers.page.rendering import screen
from workers.page.requested import index_of, settings_of
from workers.reading.annotations import searches
from workers.reading.annotations.file import reading, writing
from workers.reading.annotations.records import SavedSearch

# A document can be found only a while after the time that its record has: Elasticsearch shows what
# was written every 30 seconds, bulks wait, and the clocks of machines differ. So a look covers this
# much less than it seems to, and counts what it saw of that time.
OVERLAP_SECONDS = 300


class Listed(msgspec.Struct, frozen=True):
    """A saved search as it is listed.

    `new`: how many documents came since its reader looked; None where it cannot be searched any
    more, and `problem` says why, or where the index is away.
    """

    name: str
    query: str
    asked: Asked
    total: int = 0
    new: int | None = None
    problem: str = ""


def saved_searches(request: Request) -> Response:
    """Every saved search with its number of new documents."""
    found, away = listed(request)
    return screen(request, "searches.html", searches=found, away=away)


def listed(request: Request) -> tuple[list[Listed], str]:
    """Every saved search as it is listed, and why the index cannot be asked now, else ""."""
    with reading(settings_of(request)) as file:
        kept = searches.all_saved(file)
    try:
        return [_listed(index_of(request), one) for one in kept], ""
    except (Unavailable, StopRun) as error:  # asked no more: each time would take as long
        return [_listed(None, one) for one in kept], str(error)


def save(request: Request, form: Form) -> Response:
    """Keep the search of an address."""
    keep(request, form.get("name", ""), bare(Asked.of(request.query_params.multi_items())))
    return RedirectResponse("/searches", 303)


def keep(request: Request, name: str, asked: Asked) -> None:
    """Keep a search; all that it finds now is known.

    Raises:
        ConfigurationError: it cannot have this name, or cannot be searched.
    """
    name, looked_ms = searches.checked_name(name), _look()
    search = SavedSearch(name, asked.query, looked_ms, _since(index_of(request), asked, looked_ms))
    with writing(settings_of(request)) as file:
        searches.save(file, search)


def look(request: Request, form: Form) -> Response:
    """Go to what is new of a search, which from now on is not new."""
    new = note_look(request, form.get("name", ""))
    return RedirectResponse(f"/?{new.query}", 303)


def note_look(request: Request, name: str) -> Asked:
    """Note that somebody looks at a search; the search for what was new of it.

    Raises:
        HTTPException: 404, there is no such search.
    """
    with reading(settings_of(request)) as file:
        search = searches.saved(file, name)
    if search is None:
        raise HTTPException(404, "there is no such search; it may have been removed since")
    asked = of_query(search.query)
    looked_ms = _look()
    seen = _since(index_of(request), asked, looked_ms)
    with writing(settings_of(request)) as file:
        searches.looked(file, search.name, looked_ms, seen)
    return msgspec.structs.replace(asked, indexed=_moment(search.looked_ms))


def remove(request: Request, form: Form) -> Response:
    """Forget a search."""
    with writing(settings_of(request)) as file:
        searches.remove(file, form.get("name", ""))
    return RedirectResponse("/searches", 303)


def bare(asked: Asked) -> Asked:
    """A search as it is kept: from its first hit, of documents indexed whenever."""
    return msgspec.structs.replace(asked, page=1, indexed="")


def of_query(query: str) -> Asked:
    """The search that an address describes, behind its question mark."""
    return bare(Asked.of(parse_qsl(query)))


def _listed(index: Index | None, search: SavedSearch) -> Listed:
    try:
        asked = of_query(search.query)
        if index is None:
            return Listed(search.name, search.query, asked)
        total = index.search(SearchRequest(asked.node(), size=0)).total
        new = _since(index, asked, search.looked_ms) - search.seen if total else 0
        return Listed(search.name, search.query, asked, total, max(0, new))
    except ConfigurationError as error:
        return Listed(search.name, search.query, Asked(), problem=str(error))


def _since(index: Index, asked: Asked, looked_ms: int) -> int:
    """How many documents of a search were indexed since a moment."""
    late = msgspec.structs.replace(asked, indexed=_moment(looked_ms))
    return index.search(SearchRequest(late.node(), size=0)).total


def _look() -> int:
    return int((time.time() - OVERLAP_SECONDS) * 1000)


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
