"""What tests of the page do with a tab of the browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect


def await_page(tab: Tab, heading: str) -> None:
    """Wait for a page with its scripts: a key that comes sooner goes to the page before."""
    expect(tab.locator("h1")).to_have_text(heading)
    tab.wait_for_load_state()


def axe_violations(tab: Tab, *, only_contrast: bool = False) -> dict[str, list[str]]:
    """What axe-core finds against WCAG 2.2 AA, by rule."""
    every = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    rules = {"runOnly": ["color-contrast"] if only_contrast else every}
    found = Axe().run(tab, options=rules).response["violations"]
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found}
