"""The retry button of a run: `docmill retry` in a process of its own, which outlives the page."""

import os
import subprocess
import sys
import threading
import time
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import ConfigurationError, StopRun
from workers.files.directory_lock import producer_lock
from workers.files.private_files import UMASK, make_folder, opener
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.page.action import Form
from workers.page.requested import settings_of
from workers.settings import Settings

FILTERS = ("stage", "error", "id")
MODULE = "workers.page.retry_process"
START_SECONDS = 30.0  # until a retry is said to go on, though nothing is seen of it yet
LOOK_SECONDS = 0.1


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
    _start(settings, run, chosen)
    told = urlencode([(name, value) for name, value in chosen.items() if name != "id"])
    return RedirectResponse(f"/runs/{quote(run, safe='')}" + (f"?{told}" if told else ""), 303)


def _check(settings: Settings, run: str, chosen: dict[str, str]) -> None:
    ledger = Ledger.reading(settings.ledger_path)
    if ledger is None:
        raise HTTPException(404, "there is no such run in the ledger here")
    try:
        balance = ledger.balance(run)
        if balance is None:
            raise HTTPException(404, "there is no such run in the ledger here")
        if producer_lock(settings).is_held():
            raise ConfigurationError("a run is being worked; wait for its end, then try again")
        if balance.state.is_unfinished:
            raise ConfigurationError(
                f"run {run} is not finished; resume it first: docmill resume {run}"
            )
        stage, error, id = map(chosen.get, FILTERS)
        if not ledger.failed_places(run, stage, error, id):
            raise ConfigurationError(f"run {run} has no failed document that matches")
    finally:
        ledger.close()


def _start(settings: Settings, run: str, chosen: dict[str, str]) -> None:
    """Start the process, and wait until the run goes on or the process has ended."""
    log = make_folder(settings.data_dir / "logs") / "retry.log"
    with open(log, "wb", opener=opener) as output:
        process = subprocess.Popen(
            # As the supervisor starts processes: no file of a user's folder replaces a package.
            [sys.executable, "-P", "-m", MODULE, run,
             *(chosen.get(name, "") for name in FILTERS)],
            cwd=settings.data_dir,
            env={**os.environ, **settings.environment()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=UMASK,
        )  # fmt: skip
    # Else what is left of it stays in the table of processes.
    threading.Thread(target=process.wait, name="end of a retry", daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not _goes_on(settings, run):
        if (code := process.poll()) is not None:
            if code:
                lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                raise StopRun(f"the retry ended: {lines[-1] if lines else f'exit code {code}'}")
            return
        time.sleep(LOOK_SECONDS)


def _goes_on(settings: Settings, run: str) -> bool:
    ledger = Ledger.reading(settings.ledger_path)
    if ledger is None:
        return False
    try:
        balance = ledger.balance(run)
    finally:
        ledger.close()
    return balance is not None and balance.state is State.RUNNING
