"""Starts a producer in a process of its own, which outlives the page."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ConfigurationError, StopRun
from workers.files.directory_lock import producer_lock
from workers.files.private_files import UMASK, make_folder, opener
from workers.settings import Settings

MODULE = "workers.page.run_process"
START_SECONDS = 30.0  # until it is said to go on, though nothing is seen of it yet
LOOK_SECONDS = 0.1


def check_free(settings: Settings) -> None:
    """Check that no run is being worked, of which there is one at a time.

    Raises:
        ConfigurationError: one is.
    """
    if producer_lock(settings).is_held():
        raise ConfigurationError("a run is being worked; wait for its end, then try again")


def start(settings: Settings, *arguments: str, seen: Callable[[], bool]) -> None:
    """Start the process, and wait until something is `seen` of it or it has ended.

    Its standard error is in a file of the data directory's logs, by its first argument.

    Raises:
        StopRun: it ended by an error; the message is its last line.
    """
    log = _log(settings, arguments[0])
    make_folder(log.parent)
    with open(log, "wb", opener=opener) as output:
        process = subprocess.Popen(
            # As the supervisor starts processes: no file of a user's folder replaces a package.
            [sys.executable, "-P", "-m", MODULE, *arguments],
            cwd=settings.data_dir,
            env={**os.environ, **settings.environment()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=UMASK,
        )
    # Else what is left of it stays in the table of processes.
    threading.Thread(target=process.wait, name="end of a producer", daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not seen():
        if (code := process.poll()) is not None:
            if code:
                lines = said(settings, arguments[0])
                why = lines[-1] if lines else f"exit code {code}"
                raise StopRun(f"the {arguments[0]} ended: {why}")
            return
        time.sleep(LOOK_SECONDS)


def said(settings: Settings, what: str) -> list[str]:
    """What the last process for `what`, "run" or "retry", has said on its standard error."""
    try:
        log = _log(settings, what).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return log.strip().splitlines()


def _log(settings: Settings, what: str) -> Path:
    return settings.data_dir / "logs" / f"{what}.log"
