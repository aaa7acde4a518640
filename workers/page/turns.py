"""Which requests wait for one another: searches, so that a document is opened at once meanwhile."""

import os
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from workers.indexes import adapter
from workers.settings import Settings

# Requests that are worked at once: each may wait for the index or read an original.
THREADS = 16
# Seconds, at most, that a thread goes on in Python while another one waits. One that asks the index
# waits dozens of times for a page, each time 5 ms as Python has it.
SWITCH_SECONDS = 0.001

Answer = Callable[[Request], Response]


def turns(settings: Settings) -> CapacityLimiter:
    """For searches: one on each core where the index is searched in this process.

    More at once would all end later, and keep from its core what takes little.
    """
    cores = max(2, os.cpu_count() or 1)
    return CapacityLimiter(cores if adapter(settings.index_url).in_process else THREADS)


def in_turn(answer: Answer) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """A function that answers a request by a search, made to wait for its turn."""

    @wraps(answer)
    async def waiting(request: Request) -> Response:
        return await anyio.to_thread.run_sync(answer, request, limiter=request.app.state.turns)

    return waiting
