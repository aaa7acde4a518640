"""Documents in a browser: repairs, hostile ones, stars, tags, notes and saved searches."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.contract.page_library import HOSTILE
from tests.harness.page import Page

pytestmark = pytest.mark.once


def test_repairs_show_what_stood_there_before(tab: Tab) -> None:
    """At a click, which needs no script."""
    tab.goto("/document/harbour")
    before = tab.locator(".text del")
    expect(before).to_be_hidden()
    tab.get_by_label("Show what stood there before repairs").check()
    expect(before).to_be_visible()
    expect(before).to_have_text("soldout")


def test_steps_go_on_in_the_other_parts_of_a_long_text(tab: Tab) -> None:
    """By buttons as by keys, forwards and back, from the place that an address leads to."""
    tab.goto("/document/long?q=77*")
    steps = tab.get_by_role("navigation", name="The query stands here")
    current = tab.locator(".match.current")
    steps.get_by_role("button", name="previous").click()  # of the first one: the last of this part
    last = int((current.get_attribute("id") or "").removeprefix("match-"))
    steps.get_by_role("button", name="next").click()
    expect(tab).to_have_url(re.compile(rf"part=2#match-{last + 1}$"))
    expect(current).to_have_id(f"match-{last + 1}")
    tab.keyboard.press("p")
    expect(tab).to_have_url(re.compile(rf"part=1#match-{last}$"))
    expect(current).to_have_id(f"match-{last}")
    steps.get_by_role("link", name="7", exact=True).click()
    tab.keyboard.press("n")
    expect(current).to_have_id("match-8")


def test_a_hostile_document_stays_text(tab: Tab) -> None:
    """Markup, scripts, links, codes of a terminal and changes of direction are shown, not done."""
    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text))
    tab.on("dialog", lambda dialog: dialog.dismiss())
    for path in ("/?q=villain", "/document/hostile?q=villain", "/facet/person", "/marked"):
        tab.goto(path)
        assert tab.evaluate("window.harmed") is None
        assert tab.locator("svg[onload], img, a[href^='javascript']").count() == 0
        assert tab.locator("script:not([src])").count() == 0
        shown = tab.locator("body").inner_text()
        assert "<script>window.harmed = true</script>" in shown
        assert not {"\x1b", "\u202e"} & set(tab.content())
    tab.goto("/document/hostile")
    shown_text = tab.locator(".text").inner_text()
    assert shown_text == HOSTILE.replace("\x1b", "⟨U+001B⟩").replace("\u202e", "⟨U+202E⟩").replace(
        "\u202c", "⟨U+202C⟩"
    )
    # Not even the browser's own defence had anything to refuse.
    assert refused == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_document_is_starred_tagged_and_noted(
    browser: Browser, page: Page, scripts: bool
) -> None:
    """By a key where there are scripts, by nothing but forms where there are none."""
    context = browser.new_context(base_url=page.url, java_script_enabled=scripts)
    tab = context.new_page()
    tab.goto("/document/letter?q=harbour")
    star = tab.get_by_role("button", name="Star")
    expect(star).to_have_attribute("aria-pressed", "false")
    if scripts:
        tab.keyboard.press("s")
    else:
        star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    tab.get_by_label("Tags").fill("fish, boats")
    tab.get_by_role("button", name="Add").click()
    tab.get_by_text("Note", exact=True).first.click()
    tab.get_by_label("Note").fill("one line\nand another")
    tab.get_by_role("button", name="Keep the note").click()
    expect(tab.get_by_label("Note")).to_have_value("one line\nand another")
    assert tab.url.endswith("/document/letter?q=harbour#own")
    tab.goto("/marked?noted=1&tag=boats")
    expect(tab.locator(".hit")).to_have_count(1)
    tab.get_by_role("link", name="A letter").click()
    tab.get_by_role("button", name="take the tag boats away").click()
    tab.get_by_label("Note").fill("")
    tab.get_by_role("button", name="Keep the note").click()
    tab.get_by_role("button", name="Star").click()
    expect(star).to_have_attribute("aria-pressed", "false")
    context.close()


def test_a_search_is_saved_and_its_result_tagged_exported_and_brought_in(
    tab: Tab, tmp_path: Path
) -> None:
    """From the hits, and by the browser's own sending of a file."""
    tab.goto("/?q=minutes&place=Bern")
    tab.get_by_text("Save this search").click()
    tab.get_by_label("Name").fill("Minutes of Bern")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".hits")).to_contain_text("23 documents, none new")
    tab.get_by_role("link", name="Minutes of Bern").click()
    tab.get_by_text("Tag all", exact=True).click()
    tab.get_by_label("Tag", exact=True).fill("bernese")
    tab.get_by_role("button", name="Tag all 23").click()
    expect(tab.locator(".total")).to_contain_text("23 documents")
    tab.get_by_role("link", name="Back to the hits").click()
    expect(tab.locator(".hit .brief").first).to_contain_text("bernese")
    tab.get_by_role("link", name="bernese").first.click()
    with tab.expect_download() as download:
        tab.get_by_text("All stars, tags, notes and saved searches").click()
    file = tmp_path / "kept.json"
    download.value.save_as(file)
    tab.get_by_text("Take this tag from all documents").click()
    tab.get_by_role("button", name="Take bernese from all").click()
    tab.get_by_label("Such a file").set_input_files(file)
    tab.get_by_role("button", name="Bring it in").click()
    expect(tab.locator(".filters")).to_contain_text("bernese ×23")
