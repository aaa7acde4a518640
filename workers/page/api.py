"""The same answers as JSON, under /api; `openapi.py` describes them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import ConfigurationError
from pipeline.index import Counted, Hit, PublishedWhen
from pipeline.similar import similar as similar_to
from workers.page.asked import FACETS, PAGE_SIZE, Asked
from workers.page.completion import Completion
from workers.page.openapi import (
    LONGEST_PATTERN,
    MOST_VALUES,
    OF_COMPLETION,
    OF_FACETS,
    OF_SEARCH,
    PARAMETERS,
)
from workers.page.requested import groupings_of, index_of, names_of, record_of
from workers.page.results import facet_values, results
from workers.reading.record import shown_fields

PREFIX = "/api/"
MOST_SIMILAR = 10
_YEAR_OR_MONTH = re.compile(r"[1-9][0-9]{3}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)


class Value(msgspec.Struct, frozen=True):
    """A value of a facet, and how many documents have it."""

    value: str
    documents: int


class Dates(msgspec.Struct, frozen=True):
    """How many documents were published when; `undated`: without a date."""

    unit: str
    bars: tuple[Value, ...]
    undated: int


class UnknownWord(msgspec.Struct, frozen=True):
    """A word that no document has, and what was likely meant."""

    word: str
    likely: tuple[str, ...]


class FilterInTheWay(msgspec.Struct, frozen=True):
    """A filter without which something is found."""

    filter: str
    value: str
    documents: int


class SearchAnswer(msgspec.Struct, frozen=True):
    """A page of hits; `total` counts every copy of a document, the hits show equal texts once.

    `texts`: how many different texts there are, null where they are too many to tell.

    `note`: what in the query is not searched as it was written.
    """

    total: int
    texts: int | None
    page: int
    page_size: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Value, ...]]
    dates: Dates | None
    note: str | None
    unknown_words: tuple[UnknownWord, ...]
    filters_in_the_way: tuple[FilterInTheWay, ...]


class FacetAnswer(msgspec.Struct, frozen=True):
    """Values of one facet, the most frequent first."""

    values: tuple[Value, ...]


class CompletionAnswer(msgspec.Struct, frozen=True):
    """What a query may go on as, the likeliest first."""

    completions: tuple[Completion, ...]


class SimilarDocument(msgspec.Struct, frozen=True):
    """A document like another; `nearness`: at most 1, None where meanings were not compared."""

    hit: Hit
    nearness: float | None
    nearly_equal: tuple[str, ...]


class SimilarAnswer(msgspec.Struct, frozen=True):
    """Documents like one, the nearest first; `nearly_equal`: ids of those that say the same."""

    documents: tuple[SimilarDocument, ...]
    nearly_equal: tuple[str, ...]


class ErrorAnswer(msgspec.Struct, frozen=True):
    """What is wrong."""

    error: str


def answered(function: Callable[[Request], msgspec.Struct | Mapping[str, Any]]) -> Any:
    """An endpoint that gives what the function gives, as JSON."""

    @wraps(function)
    def endpoint(request: Request) -> Response:
        return as_json(function(request))

    return endpoint


def as_json(content: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(content), status, media_type="application/json")


@answered
def search(request: Request) -> SearchAnswer:
    """Hits, facets, dates, and advice where nothing is found."""
    asked = asked_of(request, OF_SEARCH)
    found = results(index_of(request), asked, groupings_of(request))
    return SearchAnswer(
        total=found.total,
        texts=found.texts,
        page=asked.page,
        page_size=PAGE_SIZE,
        hits=found.hits,
        facets={name: _values(values) for name, values in found.facets.items()},
        dates=_dates(found.dates),
        note=found.note,
        unknown_words=tuple(UnknownWord(one.term, one.likely) for one in found.unknown),
        filters_in_the_way=tuple(
            FilterInTheWay(one.option, one.value, total) for one, total in found.in_the_way
        ),
    )


@answered
def facet(request: Request) -> FacetAnswer:
    """All values of a facet, or those like a pattern."""
    name = request.path_params["name"]
    if name not in FACETS:
        raise HTTPException(404, f"there is no facet {name!r}; there are {', '.join(FACETS)}")
    asked, like = asked_of(request, OF_FACETS), request.query_params.get("like", "").strip()
    return FacetAnswer(_values(facet_values(index_of(request), asked, name, like)))


@answered
def complete(request: Request) -> CompletionAnswer:
    """What a query may go on as; `q`: it up to the cursor."""
    asked_of(request, OF_COMPLETION)  # its blanks count, so that the query is read as it stands
    return CompletionAnswer(tuple(names_of(request).completions(request.query_params.get("q", ""))))


@answered
def document(request: Request) -> dict[str, Any]:
    """A document's fields, as `docmill show --json` gives them."""
    return shown_fields(record_of(request))


@answered
def similar(request: Request) -> SimilarAnswer:
    """Documents about the same."""
    found = similar_to(index_of(request), record_of(request), MOST_SIMILAR)
    return SimilarAnswer(
        tuple(SimilarDocument(one.hit, one.nearness, one.nearly_equal) for one in found.found),
        found.nearly_equal,
    )


def asked_of(request: Request, known: Sequence[str]) -> Asked:
    """The search; stricter than a page's: nothing that is misspelt is passed over.

    Raises:
        ConfigurationError: a parameter is not known, is given too often or has a wrong form.
    """
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    for name, value in given:
        if name not in known:
            raise ConfigurationError(
                f"there is no parameter {name!r}; there are {', '.join(known)}"
            )
        parameter = PARAMETERS[name]
        if names.count(name) > (MOST_VALUES if parameter.is_list else 1):
            raise ConfigurationError(f"{name} is given too often")
        if name in ("from", "to") and not _is_date(value):
            raise ConfigurationError(f"{name}={value}: write 2022, 2022-05 or 2022-05-14")
        if not value and name not in ("q", "like"):
            raise ConfigurationError(f"{name} has no value")
        if name == "like" and len(value) > LONGEST_PATTERN:
            raise ConfigurationError(f"like is longer than {LONGEST_PATTERN} characters")
    return Asked.of(given)


def _is_date(text: str) -> bool:
    if _YEAR_OR_MONTH.fullmatch(text):
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _values(counted: Counted) -> tuple[Value, ...]:
    return tuple(Value(value, count) for value, count in counted)


def _dates(found: PublishedWhen | None) -> Dates | None:
    return Dates(found.unit, _values(found.bars), found.undated) if found else None
