"""Which requests wait for one another: searches, so that a document is opened at once meanwhile."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from functools import partial, wraps
from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter, Semaphore
from starlette.requests import Request
from starlette.responses import Response

from workers.indexes import adapter
from workers.settings import Settings

# Requests that are worked at once: each may wait for the index or read an original.
THREADS = 16
# Seconds, at most, that a thread goes on in Python while another one waits. One that asks the index
# waits dozens of times for a page, each time 5 ms as Python has it.
SWITCH_SECONDS = 0.001
# Seconds after which the next search begins although one is still under way: ten times what one
# takes over 100,000 documents, so that a pattern or a comparison of all hits holds up nobody.
LONG_SECONDS = 0.5

Answer = Callable[[Request], Response]


class Turns:
    """Turns of requests: `at_once` of them, with those that take long `most`, first come first."""

    def __init__(self, at_once: int, most: int, long_seconds: float = LONG_SECONDS) -> None:
        self.at_once = at_once
        self._next = Semaphore(at_once)
        self._under_way = Semaphore(most)
        self._threads = CapacityLimiter(most)
        self._long_seconds = long_seconds

    async def run(self, answer: Answer, request: Request) -> Response:
        """Answer a request in a thread when it is its turn."""
        loop = asyncio.get_running_loop()
        async with self._under_way:
            with ExitStack() as turn:
                await self._next.acquire()
                turn.callback(self._next.release)
                later = loop.call_later(self._long_seconds, turn.close)
                turn.callback(later.cancel)
                request.state.end_turn = partial(loop.call_soon_threadsafe, turn.close)
                return await anyio.to_thread.run_sync(answer, request, limiter=self._threads)


def turns(settings: Settings) -> Turns:
    """For searches: one on two cores where the index is searched in this process.

    One keeps two cores at work, as values are counted in a thread of their own. More at once would
    all end later, waiting for one another's Python, and keep from it what takes little.
    """
    if not adapter(settings.index_url).in_process:
        return Turns(THREADS, THREADS)
    cores = os.cpu_count() or 1
    return Turns(max(1, cores // 2), max(2, cores))


def end_turn(request: Request) -> None:
    """The index has answered: while a page is written of it, the next search may begin."""
    request.state.end_turn()


def in_turn(answer: Answer) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """A function that answers a request by a search, made to wait for its turn."""

    @wraps(answer)
    async def waiting(request: Request) -> Response:
        made: Turns = request.app.state.turns
        return await made.run(answer, request)

    return waiting
