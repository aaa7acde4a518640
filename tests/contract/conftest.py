"""Fixtures of the contract tests: each index engine in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.index import Index
from tests.contract.indexes import ENGINES, MakeIndex, opened, written
from tests.contract.page_library import library, note_run
from tests.harness.page import Page, running_page
from workers.settings import load_settings


@pytest.fixture(params=ENGINES)
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeIndex]:
    """Makes adapters to the same index, which does not exist yet."""
    with opened(request, tmp_path) as make:
        yield make


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    """A prepared index without documents."""
    made = make_index()
    made.prepare()
    return made


@pytest.fixture(scope="module", params=ENGINES)
def page(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """The page over the library."""
    directory: Path = tmp_path_factory.mktemp("page")
    with opened(request, directory) as make:
        index = make()
        index.prepare()
        written(index, *library(directory))
        note_run(load_settings(data_dir=directory), "a-run")
        with running_page(index, directory) as running:
            yield running
