"""Starts a run on a folder that the settings allow, and stops one."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import ConfigurationError
from workers.files.directory_lock import producer_lock
from workers.files.stack_state import running_stack
from workers.ledger.records import Request as RunRequest
from workers.ledger.states import State
from workers.page import folders
from workers.page.action import Form
from workers.page.producer_process import check_free, start
from workers.page.rendering import screen
from workers.page.requested import settings_of
from workers.page.runs import balance_of
from workers.producer.housekeeping import end_run
from workers.reading.ledger import opened_ledger
from workers.settings import Settings

NO_STACK = (
    "nothing works batches here: start `docmill up` on this data directory, or name a broker with "
    "workers by DOCMILL_BROKER_URL"
)


def form(request: Request) -> Response:
    """The folders; of a chosen one what a run would read, and the form that starts it."""
    settings = settings_of(request)
    given = request.query_params
    if not given.get("folder"):
        return screen(request, "start.html", roots=settings.page_roots, folder=None)
    folder = folders.chosen(settings, given["folder"], given.get("inside", ""))
    below, has_more = folders.folders_in(folder)
    return screen(
        request,
        "start.html",
        roots=settings.page_roots,
        folder=folder,
        below=below,
        has_more=has_more,
        contents=folders.contents(folder),
        problem=_problem(settings),
    )


def begin(request: Request, given: Form) -> Response:
    """Start a run, and show it.

    Raises:
        ConfigurationError: a run is being worked, or there are no workers.
        StopRun: the run ended as soon as it was started.
    """
    settings = settings_of(request)
    folder = folders.chosen(settings, given.get("folder", ""), given.get("inside", ""))
    if problem := _problem(settings):
        raise ConfigurationError(problem)
    wanted = RunRequest((folder.path,), within=folder.root)
    before = _latest(settings)

    def seen() -> bool:
        return producer_lock(settings).is_held() and run_of(settings, wanted) is not None

    start(settings, "run", folder.root, folder.path, seen=seen)
    run, latest = run_of(settings, wanted), _latest(settings)
    if run is None and latest == before:  # nothing is seen of it yet: the latest is another one
        return RedirectResponse("/runs?starting=1", 303)
    return RedirectResponse(f"/runs/{quote(run or latest or '', safe='')}", 303)


def cancel(request: Request, given: Form) -> Response:
    """Stop a run for good, as `docmill cancel` does."""
    del given
    settings = settings_of(request)
    balance = balance_of(settings, request.path_params["run"])
    end_run(settings, balance, lambda sentence: None)
    return RedirectResponse(f"/runs/{quote(balance.run, safe='')}", 303)


def _problem(settings: Settings) -> str:
    """Why no run can be started now; "" where one can be."""
    if settings.broker_url is None and running_stack(settings) is None:
        return NO_STACK
    try:
        check_free(settings)
    except ConfigurationError as error:
        return str(error)
    return ""


def run_of(settings: Settings, wanted: RunRequest) -> str | None:
    """The run that works a request now."""
    with opened_ledger(settings) as ledger:
        run = ledger.unfinished(wanted) if ledger else None
        balance = ledger.balance(run) if ledger and run else None
    return run if balance and balance.state is State.RUNNING else None


def _latest(settings: Settings) -> str | None:
    with opened_ledger(settings) as ledger:
        return ledger.latest() if ledger else None
