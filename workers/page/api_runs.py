"""Runs and workers as JSON."""

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from workers.page.api import answered
from workers.page.requested import settings_of
from workers.page.runs import Figures, UnderWay, balance_of, figures, under_way
from workers.page.worker_list import Crew, crew_of
from workers.reading.balances import all_runs


class RunsAnswer(msgspec.Struct, frozen=True):
    """Every run, the newest first."""

    runs: tuple[Figures, ...]


class RunAnswer(msgspec.Struct, frozen=True):
    """One run; `now`: how it goes, None where it does not go on."""

    run: Figures
    now: UnderWay | None


@answered
def runs(request: Request) -> RunsAnswer:
    """Every run."""
    return RunsAnswer(tuple(map(figures, all_runs(settings_of(request)))))


@answered
def run(request: Request) -> RunAnswer:
    """One run."""
    settings = settings_of(request)
    balance = balance_of(settings, request.path_params["run"])
    return RunAnswer(figures(balance), under_way(settings, balance))


@answered
def workers(request: Request) -> Crew:
    """Workers and queues."""
    return crew_of(request)


def routes() -> list[Route]:
    """The routes of all this."""
    return [
        Route("/api/runs", runs),
        Route("/api/runs/{run}", run),
        Route("/api/workers", workers),
    ]
