"""The description of the API by OpenAPI 3.1."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import msgspec

from workers.page.asked import FACETS, LAST_PAGE, LONGEST_VALUE, NOT, SORTS

_TEXT = {"type": "string", "maxLength": LONGEST_VALUE}
_DATE = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": "^[1-9][0-9]{3}$"},
        {"type": "string", "pattern": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"},
    ]
}


_TOKEN = {
    "name": "X-Docmill-Token",
    "in": "header",
    "required": False,
    "description": "The token of /api/session; needed without a token of the program's own.",
    "schema": {"type": "string", "maxLength": 200},
}


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a query; `is_list`: it may be given several times."""

    told: str
    schema: Mapping[str, Any]
    is_list: bool = False


LONGEST_PATTERN = 200
MOST_VALUES = 3  # of a parameter that may be given several times
PARAMETERS: dict[str, Parameter] = {
    "q": Parameter("A query, as `docmill search` takes it; without one, every document.", _TEXT),
    **{
        f"{mark}{name}": Parameter(
            f"Only documents with this {name.replace('_', ' ')}: the whole value."
            if not mark
            else f"Only documents without this {name.replace('_', ' ')}.",
            {"type": "array", "items": {**_TEXT, "minLength": 1}, "maxItems": MOST_VALUES},
            is_list=True,
        )
        for mark in ("", NOT)
        for name in FACETS
    },
    "from": Parameter("Published then or later: a day, month or year.", _DATE),
    "to": Parameter("Published then or before: a day, month or year.", _DATE),
    "sort": Parameter(
        "The order; without it the best hits come first, or without words the newest.",
        {"type": "string", "enum": [name for name in SORTS if name]},
    ),
    "page": Parameter(
        "Which page of the hits, from 1.",
        {"type": "integer", "minimum": 1, "maximum": LAST_PAGE},
    ),
    "like": Parameter(
        "Only values in which a word begins so, or has this pattern (`*son`).",
        {"type": "string", "maxLength": LONGEST_PATTERN},
    ),
}
OF_SEARCH = tuple(name for name in PARAMETERS if name != "like")
OF_COMPLETION = ("q",)
OF_FACETS = tuple(name for name in PARAMETERS if name not in ("page", "sort"))
OF_TAGGING = tuple(name for name in OF_SEARCH if name not in ("page", "sort"))


def description(components: Mapping[str, Any]) -> dict[str, Any]:
    """The whole description; `components`: the schemas of the answers, by name."""
    id = _path_parameter("id", "A document's id.", {"type": "string", "maxLength": 200})
    run = _path_parameter("run", "A run's id.", {"type": "string", "maxLength": 200})
    name = _path_parameter("name", "Which facet.", {"type": "string", "enum": list(FACETS)})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "docmill",
            "version": version("docmill"),
            "description": "What the page of `docmill serve` shows, as JSON. Where the page has a "
            "login, a program brings a token of its own (`docmill token`). Without one, what "
            "changes something brings the token of /api/session as X-Docmill-Token, and the "
            "page's own address as Origin, as browsers do.",
        },
        "security": [{}, {"program": []}],
        "paths": {
            "/api/search": _get("Search", "SearchAnswer", [*map(_query, OF_SEARCH)]),
            "/api/facets/{name}": _get(
                "The values of one facet, the 1,000 most frequent at most",
                "FacetAnswer",
                [name, *map(_query, OF_FACETS)],
            ),
            "/api/complete": _get(
                "What a query may go on as; `q`: it up to the cursor",
                "CompletionAnswer",
                [*map(_query, OF_COMPLETION)],
            ),
            "/api/documents/{id}": _get("A document's stored fields", None, [id]),
            "/api/documents/{id}/similar": _get("Documents about the same", "SimilarAnswer", [id]),
            "/api/session": _get("Who asks, with the token for what changes", "SessionAnswer", []),
            "/api/annotations": {
                **_get("All stars, tags, notes and saved searches", "Exchange", []),
                **_change("post", "Add such an export", "Exchange", "Done", []),
            },
            "/api/documents/{id}/annotation": {
                **_get("What was added to a document", "AnnotationAnswer", [id]),
                **_change("patch", "Change it", "AnnotationChange", "AnnotationAnswer", [id]),
            },
            "/api/documents/{id}/forget": _change(
                "post", "Take star, tags and note away", None, "Done", [id]
            ),
            "/api/tags": _change(
                "post",
                "Give all documents of a search a tag, 10,000 at most",
                "TagAll",
                "TagAllAnswer",
                [*map(_query, OF_TAGGING)],
            ),
            "/api/searches": {
                **_get("All saved searches", "SavedSearchesAnswer", []),
                **_change("post", "Keep a search", "SearchSaved", "Done", []),
            },
            "/api/searches/look": _change(
                "post", "What is new of it is not new from now on", "SearchNamed", "Done", []
            ),
            "/api/searches/remove": _change("post", "Forget it", "SearchNamed", "Done", []),
            "/api/runs": _get("Every run", "RunsAnswer", []),
            "/api/runs/{run}": _get("One run, and how it goes", "RunAnswer", [run]),
            "/api/workers": _get("Workers and queues", "Crew", []),
        },
        "components": {
            "schemas": dict(components),
            "securitySchemes": {"program": {"type": "http", "scheme": "bearer"}},
        },
    }


def _change(
    method: str, summary: str, taken: str | None, answer: str, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    described = _get(summary, answer, [*parameters, _TOKEN])["get"]
    if taken:
        schema = {"$ref": f"#/components/schemas/{taken}"}
        described["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": schema}},
        }  # fmt: skip
    return {method: described}


def _get(summary: str, answer: str | None, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{answer}"} if answer else {"type": "object"}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": _answer("The answer.", schema),
                "default": _answer(
                    "It cannot be answered.", {"$ref": "#/components/schemas/ErrorAnswer"}
                ),
            },
        }
    }


def _answer(told: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": told, "content": {"application/json": {"schema": schema}}}


def _path_parameter(name: str, told: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": told, "schema": schema}


def _query(name: str) -> dict[str, Any]:
    known = PARAMETERS[name]
    return {"name": name, "in": "query", "description": known.told, "schema": known.schema}
