"""Completion of a query in a browser."""

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

from tests.contract.page_in_browser.tabs import axe_violations

pytestmark = pytest.mark.once


def test_a_query_is_completed_by_keys(tab: Tab) -> None:
    """A field, then a name in it; Escape closes the list; what is read out says how many."""
    tab.goto("/")
    box = tab.get_by_label("Search for")
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("fish pers")
    expect(tab.locator("#completions li")).to_have_text(["field person"])
    assert axe_violations(tab) == {}
    tab.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "completion-0")
    tab.keyboard.press("Enter")
    expect(box).to_have_value("fish person:")
    box.press_sequentially("sve")
    expect(tab.locator("#completions li")).to_have_text(["person Maria Svensson ×1"])
    tab.keyboard.press("Escape")
    expect(tab.locator("#completions")).to_be_hidden()
    box.press_sequentially("n")
    expect(tab.locator("#completions")).to_be_visible()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    expect(box).to_have_value('fish person:"Maria Svensson" ')
    tab.keyboard.press("Enter")
    expect(tab.locator(".total strong")).to_have_text("0")


def test_a_completion_of_what_stood_there_before_is_not_shown(tab: Tab) -> None:
    """An answer that comes after the next letter is not shown and does not stop that letter's."""

    def answered_late(route: Route) -> None:
        answer = route.fetch()
        box.press("e")
        route.fulfill(response=answer)

    tab.route(lambda url: url.endswith("person%3Asv"), answered_late)
    tab.goto("/")
    box = tab.get_by_label("Search for")
    box.press_sequentially("person:sv")
    expect(box).to_have_value("person:sve")
    expect(tab.locator("#completions li")).to_have_text(["person Maria Svensson ×1"])


def test_completions_go_when_the_cursor_moves_or_escape_comes_first(tab: Tab) -> None:
    """They are of what stands before the cursor; what was closed does not open by itself."""
    tab.goto("/")
    box = tab.get_by_label("Search for")
    box.press_sequentially("person:sve")
    expect(tab.locator("#completions li")).to_have_count(1)
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator("#completions")).to_be_hidden()
    tab.keyboard.press("End")
    box.press_sequentially("n")
    expect(tab.locator("#completions li")).to_have_count(1)
    box.click(position={"x": 12, "y": 12})
    expect(tab.locator("#completions")).to_be_hidden()

    asked: list[str] = []

    def answered_late(route: Route) -> None:
        answer = route.fetch()
        tab.evaluate(
            "document.getElementById('q').dispatchEvent(new KeyboardEvent("
            "'keydown', {key: 'Escape', bubbles: true}))"
        )
        route.fulfill(response=answer)
        asked.append(route.request.url)

    tab.route("**/api/complete?*", answered_late)
    tab.keyboard.press("End")
    with tab.expect_response("**/api/complete?*"):
        box.press_sequentially("s")
    tab.wait_for_timeout(300)  # in which it would be shown
    expect(tab.locator("#completions")).to_be_hidden()
    assert asked
