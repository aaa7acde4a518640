"""A run's page in a real browser says why its figures stand still."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from playwright.sync_api import Browser, expect

from tests.contract.page_library import write_runs
from tests.harness.page import running_page
from workers.files.directory_lock import producer_lock
from workers.indexes.embedded.index import EmbeddedIndex
from workers.settings import load_settings

pytestmark = pytest.mark.once

LOST = "Connection lost"
WAIT = 30_000  # milliseconds; the browser waits some seconds before it tries again


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory with a run that goes on."""
    settings = load_settings(data_dir=tmp_path)
    write_runs(settings)
    lock = producer_lock(settings)
    lock.acquire()
    yield tmp_path
    lock.release()


@pytest.fixture
def index(data_dir: Path) -> Iterator[EmbeddedIndex]:
    """An empty index."""
    opened = EmbeddedIndex(data_dir / "index")
    opened.prepare()
    yield opened
    opened.close()


def test_a_server_that_stops_and_starts_is_told_and_found_again(
    browser: Browser, data_dir: Path, index: EmbeddedIndex, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody has to load the page again, and the server does not complain of who looked."""
    with running_page(index, data_dir) as first:
        tab = browser.new_page()
        with tab.expect_response("**/live"):
            tab.goto(f"{first.url}/runs/going")
        expect(tab.locator("#balance")).to_contain_text("running", timeout=WAIT)
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
    expect(tab.locator("#connection")).to_contain_text(LOST, timeout=WAIT)
    with running_page(index, data_dir, page_port=int(first.url.rpartition(":")[2])):
        expect(tab.locator("#connection")).to_have_text("", timeout=WAIT)
        tab.close()


def test_a_login_that_ends_is_told_and_leads_back(
    browser: Browser, data_dir: Path, index: EmbeddedIndex
) -> None:
    """It is not called a lost connection: to wait would help nobody."""
    cheap = Argon2id(salt=b"0" * 16, length=32, iterations=1, lanes=1, memory_cost=8)
    users = {"maria": cheap.derive_phc_encoded(b"correct horse")}
    with running_page(index, data_dir, page_users=users) as locked:
        context = browser.new_context(base_url=locked.url)
        tab, other = context.new_page(), context.new_page()

        def log_in() -> None:
            tab.get_by_label("Name").fill("maria")
            tab.get_by_label("Password").fill("correct horse")
            tab.keyboard.press("Enter")
            expect(tab.locator("h1")).to_contain_text("going")

        tab.goto("/runs/going")
        log_in()
        expect(tab.locator("#connection")).to_have_text("")
        other.goto("/runs")
        other.get_by_role("button", name="Log out").click()
        expect(tab.locator("#connection")).to_contain_text("Your login has ended", timeout=WAIT)
        expect(tab.locator("#connection")).not_to_contain_text(LOST)
        tab.get_by_role("link", name="Log in again").click()
        log_in()
        context.close()


def test_a_run_that_is_gone_is_told(browser: Browser, data_dir: Path, index: EmbeddedIndex) -> None:
    """Its ledger was put elsewhere: nothing will come any more, and nothing is asked again."""
    with running_page(index, data_dir) as running:
        tab = browser.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.method))
        tab.goto(f"{running.url}/runs/going")
        expect(tab.locator("#balance")).to_contain_text("running", timeout=WAIT)
        (data_dir / "ledger.sqlite").rename(data_dir / "ledger.elsewhere")
        expect(tab.locator("#connection")).to_contain_text("load the page again", timeout=WAIT)
        assert asked.count("HEAD") == 1
        tab.close()
