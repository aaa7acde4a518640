"""The browser of the tests of pages shows what it is given."""

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.once


def test_a_page_and_its_script_are_run(browser: Browser) -> None:
    """A page of text, with a script that changes it."""
    page = browser.new_page()
    page.set_content("<h1>before</h1><script>document.querySelector('h1').append(1 + 1)</script>")
    assert page.inner_text("h1") == "before2"
    page.close()
