"""Session fixtures that hand the tests a real service; loaded by the root conftest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import pytest

from testbed.broker import RunningBroker, running_broker
from testbed.elasticsearch import HomeNotBuilt, start_elasticsearch, why_not
from tests.harness.browser import PATH_VARIABLE, find_chromium, running_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

URL_VARIABLE = "DOCMILL_TEST_ELASTICSEARCH_URL"


def cannot(message: str) -> NoReturn:
    """Skip on a laptop, fail in CI: a green CI must mean that these tests ran."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The base URL, without a trailing slash, of an Elasticsearch shared by the session.

    Indices are shared too, so a test names its own. With DOCMILL_TEST_ELASTICSEARCH_URL set, that
    server is used and nothing is started.

    Raises:
        StartFailed: everything it needs is there and it still did not start; never a skip.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given.rstrip("/")
        return
    reason = why_not()
    if reason is not None:
        cannot(f"no Elasticsearch for this test: {reason} (or set {URL_VARIABLE})")
    try:
        server = start_elasticsearch()
    except HomeNotBuilt as error:
        cannot(f"no Elasticsearch for this test: {error} (or set {URL_VARIABLE})")
    with server:
        yield server.url


@pytest.fixture(scope="session")
def _broker() -> Iterator[RunningBroker]:
    with running_broker() as broker:
        yield broker


@pytest.fixture
def broker(_broker: RunningBroker) -> RunningBroker:
    """A real Redis-compatible server, shared by the session and empty at the test's start."""
    with _broker.client() as client:
        client.flushall()
    return _broker


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, shared by a module; each test opens a context of its own in it."""
    program = find_chromium()
    if program is None:
        cannot(
            "no Chromium for this test: apt-get install chromium, or name the program of another "
            f"by {PATH_VARIABLE}"
        )
    with running_browser(program) as started:
        yield started
