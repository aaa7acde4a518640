"""Every page in a browser: accessible, narrow enough for a phone, light, and behind a login."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.contract.page_in_browser.tabs import axe_violations
from tests.harness.page import Page, running_page
from workers.indexes.embedded.index import EmbeddedIndex

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
