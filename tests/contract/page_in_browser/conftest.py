"""The page over the library, and tabs of a browser in which its paths can be opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

from tests.contract.indexes import written
from tests.contract.page_library import HOSTILE, library, write_runs
from tests.harness.page import Page, running_page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.reading.annotations import documents, searches
from workers.reading.annotations.file import writing
from workers.reading.annotations.records import Annotation, SavedSearch
from workers.settings import load_settings


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the page."""
    directory: Path = tmp_path_factory.mktemp("page")
    return directory


@pytest.fixture(scope="module")
def page(data_dir: Path) -> Iterator[Page]:
    """The page over the library in the embedded index."""
    directory = data_dir
    index = EmbeddedIndex(directory / "index")
    index.prepare()
    written(index, *library(directory))
    index.close()
    settings = load_settings(data_dir=directory)
    write_runs(settings)
    with writing(settings) as file:
        for one in (Annotation("gone", "A removed one"), Annotation("hostile", HOSTILE)):
            documents.add_tags(file, [one], ["to call", HOSTILE[:15]])
            documents.set_star(file, one, True)
            documents.set_note(file, one, HOSTILE, documents.digest(""))
        searches.save(file, SavedSearch("harbours", "q=harbour&not_place=Oslo&from=2020", 0, -1))
    archive = directory / "data"
    (archive / "logs").mkdir(parents=True)
    (archive / "logs" / "a.txt").write_text("one")
    with running_page(index, directory, page_folders=str(archive)) as running:
        yield running
    index.close()


@pytest.fixture
def context(browser: Browser, page: Page) -> Iterator[BrowserContext]:
    """A fresh profile of the browser, in which paths are those of the page."""
    opened = browser.new_context(base_url=page.url)
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def tab(context: BrowserContext) -> Tab:
    """An empty tab."""
    return context.new_page()
