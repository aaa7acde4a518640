"""The page in a real browser: by keys, without JavaScript, on a phone, with hostile documents."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from playwright.sync_api import Browser, BrowserContext, Route, expect
from playwright.sync_api import Page as Tab

from tests.contract.indexes import opened, written
from tests.contract.page_library import HOSTILE, library, write_runs
from tests.harness.page import Page, running_page
from workers.files.directory_lock import producer_lock
from workers.files.run_progress import LinkLoad, RunProgress, tell
from workers.indexes.embedded.index import EmbeddedIndex
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.reading.annotations import documents, searches
from workers.reading.annotations.file import writing
from workers.reading.annotations.records import Annotation, SavedSearch
from workers.settings import load_settings

pytestmark = pytest.mark.once

PATHS = (
    "/?q=minutes&not_place=Bern&from=2020", "/facet/place", "/document/nothing",
    "/document/harbour?q=harbour&name=place:Gothenburg&hit=2", "/document/hostile?q=villain",
    "/?q=harbuor", "/document/harbour/print", "/document/harbour/similar", "/runs",
    "/document/harbour?beside=text", "/document/reply", "/batch?list=Oslo%0Aharbour",
    "/complete?q=per", "/runs/a-run", "/keys", "/marked?tag=to+call", "/searches",
    "/start?folder=1", "/workers",
)  # fmt: skip
MOST_BYTES = 150_000  # over the wire, at the first load of the search


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


def await_page(tab: Tab, heading: str) -> None:
    """Wait for a page with its scripts: a key that comes sooner goes to the page before."""
    expect(tab.locator("h1")).to_have_text(heading)
    tab.wait_for_load_state()


def test_a_search_narrows_down_opens_and_steps_through_the_text_by_keys(tab: Tab) -> None:
    """Nothing but keys, from the box to the last place of the word and back to the hits."""
    tab.goto("/")
    tab.keyboard.press("/")
    tab.keyboard.type("harbour")
    tab.keyboard.press("Enter")
    expect(tab).to_have_title("harbour · docmill")
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


def test_repairs_show_what_stood_there_before(tab: Tab) -> None:
    """At a click, which needs no script."""
    tab.goto("/document/harbour")
    before = tab.locator(".text del")
    expect(before).to_be_hidden()
    tab.get_by_label("Show what stood there before repairs").check()
    expect(before).to_be_visible()
    expect(before).to_have_text("soldout")


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


@pytest.fixture(params=["elasticsearch"])
def other_page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """The page over the library in the other index."""
    with opened(request, tmp_path) as make:
        index = make()
        index.prepare()
        written(index, *library(tmp_path))
        with running_page(index, tmp_path) as running:
            yield running


def test_a_reader_goes_the_same_way_over_elasticsearch(browser: Browser, other_page: Page) -> None:
    """Narrow down, leave out, draw over the dates, page on, open, step, mark, save, take away."""
    context = browser.new_context(base_url=other_page.url)
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
    tab.keyboard.press("e")
    expect(tab.locator("mark.current")).to_have_id("name-1")
    tab.keyboard.press("s")
    expect(tab.get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    tab.get_by_role("link", name="Similar documents").click()
    expect(tab.locator("h1")).to_contain_text("Harbour festival")
    tab.goto("/?q=harbour")
    tab.get_by_text("Save this search").click()
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".hits")).to_contain_text("3 documents, none new")
    tab.goto("/?q=harbour")
    for file in ("CSV", "JSON lines"):
        with tab.expect_download() as download:
            tab.get_by_role("link", name=file).click()
        lines = download.value.path().read_text("utf-8").splitlines()
        assert len(lines) == 3 + (file == "CSV")  # copies too
    context.close()


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


def axe_violations(tab: Tab, *, only_contrast: bool = False) -> dict[str, list[str]]:
    """What axe-core finds against WCAG 2.2 AA, by rule."""
    every = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    rules = {"runOnly": ["color-contrast"] if only_contrast else every}
    found = Axe().run(tab, options=rules).response["violations"]
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found}


def test_every_page_is_accessible_in_both_schemes(browser: Browser, page: Page) -> None:
    """No violation of WCAG 2.2 AA that axe-core knows, and nothing wider than a phone."""
    context = browser.new_context(base_url=page.url, viewport={"width": 320, "height": 640})
    tab = context.new_page()
    found: dict[tuple[str, ...], list[str]] = {}
    for path in PATHS:
        tab.emulate_media(color_scheme="light")
        tab.goto(path)
        for rule, nodes in axe_violations(tab).items():
            found[path, rule] = nodes
        tab.emulate_media(color_scheme="dark")
        # Only the colours differ.
        for rule, nodes in axe_violations(tab, only_contrast=True).items():
            found[path, "dark", rule] = nodes
        if tab.evaluate("document.documentElement.scrollWidth") > 320:
            found[path, "wide"] = []
    context.close()
    assert found == {}


def test_a_login_by_keys_alone_leads_to_what_was_asked_for(
    browser: Browser, data_dir: Path, page: Page
) -> None:
    """On a phone; a wrong password is told; after logging out nothing is shown any more."""
    index = EmbeddedIndex(data_dir / "index")
    hash = Argon2id(
        salt=b"0" * 16, length=32, iterations=1, lanes=1, memory_cost=8
    ).derive_phc_encoded(b"correct horse")
    users = {"page_users": {"maria": hash}}
    with running_page(index, data_dir, **users) as locked:
        context = browser.new_context(
            base_url=locked.url, viewport={"width": 320, "height": 640}, color_scheme="dark"
        )
        tab = context.new_page()
        tab.goto("/document/letter?q=harbour")
        expect(tab.locator("h1")).to_have_text("Log in")
        for password in ("wrong horse", "correct horse"):
            assert axe_violations(tab) == {}
            tab.get_by_label("Name").focus()
            tab.keyboard.type("maria")
            tab.keyboard.press("Tab")
            tab.keyboard.type(password)
            tab.keyboard.press("Enter")
            if password == "wrong horse":
                expect(tab.get_by_role("alert")).to_contain_text("wrong")
        expect(tab.locator("h1")).to_have_text("A letter")
        assert tab.url.endswith("/document/letter?q=harbour")
        assert axe_violations(tab) == {}
        assert tab.evaluate("document.cookie") == ""
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        tab.goto(f"data:text/html,<a href='{locked.url}/runs'>a link from elsewhere</a>")
        tab.get_by_role("link").click()
        expect(tab.locator("h1")).to_have_text("Log in")
        tab.get_by_role("link", name="Open it again").click()
        expect(tab.locator("h1")).to_have_text("Runs")
        tab.get_by_role("button", name="Log out").press("Enter")
        expect(tab.locator("h1")).to_have_text("Log in")
        tab.go_back()
        tab.reload()
        expect(tab.locator("h1")).to_have_text("Log in")
        context.close()
    index.close()


def test_what_a_run_would_read_is_looked_at_by_keys(tab: Tab) -> None:
    """From the list of runs through the folders; without workers there is nothing to start."""
    tab.goto("/runs")
    for link in ("Start a run", "data", "logs"):
        tab.get_by_role("link", name=link).press("Enter")
    expect(tab.locator(".problem")).to_contain_text("docmill up")
    expect(tab.get_by_role("button", name="Start a run")).to_have_count(0)
    expect(tab.locator("main")).to_contain_text("1 file, 3 Bytes")


def test_the_first_load_is_light(tab: Tab) -> None:
    """All that goes over the wire for a search, and nothing of it from elsewhere."""
    sizes: list[int] = []
    hosts: set[str] = set()
    tab.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    tab.on(
        "requestfinished",
        lambda request: sizes.append(
            request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]
        ),
    )
    tab.goto("/?q=minutes")
    tab.wait_for_load_state("networkidle")
    assert 5_000 < sum(sizes) <= MOST_BYTES
    assert len(hosts) == 1
