"""The pages in HTML: search, the values of a facet, a document. None needs JavaScript."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import ConfigurationError, WrongIndex
from pipeline.folding import fold
from pipeline.query.matcher import MOST_MATCHES, Matcher
from pipeline.similar import similar as similar_to
from workers.page import annotations
from workers.page.asked import FACETS, LAST_PAGE, LONGEST_VALUE, PAGE_SIZE, Asked, number
from workers.page.beside import Beside, Looked, beside
from workers.page.document import Name, Shown, file_name, folder_of, shown
from workers.page.histogram import histogram
from workers.page.narrowing import Narrowing
from workers.page.neighbours import neighbour as beside_it
from workers.page.originals import attachment
from workers.page.originals_zip import MOST_ORIGINALS
from workers.page.rendering import FACET_TITLES, screen
from workers.page.requested import groupings_of, index_of, names_of, record_of, settings_of
from workers.page.results import LONGEST_LIST, facet_values, id_of_hit, results
from workers.page.turns import end_turn

MOST_SIMILAR = 10
BESIDE = "text"
WAYS = {"next": 1, "previous": -1}


def search(request: Request) -> Response:
    """Hits, facets and what goes with them."""
    asked = Asked.of(request.query_params.multi_items())
    try:
        found = results(index_of(request), asked, groupings_of(request))
    except WrongIndex:
        raise
    except ConfigurationError as error:  # it is in what was asked, which can be mended where it is
        return screen(request, "not-searched.html", 400, asked=asked, problem=str(error))
    end_turn(request)
    return screen(
        request,
        "search.html",
        asked=asked,
        narrowed=Narrowing(asked),
        found=found,
        last=max(1, -(-found.length // PAGE_SIZE)),
        first=asked.offset + 1,
        histogram=histogram(found.dates) if found.dates else None,
        own=annotations.of_documents(request, [hit.id for hit in found.hits]),
        most_tagged=annotations.MOST_TAGGED,
        most_originals=MOST_ORIGINALS,
        can_start=bool(settings_of(request).page_roots),
    )


def facet(request: Request) -> Response:
    """All values of one facet, those with a text in them, by number or by name."""
    name = request.path_params["name"]
    if name not in FACETS:
        raise HTTPException(404, f"there is no facet {name!r}")
    asked = Asked.of(request.query_params.multi_items())
    like, order = request.query_params.get("like", ""), request.query_params.get("order", "")
    values = facet_values(index_of(request), asked, name, like.strip())
    if order == "name":
        values = tuple(sorted(values, key=lambda one: fold(one[0])))
    return screen(
        request,
        "facet.html",
        asked=asked.first_page(),
        narrowed=Narrowing(asked),
        name=name,
        title=FACET_TITLES[name],
        values=values,
        is_cut=len(values) == LONGEST_LIST,
        like=like,
        order=order,
    )


def complete(request: Request) -> Response:
    """What the query may go on as, where no script shows it while it is typed."""
    asked = Asked.of(request.query_params.multi_items())
    found = names_of(request).completions(asked.words)
    return screen(request, "complete.html", asked=asked, found=found)


def document(request: Request) -> Response:
    """One document with what was found in it."""
    asked, record = Asked.of(request.query_params.multi_items()), record_of(request)
    view = _shown(request, asked, record)
    hit = request.query_params.get("hit", "")
    link = _linker(view, asked, hit, request.query_params.get("beside", ""))
    return screen(
        request,
        "document.html",
        asked=asked,
        doc=view,
        hit=number({"hit": hit}, "hit", LAST_PAGE) if hit else None,
        link=link,
        state=parse_qsl(link().partition("?")[2]),
        own=annotations.of_document(request, record["id"]),
        beside=_beside(request, asked, record, view.at),
        rows=_rows(request),
        most_matches=MOST_MATCHES,
    )


def similar(request: Request) -> Response:
    """Documents about the same as one."""
    record = record_of(request)
    found = similar_to(index_of(request), record, MOST_SIMILAR)
    return screen(
        request,
        "similar.html",
        record=record,
        found=found,
        name=file_name(record),
        query=request.url.query,
    )


def printed(request: Request) -> Response:
    """A document for paper: the whole text and where it is from."""
    record = record_of(request)
    view = _shown(request, Asked(), record)
    return screen(request, "print.html", doc=view, text=record.get("text") or "")


def hit(request: Request) -> Response:
    """Goes on to the document of a hit, by its number; behind the last one back to the hits."""
    asked = Asked.of(request.query_params.multi_items())
    wanted = number(dict(request.query_params), "hit", LAST_PAGE)
    id = id_of_hit(index_of(request), asked, wanted, groupings_of(request))
    if id is None:
        return RedirectResponse(f"/?{asked.query}", 303)
    parameters = urlencode([*asked.parameters(), ("hit", str(wanted))])
    return RedirectResponse(f"/document/{quote(id, safe='')}?{parameters}", 303)


def neighbour(request: Request) -> Response:
    """Goes on to the next or previous document of the folder; at its end to all in it."""
    way, record = request.path_params["way"], record_of(request)
    if way not in WAYS:
        raise HTTPException(404, "one goes to the next or the previous document of a folder")
    id = beside_it(index_of(request), record, WAYS[way])
    if id is None:
        all_in_it = urlencode({"source": folder_of(record), "sort": "source"})
        return RedirectResponse(f"/?{all_in_it}", 303)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/document/{quote(id, safe='')}{query}", 303)


def text(request: Request) -> Response:
    """The clean text as a file."""
    record = record_of(request)
    name = re.sub(r"(\.txt)?$", ".txt", file_name(record), count=1, flags=re.IGNORECASE)
    body = (record.get("text") or "").encode("utf-8", "replace")
    return Response(body, media_type="text/plain; charset=utf-8", headers=attachment(name))


def keys(request: Request) -> Response:
    """The list of keys, where no script shows it."""
    return screen(request, "keys.html")


def _shown(request: Request, asked: Asked, record: Mapping[str, Any]) -> Shown:
    given = request.query_params
    label, mark, name = given.get("name", "").partition(":")
    chosen = Name(label, name) if mark else None
    wanted = number(dict(given), "part", LAST_PAGE) if given.get("part") else None
    return shown(index_of(request), record, asked, chosen, wanted)


def _beside(
    request: Request, asked: Asked, record: Mapping[str, Any], at: int | None
) -> Beside | None:
    """The original, if it is asked for: `beside=text`, or with the number of a page."""
    given = request.query_params.get("beside", "")
    if not given:
        return None
    page = None if given == BESIDE else number({"beside": given}, "beside", LAST_PAGE)
    looked = Looked(page, at, _rows(request), Matcher(asked.parsed().node))
    return beside(settings_of(request), record, looked)


def _rows(request: Request) -> str:
    """What is looked for in the rows of a table."""
    return request.query_params.get("rows", "")[:LONGEST_VALUE]


def _linker(view: Shown, asked: Asked, hit: str, shown_beside: str) -> Any:
    """What makes links to the same document: `link(name="person:…")`, `link(part=2)`."""

    begin = f"/document/{quote(view.id, safe='')}"
    search = asked.query

    def link(**changes: Any) -> str:
        now: dict[str, Any] = {"hit": hit, "part": view.part if view.parts > 1 else ""}
        if shown_beside:
            now["beside"] = BESIDE
        if view.name:
            now["name"] = f"{view.name.label}:{view.name.name}"
        told = [(key, value) for key, value in {**now, **changes}.items() if value]
        parameters = "&".join(filter(None, (search, urlencode(told))))
        return f"{begin}?{parameters}" if parameters else begin

    return link
