"""What stands before every answer: which host is asked, how much is sent, what a browser may do."""

import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_ADDRESS = 200_000  # bytes of path and query
# Nothing inline, nothing from elsewhere; a page is shown in no other one's frame.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^:\[\]]+))(?::[0-9]+)?")
LOOPBACK_NAMES = ("localhost", "::1", "127.0.0.1")


class Guard:
    """Refuses requests to other hosts, and too long ones; adds headers that bind the browser.

    A page elsewhere could give its own name the address of this machine and then read what is
    answered here (DNS rebinding): the name that the browser asked for tells.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = tuple(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_bound(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_bound)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        host = host_name(Headers(scope=scope).get("host", ""))
        if host not in self._hosts:
            # The last is the name that others are given, where there is one.
            told = f"this server does not answer to that name; open it as {self._hosts[-1]}"
            return JSONResponse({"error": told}, 400)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            return JSONResponse({"error": "the address is too long"}, 400)
        return None


def host_name(host: str) -> str:
    """The name in a Host header, in lower case, without port and brackets; "" if it is none."""
    read = _HOST.fullmatch(host.strip().lower())
    return (read[1] or read[2]) if read else ""
