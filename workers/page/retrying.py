"""The retry button of a run: `docmill retry` in a process of its own."""

from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import ConfigurationError
from workers.ledger.states import State
from workers.page.action import Form
from workers.page.producer_process import check_free, start
from workers.page.requested import settings_of
from workers.page.runs import RETRIED
from workers.reading.ledger import opened_ledger
from workers.settings import Settings

FILTERS = ("stage", "error", "id")


def retry(request: Request, form: Form) -> Response:
    """Start a retry of the failures of a run that match, and show the run.

    Raises:
        ConfigurationError: a run is being worked, this one is not finished, or nothing matches.
        StopRun: the retry ended as soon as it was started.
    """
    settings = settings_of(request)
    run = request.path_params["run"]
    chosen = {name: form[name] for name in FILTERS if form.get(name)}
    _check(settings, run, chosen)
    given = [chosen.get(name, "") for name in FILTERS]
    start(settings, "retry", run, *given, seen=lambda: _goes_on(settings, run))
    shown = [(name, value) for name, value in chosen.items() if name != "id"]
    address = urlencode([*shown, (RETRIED, "1")])
    return RedirectResponse(f"/runs/{quote(run, safe='')}?{address}", 303)


def _check(settings: Settings, run: str, chosen: dict[str, str]) -> None:
    with opened_ledger(settings) as ledger:
        balance = ledger.balance(run) if ledger else None
        if ledger is None or balance is None:
            raise HTTPException(404, "there is no such run in the ledger here")
        check_free(settings)
        if balance.state.is_unfinished:
            raise ConfigurationError(
                f"run {run} is not finished; resume it first: docmill resume {run}"
            )
        stage, error, id = map(chosen.get, FILTERS)
        if not ledger.failed_places(run, stage, error, id):
            raise ConfigurationError(f"run {run} has no failed document that matches")


def _goes_on(settings: Settings, run: str) -> bool:
    with opened_ledger(settings) as ledger:
        balance = ledger.balance(run) if ledger else None
    return balance is not None and balance.state is State.RUNNING
