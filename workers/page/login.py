"""Logging in and out."""

import math
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workers.page.access import (
    FORM,
    LONGEST_NEXT,
    SESSION,
    Access,
    Visitor,
    cookie,
    cookie_name,
)
from workers.page.action import Form, form_of
from workers.page.password import LONGEST, matches
from workers.page.rendering import screen
from workers.page.sessions import new_id

# A path of this page: not //host, not /\host, nothing that browsers take out.
_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def login(request: Request) -> Response:
    """The form for name and password."""
    following = _following(request.query_params.get("next", ""))
    if _visitor(request).is_in:
        return RedirectResponse(following, 303)
    return _form(request, following)


async def begin(request: Request) -> Response:
    """Check name and password, and begin a session."""
    access, visitor = _access(request), _visitor(request)
    form = await form_of(request)
    following = _following(form.get("next", ""))
    wait = access.throttle.wait_seconds(visitor.address)
    if wait:
        return _throttled(request, following, wait)
    begun = access.throttle.begin(visitor.address)
    async with access.checking:
        user = await run_in_threadpool(_known, access, form)
    if user is None:
        return _form(request, following, "The name or the password is wrong.", 403)
    access.throttle.take_back(begun)
    access.sessions.end(cookie(request.cookies, SESSION, visitor.is_secure))
    answer = RedirectResponse(following, 303)
    _set_cookie(answer, SESSION, access.sessions.begin(user), visitor)
    return answer


def end(request: Request, form: Form) -> Response:
    """End the session."""
    del form
    visitor = _visitor(request)
    _access(request).sessions.end(cookie(request.cookies, SESSION, visitor.is_secure))
    answer = RedirectResponse("/login", 303)
    _set_cookie(answer, SESSION, "", visitor)
    return answer


def _known(access: Access, form: Form) -> str | None:
    """Whose name and password a form has; takes as long where there is no such name."""
    name, password = form.get("name", "").strip(), form.get("password", "")
    known = access.users.get(name)
    hash = known or next(iter(access.users.values()))
    is_right = matches(password[: LONGEST + 1], hash)
    return name if known is not None and is_right and len(password) <= LONGEST else None


def _form(request: Request, following: str, problem: str = "", status: int = 200) -> Response:
    visitor = _visitor(request)
    id = cookie(request.cookies, FORM, visitor.is_secure) or new_id()
    answer = screen(
        request,
        "login.html",
        status,
        following=following,
        problem=problem,
        token=_access(request).token(f"form {id}"),
    )
    _set_cookie(answer, FORM, id, visitor)
    return answer


def _throttled(request: Request, following: str, wait: float) -> Response:
    told = f"There were too many tries; wait {math.ceil(wait / 60)} minutes."
    answer = _form(request, following, told, 429)
    answer.headers["Retry-After"] = str(math.ceil(wait))
    return answer


def _set_cookie(answer: Response, name: str, id: str, visitor: Visitor) -> None:
    answer.set_cookie(
        cookie_name(name, visitor.is_secure),
        id,
        secure=visitor.is_secure,
        httponly=True,
        samesite="strict",
    )


def _following(address: str) -> str:
    """Where a login leads: an address of this page, else the search."""
    is_own = len(address) <= LONGEST_NEXT and _PATH.fullmatch(address)
    return address if is_own and not address.startswith("/login") else "/"


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


def _visitor(request: Request) -> Visitor:
    visitor: Visitor = request.state.visitor
    return visitor
