"""One name across documents, in every index: counted under one name, found by every other."""

from collections.abc import Iterator

import pytest

from pipeline.fields import index_fields
from pipeline.index import Facets, Index, IndexEntry, SearchRequest
from pipeline.query.tree import All
from pipeline.records import Cleaned, Document, Locator, Work
from tests.contract.indexes import ENGINES, ids, opened, written
from tests.harness.entities import found
from tests.harness.records import a_writer

TEXTS = {
    "us": "He left for the [[GPE US]] on Monday.",
    "america": "He flew to [[GPE America]] in May.",
    "states": "He likes the [[GPE United States]].",
    "latin": "He likes [[LOC Latin America]].",
    "fund": "The [[ORG Harbour Trust Fund]] ([[ORG HTF]]) met.",
    "russians": "Many [[NORP Russians]] voted.",
}


def analyzed(id: str, marked: str) -> IndexEntry:
    """A document with marked names as the stages give it."""
    document = Document(id, Locator("a.txt"), "text/plain", None, "0" * 32, 1)
    cleaned = Cleaned("", marked, "en", id)
    work = Work(document, cleaned, found(marked))
    return IndexEntry(id, 1, index_fields(work, (), a_writer()))


@pytest.fixture(scope="module", params=ENGINES)
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index with these documents."""
    with opened(request, tmp_path_factory.mktemp("names")) as make:
        made = make()
        made.prepare()
        yield written(made, *(analyzed(id, marked) for id, marked in TEXTS.items()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('place:"U.S."', {"us", "america", "states"}),
        ("place:US", {"us", "america", "states"}),
        ('place:"United States"', {"us", "america", "states"}),
        ("place:america", {"us", "america", "states", "latin"}),
        ('place:"latin america"', {"latin"}),
        ("org:HTF", {"fund"}),
        ('org:"harbour trust fund"', {"fund"}),
        ("group:russian", {"russians"}),
        ("group:russians", {"russians"}),
    ],
)
def test_every_name_of_a_thing_finds_it(library: Index, query: str, expected: set[str]) -> None:
    """Names of lists, and forms in the text."""
    assert ids(library, query) == expected


def test_facets_show_one_name(library: Index) -> None:
    """All documents on the United States are counted under that name."""
    request = SearchRequest(All(), facets=Facets(("places", "groups"), dates=False))
    counted = library.search(request).facets
    assert counted["places"] == (("United States", 3), ("Latin America", 1))
    assert counted["groups"] == (("Russian", 1),)
