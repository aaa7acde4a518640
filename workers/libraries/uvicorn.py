"""What uvicorn lacks: a limit on the time in which a request's head comes.

uvicorn ends a connection that is idle after an answer, but waits for ever for the first request, or
for the rest of a head that comes byte by byte.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 of uvicorn that closes a connection on which no whole head comes in time."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what comes, and wait for the rest of a head that is not whole."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        self._wait_no_longer()

    def _wait(self) -> None:
        """From now on, unless a request is under way, or it was waited for already."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_longer()
        elif self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(HEAD_SECONDS, self._close)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        self._late = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
