"""Searches wait for one another, and nothing waits for them."""

import threading

import anyio
import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from workers.page.turns import THREADS, Answer, Turns, end_turn, in_turn, turns
from workers.settings import load_settings


def test_a_search_that_waits_for_its_turn_keeps_nothing_else_waiting() -> None:
    """Of two searches with one turn the second begins when the first has ended."""
    begun, go_on = threading.Semaphore(0), threading.Semaphore(0)
    told: list[str] = []

    def search(request: Request) -> Response:
        told.append("begun")
        begun.release()
        assert go_on.acquire(timeout=30)
        told.append("ended")
        return PlainTextResponse("found")

    def document() -> None:
        assert begun.acquire(timeout=30)
        told.append("opened")

    async def ask() -> None:
        made = Starlette()
        made.state.turns = Turns(1, 2, long_seconds=30)
        request = Request({"type": "http", "app": made})
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(in_turn(search), request)
            await run_in_threadpool(document)
            go_on.release(2)

    anyio.run(ask)
    assert told == ["begun", "opened", "ended", "begun", "ended"]


def test_the_next_search_begins_while_a_page_is_written_of_one() -> None:
    """A search that has its answer gives its turn away; more than may be are not under way."""
    go_on = threading.Event()
    written: list[str] = []

    def search(request: Request) -> Response:
        end_turn(request)
        written.append("begun")
        assert go_on.wait(timeout=30)
        end_turn(request)
        return PlainTextResponse("found")

    made = Turns(1, 2, long_seconds=30)
    ask_four(made, search, written, go_on)
    # Whoever ended a turn twice gave back no more than one.
    assert made._next.value == 1
    assert len(written) == 4


def test_a_search_that_takes_long_lets_the_next_one_begin() -> None:
    """Each gives its turn back after a while, but no more are under way than may be."""
    go_on = threading.Event()
    begun: list[str] = []

    def slow(request: Request) -> Response:
        begun.append("slow")
        assert go_on.wait(timeout=30)
        return PlainTextResponse("found")

    ask_four(Turns(1, 2, long_seconds=0.01), slow, begun, go_on)
    assert len(begun) == 4


def ask_four(turns: Turns, answer: Answer, begun: list[str], go_on: threading.Event) -> None:
    """Four requests at once, of which two may be under way until they are let go on."""

    async def ask() -> None:
        made = Starlette()
        made.state.turns = turns
        with anyio.fail_after(30):
            async with anyio.create_task_group() as group:
                for _ in range(4):
                    request = Request({"type": "http", "app": made})
                    group.start_soon(in_turn(answer), request)
                while len(begun) < 2:
                    await anyio.sleep(0.01)
                await anyio.sleep(0.1)  # in which the third would begin
                assert len(begun) == 2
                go_on.set()

    anyio.run(ask)


def test_an_index_on_another_machine_is_asked_by_many_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who waits for it takes no core here; a search in this process keeps two at work."""
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert turns(load_settings()).at_once == 4
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert turns(load_settings()).at_once == 1
    monkeypatch.setenv("DOCMILL_INDEX_URL", "http://localhost:9200")
    assert turns(load_settings()).at_once == THREADS
