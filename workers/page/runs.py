"""The runs: what became of every document, live while one goes on, and what failed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import anyio
import anyio.to_thread
import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.sources.problems import STAGE
from workers.files.run_progress import LinkLoad, told
from workers.ledger.records import Balance, Failure
from workers.ledger.states import State
from workers.page.asked import LAST_PAGE, number
from workers.page.originals import file_on_disk, original_file
from workers.page.producer_process import said
from workers.page.rendering import screen
from workers.page.requested import index_of, settings_of
from workers.producer.load_meter import bottleneck
from workers.producer.pace import duration
from workers.reading.balances import all_runs, settled
from workers.reading.ledger import opened_ledger
from workers.reading.markup import environment
from workers.settings import Settings

LIVE_SECONDS = 1.0
MOST_WATCHERS = 20  # streams at once; who comes later sees the figures without them moving
FAILURES_A_PAGE = 100
RETRIED = "retried"  # in the address to which a retry leads
MOST_SAID = 5  # lines of what it said


class Outcome(msgspec.Struct, frozen=True):
    """How many documents of a run ended so, and their share of all."""

    name: str
    count: int
    share: float


class Failed(msgspec.Struct, frozen=True):
    """A failed document as it is listed.

    `is_indexed`: the index has what an earlier run made of it. `has_original`: it could be read
    from its source, and failed later; of others there is only the file in which they lie.
    """

    failure: Failure
    is_indexed: bool
    has_original: bool


class Figures(msgspec.Struct, frozen=True):
    """A run as it is shown.

    `can_cancel`: it can be stopped for good. `can_retry`: its failures can be worked again, which
    those of an unfinished run cannot.
    `pace`: documents a second, over the whole run. `time`: how long it was worked. `words`:
    of the clean texts.
    """

    run: str
    state: str
    is_running: bool
    can_cancel: bool
    can_retry: bool
    started: str
    finished: str
    sources: tuple[str, ...]
    expected: int
    outcomes: tuple[Outcome, ...]
    seconds: float
    pace: float
    time: str
    words: int
    filtered: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, str, int], ...]
    """Stage, class of the error, number of documents."""


class UnderWay(msgspec.Struct, frozen=True):
    """How a run goes now. `left`: how long the rest takes, "" where that is not known.

    `bottleneck`: what it waits for most, see `workers.producer.load_meter`.
    """

    pace: float
    left: str
    bytes_read: int
    bytes_total: int
    bottleneck: str
    waiting_for: str
    links: tuple[LinkLoad, ...]


def under_way(settings: Settings, balance: Balance) -> UnderWay | None:
    """How a run goes now; None where it does not, or has told nothing yet."""
    now = told(settings, balance.run) if balance.state is State.RUNNING else None
    if now is None:
        return None
    left = now.seconds_left
    return UnderWay(
        pace=now.documents_per_second,
        left=duration(left) if left is not None else "",
        bytes_read=now.bytes_read,
        bytes_total=now.bytes_total,
        bottleneck=bottleneck(now.links, now.bytes_read >= now.bytes_total),
        waiting_for=now.waiting_for or "",
        links=now.links,
    )


def figures(balance: Balance) -> Figures:
    """The figures of a balance."""
    worked = balance.expected - balance.in_flight
    counted = {**balance.outcomes, "in flight": balance.in_flight}
    return Figures(
        run=balance.run,
        state=balance.state,
        is_running=balance.state is State.RUNNING,
        can_cancel=balance.state.is_unfinished,
        can_retry=balance.state is State.DONE,
        started=_time(balance.started_ms),
        finished=_time(balance.finished_ms) if balance.finished_ms else "",
        sources=balance.sources,
        expected=balance.expected,
        outcomes=tuple(
            Outcome(name, count, count / balance.expected if balance.expected else 0.0)
            for name, count in counted.items()
            if count
        ),
        seconds=balance.seconds,
        pace=worked / balance.seconds if balance.seconds else 0.0,
        time=duration(balance.seconds),
        words=balance.words,
        filtered=tuple(balance.filtered_by_reason.items()),
        failed=tuple(
            (*name.split(":", 1), count)  # type: ignore[misc]  # the ledger joins the two
            for name, count in balance.failed_by_error.items()
        ),
    )


def runs(request: Request) -> Response:
    """Every run, the newest first."""
    found = [figures(balance) for balance in all_runs(settings_of(request))]
    return screen(
        request,
        "runs.html",
        runs=found,
        can_start=bool(settings_of(request).page_roots),
        is_starting="starting" in request.query_params,
    )


def run(request: Request) -> Response:
    """One run: its balance, and the documents that failed."""
    balance = balance_of(settings_of(request), request.path_params["run"])
    given = dict(request.query_params)
    page = number(given, "page", LAST_PAGE)
    stage, error = given.get("stage") or None, given.get("error") or None
    failures = _failures(settings_of(request), balance.run, stage, error, page)
    shown = failures[:FAILURES_A_PAGE]
    is_over = RETRIED in given and balance.state is not State.RUNNING
    known = index_of(request).lookup([failure.id for failure in shown])
    return screen(
        request,
        "run.html",
        run=figures(balance),
        now=under_way(settings_of(request), balance),
        failures=[
            Failed(failure, there is not None, failure.stage != STAGE)
            for failure, there in zip(shown, known, strict=True)
        ],
        more=len(failures) > FAILURES_A_PAGE,
        stage=stage,
        error=error,
        page=page,
        said=said(settings_of(request), "retry")[-MOST_SAID:] if is_over else [],
    )


def original(request: Request) -> Response:
    """The bytes of a document that failed, from where the ledger says that it is."""
    return original_file(request, _place(request))


def file(request: Request) -> Response:
    """The file in which a document lies that failed, as it is on disk."""
    return file_on_disk(request, _place(request))


def _place(request: Request) -> dict[str, Any]:
    """Place and run of the failed document whose id is in the address.

    Raises:
        HTTPException: 404, there is none.
    """
    run, id = request.path_params["run"], request.path_params["id"]
    with opened_ledger(settings_of(request)) as ledger:
        places = ledger.failed_places(run, None, None, id) if ledger else []
    if not places:
        raise HTTPException(404, "no document of this run failed with this id")
    at = places[0].locator
    return {"source": at.source, "member": at.member, "record": at.record, "run": run}


async def live(request: Request) -> Response:
    """The balance of a run again and again while it goes on, as server-sent events."""
    settings, wanted = settings_of(request), request.path_params["run"]
    await anyio.to_thread.run_sync(balance_of, settings, wanted)
    state = request.app.state
    if state.watchers >= MOST_WATCHERS:
        raise HTTPException(503, "too many look at runs at once; load the page again instead")

    async def events() -> AsyncIterator[str]:
        state.watchers += 1
        try:
            # A stream that goes on would keep the server from ending.
            while state.access.visitor(request.scope).is_in and not state.is_ending():
                balance = await anyio.to_thread.run_sync(balance_of, settings, wanted)
                now = figures(balance)
                way = await anyio.to_thread.run_sync(under_way, settings, balance)
                template = environment("workers.page").get_template("balance.html")
                html = template.render(run=now, now=way)
                lines = "".join(f"data: {line}\n" for line in html.splitlines())
                yield f"event: {'balance' if now.is_running else 'end'}\n{lines}\n"
                if not now.is_running:
                    return
                await anyio.sleep(LIVE_SECONDS)
        finally:
            state.watchers -= 1

    return StreamingResponse(events(), media_type="text/event-stream")


def balance_of(settings: Settings, wanted: str) -> Balance:
    """The balance of a run, with its true state.

    Raises:
        HTTPException: 404, there is no such run.
    """
    with opened_ledger(settings) as ledger:
        found = ledger.balance(wanted) if ledger else None
    if found is None:
        raise HTTPException(404, "there is no such run in the ledger here")
    [balance] = settled(settings, [found])
    return balance


def _failures(
    settings: Settings, run: str, stage: str | None, error: str | None, page: int
) -> list[Failure]:
    """The failures of one page and the first of the next."""
    first = (page - 1) * FAILURES_A_PAGE
    with opened_ledger(settings) as ledger:
        found = ledger.find_failures(run, stage, error) if ledger else ()
        return list(islice(found, first, first + FAILURES_A_PAGE + 1))


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
