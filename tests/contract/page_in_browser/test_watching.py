"""Runs in a browser: what one would read, and one that is watched to its end."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.contract.page_in_browser.tabs import axe_violations
from workers.files.directory_lock import producer_lock
from workers.files.run_progress import LinkLoad, RunProgress, tell
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.settings import load_settings

pytestmark = pytest.mark.once


def test_a_run_is_watched_to_its_end_without_loading_again(tab: Tab, data_dir: Path) -> None:
    """The figures change in place while it goes on; at its end the rest of the page does."""
    settings = load_settings(data_dir=data_dir)
    lock = producer_lock(settings)
    lock.acquire()
    try:
        tab.goto("/runs")
        load = LinkLoad("extract", 9, {"extract": 2})
        tell(settings, RunProgress("going", time.time_ns() // 1_000_000, 1, 4, 1.5, 61, (load,)))
        tab.get_by_role("link", name="going").click()
        expect(tab.locator("#balance")).to_contain_text("running")
        expect(tab.locator("#balance")).to_contain_text("about 1 min 01 s left")
        expect(tab.locator("#balance")).to_contain_text("Bottleneck: extract")
        assert axe_violations(tab) == {}
        tab.route("**/live", lambda route: route.fulfill(status=503))
        tab.reload()
        expect(tab.locator("#connection")).to_contain_text("Connection lost")
        tab.unroute("**/live")
        expect(tab.locator("#connection")).to_have_text("", timeout=20_000)
        ledger = Ledger(settings.ledger_path, writable=True)
        ledger.finish("going", State.DONE)
        ledger.close()
        expect(tab.locator("#balance")).to_contain_text("done")
        expect(tab.locator(".origin")).to_contain_text("UTC to")
        expect(tab.get_by_text("Stop this run")).to_have_count(0)
    finally:
        lock.release()


def test_what_a_run_would_read_is_looked_at_by_keys(tab: Tab) -> None:
    """From the list of runs through the folders; without workers there is nothing to start."""
    tab.goto("/runs")
    for link in ("Start a run", "data", "logs"):
        tab.get_by_role("link", name=link).press("Enter")
    expect(tab.locator(".problem")).to_contain_text("docmill up")
    expect(tab.get_by_role("button", name="Start a run")).to_have_count(0)
    expect(tab.locator("main")).to_contain_text("1 file, 3 Bytes")
