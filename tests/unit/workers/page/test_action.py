"""Actions of the page: which are done, and which are refused."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.routing import Route

from tests.harness.page import FORM, Page, running_page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.page.action import LARGEST_FORM
from workers.page.api import PREFIX
from workers.page.application import application
from workers.settings import load_settings


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over an index that does not exist yet."""
    directory: Path = tmp_path_factory.mktemp("page")
    with running_page(EmbeddedIndex(directory / "index"), directory) as running:
        yield running


def actions(directory: Path) -> list[str]:
    """The paths of all actions by forms."""
    made = application(load_settings(data_dir=directory), EmbeddedIndex(directory / "index"))
    return [
        re.sub(r"\{.*?\}", "x", route.path)
        for route in made.routes
        if isinstance(route, Route)
        and "GET" not in (route.methods or ())
        and not route.path.startswith(PREFIX)
    ]


def test_no_action_is_done_for_a_page_elsewhere_or_without_the_token(
    page: Page, tmp_path: Path
) -> None:
    """Each of them: another origin, another port, none, no token, a wrong one, another type."""
    own = {"Origin": page.url, "Content-Type": FORM}
    right = urlencode({"token": page.token})
    refused = [
        ({**own, "Origin": "https://evil.example"}, right, 403),
        ({**own, "Origin": "http://127.0.0.1:1"}, right, 403),
        ({**own, "Origin": "null"}, right, 403),
        ({"Content-Type": FORM}, right, 403),
        ({**own, "Sec-Fetch-Site": "same-site"}, right, 403),
        ({**own, "Sec-Fetch-Site": "cross-site"}, right, 403),
        (own, "", 403),
        (own, "token=wrong", 403),
        (own, urlencode({"token": "ü"}), 403),
        ({**own, "Content-Type": "text/plain"}, right, 415),
        ({**own, "Content-Type": FORM, "Content-Length": str(10**9)}, "", 413),
        (own, "token=%ff", 400),
        (own, "&".join(f"f{n}=1" for n in range(1_000)), 400),
    ]
    paths = actions(tmp_path)
    assert "/document/x/note" in paths
    for path in paths:
        for headers, body, status in refused:
            answer = page.send("POST", path, body, headers)
            is_upload = answer.status == 415 and status in (400, 403, 413)
            assert answer.status == status or is_upload, (path, headers, body)


def test_a_form_that_ends_too_late_is_not_kept(page: Page) -> None:
    """One that says no length is counted while it comes."""
    address = urlsplit(page.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(
            f"POST /untag-all HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {page.url}\r\n"
            f"Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        piece = b"x" * 60_000
        for _ in range(LARGEST_FORM // len(piece) + 1):
            connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_its_own_form_is_taken(page: Page) -> None:
    """With what a browser sends beside."""
    answer = page.post("/untag-all", tag="none")
    assert (answer.status, answer.headers["Location"]) == (303, "/marked")
    both = {"Origin": page.url, "Content-Type": f"{FORM}; charset=utf-8"}
    body = urlencode({"token": page.token, "tag": "none"})
    sent = page.send("POST", "/untag-all", body, {**both, "Sec-Fetch-Site": "same-origin"})
    assert sent.status == 303
    assert page.get("/untag-all").status == 405


def test_no_change_by_json_is_made_for_a_page_elsewhere_or_without_the_token(page: Page) -> None:
    """Each of them; and no form of whatever page is taken for JSON."""
    own = {"Origin": page.url, "Content-Type": "application/json", "X-Docmill-Token": page.token}
    changes = [
        (method.upper(), path)
        for path, methods in json.loads(page.get("/api/openapi.json").body)["paths"].items()
        for method in methods
        if method != "get"
    ]
    assert ("PATCH", "/api/documents/{id}/annotation") in changes
    for method, path in changes:
        for headers in (
            {"Origin": "https://evil.example"}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"},
            {"X-Docmill-Token": ""}, {"X-Docmill-Token": "wrong"}, {"X-Docmill-Token": "\xfc"},
        ):  # fmt: skip
            answer = page.send(method, re.sub(r"\{.*?\}", "x", path), "{}", {**own, **headers})
            assert answer.status == 403, (method, path, headers)
            assert json.loads(answer.body)["error"]
    for headers, body, status in (
        ({"Content-Type": FORM}, "{}", 415), ({"Content-Type": "text/plain"}, "{}", 415),
        ({}, "", 400), ({}, "[" * 100_000, 400), ({}, "\x00", 400), ({}, '{"name": 1}', 400),
        ({}, '{"name": "a", "query": "", "more": 1}', 400),
        ({"Content-Length": str(LARGEST_FORM + 1)}, "", 413),
    ):  # fmt: skip
        answer = page.send("POST", "/api/searches", body, {**own, **headers})
        assert answer.status == status, (headers, body[:50])
