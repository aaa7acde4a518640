"""A proxy before a real Elasticsearch: refuses some items of a bulk, loses some answers."""

from __future__ import annotations

import http.client
import json
import random
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_REFUSAL = {
    "status": 429,
    "error": {"type": "es_rejected_execution_exception", "reason": "the queue is full"},
}
_BULK = "/_bulk"
_KEPT = ("content-type", "x-elastic-product")
_GENUINE = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}


@dataclass
class Proxy:
    """The running proxy; counts the items (or whole bulks) it refused and the answers it lost."""

    url: str
    refused: int = 0
    lost: int = 0


@contextmanager
def elasticsearch_proxy(
    target: str,
    *,
    refused_share: float = 0.0,
    refused_above: int | None = None,
    lost_share: float = 0.0,
    seed: int = 1,
) -> Iterator[Proxy]:
    """Forward everything to `target`, but take part in bulk requests.

    Args:
        refused_share: of the items of a bulk; answered with 429 and not forwarded.
        refused_above: bytes of a bulk; a larger one is answered with 429 and not forwarded.
        lost_share: of the bulk requests; forwarded, then the connection closed without an answer.
    """
    address = urlsplit(target).netloc
    chance = random.Random(seed)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if urlsplit(self.path).path != _BULK:
                self.answer(*self.ask(body))
                return
            if refused_above is not None and len(body) > refused_above:
                proxy.refused += 1
                told = json.dumps(_REFUSAL).encode()
                self.answer(429, _GENUINE, told)
                return
            with lock:
                lose = chance.random() < lost_share
                refused = [chance.random() < refused_share for _ in _items(body)]
                proxy.lost += lose
                proxy.refused += sum(refused)
            status, headers, told = self.bulk(body, refused)
            if lose:
                self.close_connection = True
            else:
                self.answer(status, headers, told)

        def bulk(self, body: bytes, refused: list[bool]) -> tuple[int, dict[str, str], bytes]:
            """Forward the items that are not refused, and put the answers together."""
            if not any(refused):
                return self.ask(body)
            kept = [item for item, no in zip(_items(body), refused, strict=True) if not no]
            status, headers, answered = 200, _GENUINE, []
            if kept:
                status, headers, told = self.ask(b"".join(kept))
                if status != 200:
                    return status, headers, told
                answered = json.loads(told)["items"]
            left = iter(answered)
            items = [{"index": _REFUSAL} if no else next(left) for no in refused]
            return status, headers, json.dumps({"errors": True, "items": items}).encode()

        def ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            """What the server says."""
            wanted = ("content-type", "accept", "authorization")
            sent = {name: value for name, value in self.headers.items() if name.lower() in wanted}
            with closing(http.client.HTTPConnection(address, timeout=60)) as connection:
                connection.request(self.command, self.path, body or None, sent)
                answer = connection.getresponse()
                headers = {n: v for n, v in answer.getheaders() if n.lower() in _KEPT}
                return answer.status, headers, answer.read()

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = forward  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the tests look at the counts."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    proxy = Proxy(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def _items(body: bytes) -> list[bytes]:
    """The items of a bulk body, two lines each."""
    lines = body.splitlines(keepends=True)
    return [first + second for first, second in zip(lines[::2], lines[1::2], strict=True)]
