"""What stands before every answer of the page."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
import tantivy

from tests.harness.page import Page, running_page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.page.guard import LONGEST_ADDRESS, host_name


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over an index that does not exist yet."""
    directory: Path = tmp_path_factory.mktemp("page")
    with running_page(EmbeddedIndex(directory / "index"), directory) as running:
        yield running


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8686", "", "[::1].evil"])
def test_a_name_that_is_not_this_server_s_is_refused(page: Page, host: str) -> None:
    """So that a page elsewhere cannot have its own name lead here and read the answers."""
    assert page.get("/", Host=host).status == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8686", "[::1]:8686"])
def test_its_own_names_are_answered(page: Page, host: str) -> None:
    """With any port, as a tunnel may give it another one."""
    assert page.get("/", Host=host).status == 200


def test_hosts_are_read_without_port_and_brackets() -> None:
    """As a browser writes them."""
    assert host_name("[::1]:8686") == "::1"
    assert host_name("Example.ORG:80") == "example.org"


@pytest.mark.parametrize(
    "path", ["/", "/document/none", "/static/page.css", "/nothing", "/?page=x"]
)
def test_every_answer_binds_the_browser(page: Page, path: str) -> None:
    """Errors and files too: nothing inline, nothing from elsewhere, no guessing of types."""
    headers = page.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_an_address_that_is_too_long_is_refused(page: Page) -> None:
    """Before it is read."""
    assert page.get("/?q=" + "x" * LONGEST_ADDRESS).status == 400


def test_an_empty_index_says_how_to_fill_it(page: Page) -> None:
    """Where somebody opens the page before the first run."""
    answer = page.get("/")
    assert answer.status == 200
    assert "docmill run" in answer.text


def test_an_index_of_another_docmill_is_no_fault_of_the_reader(tmp_path: Path) -> None:
    """The answer says that it is for later, and what to do."""
    tantivy.Index(tantivy.SchemaBuilder().add_text_field("x").build(), str(tmp_path))
    with running_page(EmbeddedIndex(tmp_path), tmp_path) as running:
        answer = running.get("/?q=treaty")
        assert (answer.status, "move the directory away" in answer.text) == (503, True)
        assert running.get("/api/search?q=treaty").status == 503


def test_other_methods_are_refused(page: Page) -> None:
    """The page only reads."""
    connection = http.client.HTTPConnection(page.url.removeprefix("http://"))
    connection.request("POST", "/", body=b"q=x")
    assert connection.getresponse().status == 405
    connection.close()
