"""A real headless Chromium for tests that look at pages: the system's own, driven by Playwright."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATH_VARIABLE = "DOCMILL_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The path of Chromium's program, or None where there is none."""
    given = os.environ.get(PATH_VARIABLE)
    return given or next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def running_browser(program: str) -> Iterator[Browser]:
    """A started browser.

    Inside, Playwright's event loop runs in this thread: `asyncio.run` cannot be called.
    """
    from playwright.sync_api import sync_playwright

    # Chromium's own sandbox does not start for root, as which containers and CI run.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        try:
            yield browser
        finally:
            browser.close()
