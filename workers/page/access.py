"""Who may see the page: everybody of this machine, who logs in, whom a proxy names, or programs.

Each request has a `Visitor`, in `request.state.visitor`.
"""

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import quote

import anyio
import msgspec
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.errors import ConfigurationError
from workers.address import is_loopback
from workers.page.api import PREFIX, ErrorAnswer, as_json
from workers.page.guard import LOOPBACK_NAMES
from workers.page.password import check_hash
from workers.page.rendering import screen
from workers.page.sessions import Sessions
from workers.page.throttle import Throttle
from workers.page.token import PREFIX as PREFIX_OF_TOKENS
from workers.page.token import check_token_hash, holder
from workers.settings import Settings

LOGIN = "/login"
OPEN = ("/static/",)  # what everybody may have
# Cookies. That of the form is another one: whoever comes by a link from elsewhere brings no cookie,
# is shown the form, and must not lose the session by that.
SESSION = "docmill"
FORM = "docmill-form"
LONGEST_NEXT = 4_000  # characters of an address to which a login leads
LONGEST_USER = 200


class Visitor(msgspec.Struct, frozen=True):
    """Whose request it is.

    `user`: a name, "" where nobody needs one. `is_in`: whether the visitor may see the page.
    `key`: what the token of the visitor's forms is made of. `address`: where the request comes
    from, behind proxies that are trusted. `is_secure`: by HTTPS. `is_program`: it brought a token,
    which no browser adds by itself.
    """

    user: str
    is_in: bool
    key: str
    address: str
    is_secure: bool
    is_program: bool = False


class Access:
    """Decides whose a request is."""

    def __init__(self, settings: Settings) -> None:
        """As the settings say.

        Raises:
            ConfigurationError: as they are, strangers would see the page, or nobody would.
        """
        self.users = settings.page_users
        self.throttle = Throttle()
        self.sessions = Sessions(settings.page_session_hours * 3600)
        self.checking = anyio.Lock()  # a check of a password takes 64 MB for a fifth of a second
        self._tokens = settings.page_tokens
        self._proxies = settings.page_networks
        self._header = settings.page_user_header.lower()
        self._secret = secrets.token_bytes(32)
        for name, hash in self.users.items():
            if not name or len(name) > LONGEST_USER:
                raise ConfigurationError("DOCMILL_PAGE_USERS has a name that is empty or too long")
            check_hash(name, hash)
        for name, hash in self._tokens.items():
            if not name or len(name) > LONGEST_USER:
                raise ConfigurationError("DOCMILL_PAGE_TOKENS has a name that is empty or too long")
            check_token_hash(name, hash)
        if self._tokens and not (self.users or self._header):
            raise ConfigurationError(
                "DOCMILL_PAGE_TOKENS are for a page with a login, which this one has not: set "
                "DOCMILL_PAGE_USERS or DOCMILL_PAGE_USER_HEADER, or leave the tokens out"
            )
        if self._header and self.users:
            raise ConfigurationError(
                "DOCMILL_PAGE_USERS and DOCMILL_PAGE_USER_HEADER are both set; either the page "
                "asks for a password, or the proxy does"
            )
        if self._header and not self._proxies:
            raise ConfigurationError(
                f"anybody could send {settings.page_user_header}: name the proxy that may, by "
                "DOCMILL_PAGE_PROXIES"
            )
        is_elsewhere = not is_loopback(settings.page_host) or settings.page_names
        if is_elsewhere and not (self.users or self._header):
            raise ConfigurationError(
                "for other machines than this one the page needs a login: set DOCMILL_PAGE_USERS "
                "to names with hashes that `docmill password` prints, or "
                "DOCMILL_PAGE_USER_HEADER to what a proxy names the user in"
            )

    @property
    def has_login(self) -> bool:
        """Whether the page itself asks for a password."""
        return bool(self.users)

    def visitor(self, scope: Scope) -> Visitor:
        """Whose a request is."""
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else ""
        is_proxied = self._is_proxy(peer)
        address = self._sender(peer, headers) if is_proxied else peer
        proto = headers.get("x-forwarded-proto", "") if is_proxied else ""
        is_secure = "https" in (scope["scheme"], proto.strip().lower())
        if self._tokens and (token := bearer(headers)) is not None:
            program = holder(self._tokens, token)
            key = f"program {program}"
            is_in = program is not None
            return Visitor(program or "", is_in, key, address, is_secure, is_in)
        if self._header:
            named = headers.getlist(self._header)
            # Two of them: one is from the sender, which the proxy should have taken out.
            user = _decoded(named[0]) if is_proxied and len(named) == 1 else ""
            is_in = 0 < len(user) <= LONGEST_USER
            return Visitor(user if is_in else "", is_in, f"user {user}", address, is_secure)
        if self.users:
            cookies = Request(scope).cookies
            id = cookie(cookies, SESSION, is_secure)
            known = self.sessions.user(id)
            key = f"session {id}"
            if scope["path"] == LOGIN:  # whoever is logged in, too: in another tab, a moment ago
                key = f"form {cookie(cookies, FORM, is_secure)}"
            return Visitor(known or "", known is not None, key, address, is_secure)
        return Visitor("", True, "", address, is_secure)

    def token(self, key: str) -> str:
        """The token of the forms of one visitor."""
        return hmac.new(self._secret, key.encode("utf-8", "replace"), sha256).hexdigest()

    def _is_proxy(self, address: str) -> bool:
        try:
            read = ip_address(address)
        except ValueError:
            return False
        return any(read in network for network in self._proxies)

    def _sender(self, peer: str, headers: Headers) -> str:
        """The last address of those that a request came by which is no proxy of ours."""
        named = [one.strip() for one in headers.get("x-forwarded-for", "").split(",")]
        return next((one for one in reversed(named) if one and not self._is_proxy(one)), peer)


class Door:
    """Lets in who may see the page, and sends the others to the login."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visitor = self._access.visitor(scope)
        scope.setdefault("state", {})["visitor"] = visitor
        path = scope["path"]
        is_open = path.startswith(OPEN) or (path == LOGIN and self._access.has_login)
        answer = self._app if visitor.is_in or is_open else self._refusal(Request(scope))
        await answer(scope, receive, send)

    def _refusal(self, request: Request) -> Response:
        is_api = request.url.path.startswith(PREFIX)
        if not self._access.has_login:
            told = "this page is seen through its proxy alone, by whom that names"
            if is_api:
                return as_json(ErrorAnswer(told), 403)
            return screen(request, "error.html", 403, title="Not here", message=told)
        if is_api:
            told = "log in first, at /login; a program brings a token: `docmill token` makes one"
            refused = as_json(ErrorAnswer(told), 401)
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        if request.method in ("GET", "HEAD"):
            asked = f"{request.url.path}?{request.url.query}".removesuffix("?")
            return RedirectResponse(login_address(asked), 303)
        told = (
            "your login has ended, so nothing was done: go back, copy what you wrote, log in again"
        )
        return screen(request, "error.html", 401, title="Not logged in", message=told)


def login_address(following: str) -> str:
    """The address of the login that leads on to another one."""
    asked = quote(following, safe="/?&=%") if following != "/" else ""
    return f"{LOGIN}?next={quote(asked, safe='/')}" if 0 < len(asked) <= LONGEST_NEXT else LOGIN


def cookie_name(name: str, is_secure: bool) -> str:
    """The name of a cookie; by HTTPS one that no other site can set (RFC 6265bis, 4.1.3)."""
    return f"__Host-{name}" if is_secure else name


def cookie(cookies: Mapping[str, str], name: str, is_secure: bool) -> str:
    """A cookie of the visitor; "" where there is none, or one that this server cannot have set."""
    found = cookies.get(cookie_name(name, is_secure), "")
    return found if len(found) < 100 else ""


def bearer(headers: Headers) -> str | None:
    """The token that a program brings (RFC 6750, 2.1).

    None where a request has none, or one that is not of our kind: a proxy may pass on its own.
    """
    kind, _, token = headers.get("authorization", "").partition(" ")
    return (
        token.strip() if kind.lower() == "bearer" and token.startswith(PREFIX_OF_TOKENS) else None
    )


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """The names that the page answers to.

    Raises:
        ConfigurationError: it listens on every address, and no name is set.
    """
    own = () if is_loopback(settings.page_host) else (settings.page_host.lower(),)
    if own and own[0] in ("0.0.0.0", "::"):
        if not settings.page_names:
            raise ConfigurationError(
                "say by which names browsers open the page, such as archive.example.org or "
                "192.168.1.20: set DOCMILL_PAGE_HOSTS"
            )
        own = ()
    return (*LOOPBACK_NAMES, *own, *settings.page_names)


def _decoded(header: str) -> str:
    """A header's value as the proxy wrote it; a name in UTF-8 comes as bytes (RFC 9110, 5.5)."""
    return header.encode("latin-1").decode("utf-8", "replace").strip()
