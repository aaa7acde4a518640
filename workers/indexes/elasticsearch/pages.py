"""The hits of a search page after page, at one point in time: as many as there are."""

import contextlib
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from pipeline.index import SearchRequest
from workers.indexes.elasticsearch.errors import translated
from workers.indexes.elasticsearch.search import hits_body

SCAN_PAGE = 500
# Small documents: nothing of them but a few fields.
LARGE_PAGE = 5_000
LARGEST_SEARCH = 10_000  # hits; Elasticsearch's index.max_result_window
_KEEP_ALIVE = "5m"  # until the next page, not for the whole scan
_HASH = "content_hash"

Hits = list[dict[str, Any]]


def pages(
    client: Elasticsearch, alias: str, address: str, body: dict[str, Any]
) -> Generator[Hits, None, None]:
    """The hits of a sorted search in pages of `body["size"]`; none where there is no index."""
    with translated(address):
        try:
            opened = client.open_point_in_time(index=alias, keep_alive=_KEEP_ALIVE)
        except NotFoundError:
            return
    point = opened["id"]
    try:
        while True:
            body["pit"] = {"id": point, "keep_alive": _KEEP_ALIVE}
            with translated(address):
                answer = client.search(body=body, allow_partial_search_results=False)
            point = answer["pit_id"]
            hits = answer["hits"]["hits"]
            yield hits
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]
    finally:
        # A point in time expires by itself, so an error here does not matter.
        with contextlib.suppress(ApiError, TransportError):
            client.close_point_in_time(id=point)


def is_deep(request: SearchRequest) -> bool:
    """Whether hits are asked for that one search of the server does not give."""
    return request.offset + request.size > LARGEST_SEARCH


def deep_body(request: SearchRequest) -> dict[str, Any]:
    """The body for pages of all hits in order, without what their records say."""
    return hits_body(request) | {"size": LARGE_PAGE, "_source": False, "docvalue_fields": [_HASH]}


def deep_hits(found: Iterable[Hits], request: SearchRequest) -> Hits:
    """Of such pages the hits that are asked for."""
    every = (hit for page in found for hit in page)
    each = _each_content_once(every) if request.collapse else every
    return list(islice(each, request.offset, request.offset + request.size))


def _each_content_once(hits: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of documents with equal texts the first one; without a hash they are no copies."""
    seen: set[str] = set()
    for hit in hits:
        [content] = hit.get("fields", {}).get(_HASH, (None,))
        if content is None or content not in seen:
            yield hit
        if content is not None:
            seen.add(content)
