"""Who is logged in: sessions in memory, which end by time, by logging out, and with the server."""

import secrets
import time
from collections.abc import Callable

import msgspec

MOST_SESSIONS = 1_000  # the oldest ends when there would be more


class Session(msgspec.Struct, frozen=True):
    """A login: whose, and until when by the clock of the sessions."""

    user: str
    ends: float


class Sessions:
    """Sessions by their id, which only the browser's cookie has."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._open: dict[str, Session] = {}

    def begin(self, user: str) -> str:
        """Begin a session; returns its id."""
        now = self._clock()
        self._open = {id: one for id, one in self._open.items() if one.ends > now}
        while len(self._open) >= MOST_SESSIONS:
            del self._open[next(iter(self._open))]
        id = new_id()
        self._open[id] = Session(user, now + self._seconds)
        return id

    def user(self, id: str) -> str | None:
        """Whose session it is; None where there is none any more."""
        session = self._open.get(id)
        return session.user if session and session.ends > self._clock() else None

    def end(self, id: str) -> None:
        """End a session."""
        self._open.pop(id, None)


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_urlsafe(32)
