"""Gives the description of the API, with the shapes of all that it takes and answers."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request

from workers.page import api, api_annotations, api_runs
from workers.page.openapi import description
from workers.page.worker_list import Crew
from workers.reading.annotations.exchange import Exchange

_SHAPES = (
    api.CompletionAnswer,
    api.ErrorAnswer,
    api.FacetAnswer,
    api.SearchAnswer,
    api.SimilarAnswer,
    api_annotations.AnnotationAnswer,
    api_annotations.AnnotationChange,
    api_annotations.Done,
    Exchange,
    api_annotations.SavedSearchesAnswer,
    api_annotations.SearchNamed,
    api_annotations.SearchSaved,
    api_annotations.SessionAnswer,
    api_annotations.TagAll,
    api_annotations.TagAllAnswer,
    Crew,
    api_runs.RunAnswer,
    api_runs.RunsAnswer,
)


@api.answered
def openapi(request: Request) -> Mapping[str, Any]:
    """The description of all this."""
    del request
    return _described()


@cache
def _described() -> Mapping[str, Any]:
    _, components = msgspec.json.schema_components(
        _SHAPES, ref_template="#/components/schemas/{name}"
    )
    return description(components)
