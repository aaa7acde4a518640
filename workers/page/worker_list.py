"""The workers that answer, what each works on, and what waits for them."""

import ast
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from celery import Celery
from kombu.exceptions import KombuError
from redis import RedisError
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import Unavailable
from workers.broker.connection import WORKER_ANSWER_SECONDS, celery_app, connect, queue_lengths
from workers.broker.memory import used_and_allowed
from workers.files.stack_state import running_stack
from workers.page.rendering import screen
from workers.page.renewed import Renewed
from workers.settings import Settings

KEPT_SECONDS = 5.0  # for which an answer is given again
MOST_SHOWN = 500  # workers, and batches of one


class Batch(msgspec.Struct, frozen=True):
    """A batch that a worker has in hand; `seconds`: since it was begun, None where it waits."""

    link: str
    run: str
    batch: str
    source: str
    seconds: float | None


class Worker(msgspec.Struct, frozen=True):
    """A worker that answered; `done`: batches, once for each link, since it was started."""

    name: str
    links: tuple[str, ...]
    processes: int
    done: int
    batches: tuple[Batch, ...]


class Queue(msgspec.Struct, frozen=True):
    """A link's queue: how many batches wait, and how many of the workers that answered serve it."""

    link: str
    waiting: int
    workers: int


class Crew(msgspec.Struct, frozen=True):
    """Workers and queues; `problem`: why there is nothing to show.

    `broker_bytes`: what the broker holds; `broker_most`: more, and runs hold back.
    """

    queues: tuple[Queue, ...] = ()
    workers: tuple[Worker, ...] = ()
    broker_bytes: int = 0
    broker_most: int = 0
    problem: str = ""


def workers(request: Request) -> Response:
    """The workers and the queues."""
    return screen(request, "workers.html", crew=crew_of(request))


def crew_of(request: Request) -> Crew:
    """The crew of a request's application."""
    kept: Renewed[Crew] = request.app.state.crew
    return kept.value()


def crew_kept(settings: Settings, clock: Callable[[], float] = time.monotonic) -> Renewed[Crew]:
    """The crew as it was within the last `KEPT_SECONDS`."""
    return Renewed(lambda: crew(settings), KEPT_SECONDS, clock)


def crew(settings: Settings) -> Crew:
    """Workers and queues now; takes little more than `WORKER_ANSWER_SECONDS`."""
    up = running_stack(settings)
    address = settings.broker_url or (up.broker_url if up else None)
    if address is None:
        return Crew(
            problem="There is no broker here that outlives a run: neither `docmill up` nor "
            "DOCMILL_BROKER_URL. A run then starts workers of its own, and its own page shows "
            "where its batches are."
        )
    settings = settings.model_copy(update={"broker_url": address})
    try:
        redis = connect(address)
        try:
            queues = {link: settings.queue(link) for link in settings.link_names}
            lengths = queue_lengths(redis, list(queues.values()))
            held, most = used_and_allowed(redis, settings.broker_bytes)
        finally:
            redis.close()
        found = _answers(celery_app(settings), queues)
    except Unavailable as error:
        return Crew(problem=str(error))
    except (KombuError, RedisError, OSError) as error:
        return Crew(problem=f"the broker does not answer ({error}); see DOCMILL_BROKER_URL")
    return Crew(
        tuple(
            Queue(link, lengths[queue], sum(link in one.links for one in found))
            for link, queue in queues.items()
        ),
        tuple(found[:MOST_SHOWN]),
        held,
        most,
    )


def _answers(app: Celery, queues: Mapping[str, str]) -> list[Worker]:
    """What workers answer, by name. Only the first question waits for those that do not."""
    served = app.control.inspect(timeout=WORKER_ANSWER_SECONDS).active_queues() or {}
    if not served:
        return []
    asked = app.control.inspect(
        destination=list(served), timeout=WORKER_ANSWER_SECONDS, limit=len(served)
    )
    stats = asked.stats() or {}
    active = asked.active() or {}
    links = {queue: link for link, queue in queues.items()}
    now = time.time()
    return [
        Worker(
            name,
            tuple(links[one["name"]] for one in served[name] if one["name"] in links),
            int(stats.get(name, {}).get("pool", {}).get("max-concurrency") or 1),
            sum(stats.get(name, {}).get("total", {}).values()),
            tuple(_batch(task, now) for task in active.get(name, [])[:MOST_SHOWN]),
        )
        for name in sorted(served)
    ]


def _batch(task: Mapping[str, Any], now: float) -> Batch:
    given = task.get("kwargs")
    if isinstance(given, str):  # as Celery writes them in some answers
        try:
            given = ast.literal_eval(given)
        except (ValueError, SyntaxError):
            given = {}
    told = given if isinstance(given, dict) else {}
    begun = task.get("time_start")
    return Batch(
        link=str(told.get("stage", "")),
        run=str(told.get("run", "")),
        batch=str(told.get("batch", "")),
        source=str(told.get("source", "")),
        seconds=max(0.0, now - begun) if isinstance(begun, int | float) else None,
    )
