"""An HTTP server that answers like an Elasticsearch in trouble: as a script says, in order."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer: status, JSON body, and whether it says that it comes from Elasticsearch."""

    status: int
    body: Any
    genuine: bool = True


@dataclass
class ScriptedServer:
    """The running server; `requests` are the bodies it was sent, in order."""

    url: str
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def scripted_server(
    answers: Sequence[Answer] | Callable[[bytes], Answer],
    tls: ssl.SSLContext | None = None,
) -> Iterator[ScriptedServer]:
    """Serve on a free loopback port.

    Args:
        answers: one after the other, the last one for ever; or what gives one to a request's body.
        tls: the server's certificate; its address is then https://localhost.
    """
    script: Iterator[Answer] = iter(())
    if not callable(answers):
        script = chain(answers, repeat(answers[-1]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            request = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.requests.append(request)
            given = answers(request) if callable(answers) else next(script)
            body = json.dumps(given.body).encode()
            self.send_response(given.status)
            if given.genuine:
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def handle(self) -> None:
            # A client that does not trust the certificate hangs up.
            with suppress(ssl.SSLError, ConnectionError):
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the tests look at `requests`."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server = ScriptedServer(f"http://127.0.0.1:{listener.server_port}")
    if tls:
        listener.socket = tls.wrap_socket(
            listener.socket, server_side=True, do_handshake_on_connect=False
        )
        server.url = f"https://localhost:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
