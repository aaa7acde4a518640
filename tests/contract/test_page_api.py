"""The API of the page over each index: the same answers as JSON, as its description says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.page_library import HARBOUR
from tests.harness.page import Page


def ask(page: Page, path: str, status: int = 200) -> Any:
    """The JSON of an answer."""
    answer = page.get(path)
    assert answer.status == status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    return json.loads(answer.body)


def test_a_search_gives_what_the_page_shows(page: Page) -> None:
    """Hits, facets, dates, and of every copy one hit."""
    found = ask(page, "/api/search?q=minutes&place=Berlin&from=2021-03")
    assert found["total"] == 18
    assert [one["value"] for one in found["facets"]["place"]] == ["Berlin"]
    assert sum(bar["documents"] for bar in found["dates"]["bars"]) == 18
    assert ask(page, "/api/search?q=oysters")["total"] == 2
    assert len(ask(page, "/api/search?q=oysters")["hits"]) == 1
    assert len(ask(page, "/api/search?q=minutes&page=3&sort=source")["hits"]) == 5


def test_where_nothing_is_found_it_says_why(page: Page) -> None:
    """The likely word, and the filter that is in the way."""
    found = ask(page, "/api/search?q=harbuor")
    assert found["unknown_words"] == [{"word": "harbuor", "likely": ["harbour"]}]
    [way] = ask(page, "/api/search?q=oysters&place=Berlin")["filters_in_the_way"]
    assert way == {"filter": "place", "value": "Berlin", "documents": 2}
    assert "plain words" in ask(page, "/api/search?q=(harbour")["note"]


def test_a_facet_a_document_and_those_like_it(page: Page) -> None:
    """A document has its fields, without those that only serve searches."""
    values = ask(page, "/api/facets/place?like=got")["values"]
    assert [one["value"] for one in values] == ["Gothenburg"]
    found = ask(page, "/api/documents/harbour")
    assert (found["id"], found["text"]) == ("harbour", HARBOUR)
    assert not [name for name in found if name.endswith("_folded")]
    assert "documents" in ask(page, "/api/documents/letter/similar")


@pytest.mark.parametrize(
    "path",
    [
        "search?colour=red", "search?q=a&q=b", "search?page=0", "search?page=", "search?person=",
        "search?sort=", "search?from=2022-13", "search?to=soon", "facets/place?page=2",
        "search?person=a&person=b&person=c&person=d",
    ],
)  # fmt: skip
def test_nothing_that_is_misspelt_is_passed_over(page: Page, path: str) -> None:
    """The answer says what is wrong."""
    assert ask(page, f"/api/{path}", 400)["error"]


def test_what_is_not_there_is_said_in_json(page: Page) -> None:
    """A document, a facet, a path, a method."""
    for path in ("documents/none", "documents/none/similar", "facets/colour", "nothing"):
        assert ask(page, f"/api/{path}", 404)["error"]


@pytest.mark.once
@pytest.mark.parametrize("page", ["embedded"], indirect=True)
def test_answers_are_as_the_description_says(page: Page, tmp_path: Path) -> None:
    """For whatever schemathesis makes of it, right and wrong; `make fuzz-api` does so for long."""
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")), "run", f"{page.url}/api/openapi.json",
            "--seed", "1", "--max-examples", "3", "--phases", "fuzzing", "--checks", "all",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-4_000:]
    assert "19 passed" in ended.stdout
