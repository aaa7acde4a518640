"""The page of `docmill serve` in this process, for tests that ask it over HTTP."""

import contextlib
import http.client
import re
import threading
import time
from collections.abc import Iterator, Mapping
from email.message import Message
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette

from pipeline.index import Index
from workers.address import LOOPBACK, listen
from workers.page.server import server
from workers.settings import load_settings

START_SECONDS = 20.0
FORM = "application/x-www-form-urlencoded"


class Reply(NamedTuple):
    """An answer as it came, packed or not."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Page(NamedTuple):
    """A running page: its address without a slash at the end, and the token of its forms."""

    url: str
    token: str

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a path; redirections are not followed."""
        return self.send("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> Reply:
        """Send a form as a browser sends one of the page's own, with its token."""
        body = urlencode({"token": self.token, **fields})
        return self.send("POST", path, body, {"Origin": self.url, "Content-Type": FORM})

    def send(
        self, method: str, path: str, body: str | bytes | None, headers: Mapping[str, str]
    ) -> Reply:
        """Send any request."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return Reply(answer.status, answer.msg, answer.read())


def links(html: str, text: str) -> list[str]:
    """Where links go that hold a text."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [unescape(href) for href, inner in found if text in re.sub("<.*?>", "", unescape(inner))]


@contextlib.contextmanager
def running_page(index: Index, data_dir: Path, **overrides: Any) -> Iterator[Page]:
    """The page over an index, on a free port of loopback unless `page_port` is one of `overrides`.

    `overrides`: settings.
    """
    settings = load_settings(data_dir=data_dir, **overrides)
    opened = listen(LOOPBACK, overrides.get("page_port", 0), "the page", "")
    running = server(settings, index)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not running.started:
            assert thread.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        address = f"http://{LOOPBACK}:{opened.getsockname()[1]}"
        served = running.config.app
        assert isinstance(served, Starlette)
        yield Page(address, served.state.access.token(""))
    finally:
        running.should_exit = True
        thread.join()
        opened.close()
