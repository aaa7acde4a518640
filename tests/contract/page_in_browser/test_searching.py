"""Searching in a browser: by keys, without JavaScript, over both indexes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from pipeline.index import Index
from tests.contract.indexes import ENGINES, entry, opened, written
from tests.contract.page_in_browser.tabs import await_page
from tests.contract.page_library import library
from tests.harness.page import Page, running_page

pytestmark = pytest.mark.once


def test_a_search_narrows_down_opens_and_steps_through_the_text_by_keys(tab: Tab) -> None:
    """Nothing but keys, from the box to the last place of the word and back to the hits."""
    tab.goto("/")
    tab.keyboard.press("/")
    tab.keyboard.type("harbour")
    tab.keyboard.press("Enter")
    expect(tab).to_have_title("harbour · docmill")
    tab.keyboard.press("f")
    expect(tab.locator("#facets a").first).to_be_focused()
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    await_page(tab, "Harbour festival")
    for wanted in ("match-1", "match-2", "match-3", "match-1"):
        tab.keyboard.press("n")
        expect(tab.locator(".match.current")).to_have_id(wanted)
    tab.keyboard.press("p")
    expect(tab.locator(".match.current")).to_have_id("match-3")
    tab.keyboard.press("]")
    await_page(tab, "A letter")
    tab.keyboard.press("u")
    expect(tab).to_have_title("harbour · docmill")


def test_keys_are_listed_and_can_be_turned_off(tab: Tab) -> None:
    """Whoever speaks to the computer does not want letters to act."""
    tab.goto("/?q=harbour")
    tab.keyboard.press("?")
    expect(tab.locator("dialog")).to_be_visible()
    tab.get_by_label("keys are on").uncheck()
    tab.keyboard.press("Escape")
    expect(tab.locator("dialog")).to_be_hidden()
    tab.keyboard.press("j")
    expect(tab.locator(".hit.current")).to_have_count(0)
    tab.keyboard.press("?")
    expect(tab.locator("dialog")).to_be_visible()


def test_drawing_over_the_histogram_asks_for_that_time(tab: Tab) -> None:
    """From one bar to another, both included; by arrows with Shift as well."""
    tab.goto("/?q=minutes")
    bars = tab.locator(".dates a")
    bars.nth(0).hover()
    tab.mouse.down()
    bars.nth(2).hover()
    tab.mouse.up()
    expect(tab.locator(".filters")).to_contain_text("2021-01 to 2021-03")
    expect(tab.locator(".total strong")).to_have_text("12")
    tab.goto("/?q=minutes")
    bars.nth(0).focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "Enter"):
        tab.keyboard.press(key)
    expect(tab.locator(".filters")).to_contain_text("2021-02 to 2021-03")


def test_a_stroke_that_ends_beside_the_histogram_asks_nothing(tab: Tab) -> None:
    """And leaves no bar marked."""
    tab.goto("/?q=minutes")
    bars = tab.locator(".dates a")
    bars.nth(0).hover()
    tab.mouse.down()
    bars.nth(2).hover()
    expect(tab.locator(".dates .brushed")).to_have_count(3)
    tab.locator("h1, .total").last.hover()
    tab.mouse.up()
    expect(tab.locator(".dates .brushed")).to_have_count(0)
    expect(tab).to_have_url(re.compile(r"/\?q=minutes$"))


def test_values_of_a_facet_are_searched_while_typing(tab: Tab) -> None:
    """The list changes, the page stays."""
    tab.goto("/facet/place")
    tab.get_by_label("Values with").press_sequentially("goth")
    expect(tab.locator(".facet li")).to_have_count(1)
    expect(tab.locator(".facet li")).to_contain_text("Gothenburg")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("like=goth"))  # a link to what is shown
    expect(tab.locator(".facet li")).to_contain_text("Gothenburg")


def test_searching_and_reading_need_no_javascript(browser: Browser, page: Page) -> None:
    """Search, narrow down, exclude, open, go to the next place, the next hit and back."""
    context = browser.new_context(base_url=page.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/")
    tab.get_by_label("Search for").fill("harbour")
    tab.get_by_role("button", name="Search").click()
    tab.locator("#facets").get_by_role("link", name="Gothenburg", exact=True).click()
    tab.get_by_role("link", name="Harbour festival", exact=True).click()
    tab.get_by_role("navigation", name="The query stands here").get_by_text("3").last.click()
    assert tab.url.endswith("#match-3")
    tab.get_by_role("link", name="place Gothenburg").click()
    assert tab.url.endswith("#name-1")
    tab.get_by_role("link", name="Back to the hits").click()
    expect(tab.locator(".filters")).to_contain_text("Gothenburg")
    tab.get_by_role("link", name="Keys").click()
    expect(tab.locator("h1")).to_have_text("Keys of this page")
    tab.goto("/document/reply")
    expect(tab.get_by_text("> Look at them.")).to_be_hidden()
    tab.get_by_text("quoted, 1 line").click()
    expect(tab.get_by_text("> Look at them.")).to_be_visible()
    tab.goto("/document/reply?q=look")
    expect(tab.locator("#match-1")).to_be_visible()
    context.close()


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """The library in an index to which the test adds."""
    with opened(request, tmp_path) as make:
        made = make()
        made.prepare()
        yield written(made, *library(tmp_path))


@pytest.fixture
def either_page(index: Index, tmp_path: Path) -> Iterator[Page]:
    """The page over that index."""
    with running_page(index, tmp_path) as running:
        yield running


def test_a_reader_goes_the_same_way_over_both_indexes(
    browser: Browser, index: Index, either_page: Page
) -> None:
    """On a phone: narrow down, draw over dates, page on, read, mark, save, be told, take away."""
    context = browser.new_context(base_url=either_page.url, viewport={"width": 320, "height": 640})
    context.set_default_timeout(15_000)
    tab = context.new_page()
    tab.goto("/?q=minutes")
    tab.locator("#facets").get_by_role("link", name="Bern", exact=True).click()
    expect(tab.locator(".total strong")).to_have_text("23")
    tab.locator(".filters a").click()
    tab.get_by_role("link", name="exclude Bern", exact=True).click()
    expect(tab.locator(".total strong")).to_have_text("22")
    bars = tab.locator(".dates a")
    bars.nth(0).hover()
    tab.mouse.down()
    bars.nth(1).hover()
    tab.mouse.up()
    expect(tab.locator(".filters")).to_contain_text("to 2021-04")
    tab.goto("/?q=minutes&sort=source")
    for _ in range(2):
        tab.keyboard.press("]")
        tab.wait_for_url("**page=*")
    expect(tab.locator(".hit")).to_have_count(5)
    tab.goto("/?q=alike")
    tab.get_by_label("nearly equal ones together").check()
    tab.get_by_role("button", name="Search").click()
    expect(tab.locator(".total strong")).to_have_text("2")
    box = tab.get_by_label("Search for")
    box.fill("harbour")
    box.press("Enter")
    tab.get_by_role("link", name="Harbour festival", exact=True).click()
    await_page(tab, "Harbour festival")
    tab.keyboard.press("n")
    tab.keyboard.press("n")
    expect(tab.locator(".match.current")).to_have_id("match-2")
    tab.get_by_role("link", name="place Gothenburg").click()
    tab.wait_for_url("**name=place**")
    expect(tab.locator("mark.current")).to_have_id("name-1")
    tab.keyboard.press("e")
    expect(tab.locator("mark.current")).to_have_id("name-2")
    tab.keyboard.press("s")
    expect(tab.get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    tab.get_by_role("link", name="Similar documents").click()
    expect(tab.locator("h1")).to_contain_text("Harbour festival")
    tab.goto("/?q=harbour")
    tab.get_by_text("Save this search").click()
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".hits")).to_contain_text("3 documents, none new")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    written(index, entry("late", title="Late", text="The harbour.", indexed_at=now, source="x"))
    tab.reload()
    expect(tab.locator(".hits")).to_contain_text("4 documents, 1 new")
    tab.get_by_role("button", name="Show the new one").click()
    expect(tab.locator(".hit h2")).to_have_text("Late")
    tab.get_by_text("Tag all", exact=True).click()
    tab.get_by_label("Tag", exact=True).fill("news")
    tab.get_by_role("button", name="Tag it").click()
    expect(tab.locator(".total")).to_contain_text("1 document")
    for path in ("/?q=villain", "/document/hostile?q=villain&beside=text"):
        tab.goto(path)
        assert "<script>window.harmed = true</script>" in tab.locator("main").inner_text()
        assert tab.evaluate("window.harmed") is None
    tab.goto("/?q=harbour")
    for file in ("CSV", "JSON lines"):
        with tab.expect_download() as download:
            tab.get_by_role("link", name=file).click()
        lines = download.value.path().read_text("utf-8").splitlines()
        assert len(lines) == 4 + (file == "CSV")  # copies too
    context.close()
