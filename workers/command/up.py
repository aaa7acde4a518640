"""`docmill up`: keeps broker, workers, Flower and the page running for other commands."""

import time
from typing import TYPE_CHECKING

from workers.command.interruption import interruptible
from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

if TYPE_CHECKING:
    from workers.stack.stack import Stack

READY_SECONDS = 90.0
CHECK_SECONDS = 0.5

EPILOG = """\
\b
In one terminal:     docmill up
In another:          docmill run seeds/
                     docmill search diplomacy
in a browser:        the addresses that `up` prints: of the page, of Flower

\b
Without settings it runs an embedded broker, a worker and the index writer in
DOCMILL_DATA_DIR; with DOCMILL_BROKER_URL, workers and Flower for that broker.
The page is that of `docmill serve`.
A process that ends is restarted; logs are in the data directory. Ctrl-C ends
everything (130; SIGTERM 143).

\b
JSON: one document when everything is ready: broker (password masked), page,
flower, user, password, data_dir.
"""


def up(json: JsonOption = None) -> int:
    """Keep broker, workers, Flower and the page running until Ctrl-C.

    Meanwhile `docmill run` and `docmill search` on the same data directory use them.
    """
    from workers.address import masked
    from workers.page.server import page_address
    from workers.settings import load_settings
    from workers.stack.stack import Stack

    settings = load_settings()
    page = page_address(settings)  # before anything is started
    with interruptible(), Stack(settings) as stack:
        flower, login = stack.start_flower()
        stack.start_page()
        _prepare_index(stack)
        _await_ready(stack)
        stack.announce(flower)
        user, _, password = login.partition(":")
        state = {
            "broker": masked(stack.settings.broker_url or ""),
            "page": page,
            "flower": flower,
            "user": user,
            "password": password,
            "data_dir": str(stack.settings.data_dir),
        }
        if wants_json(json):
            print_json(state)
        else:
            results.print("docmill is up; run and search in another terminal, Ctrl-C ends it.")
            for name, value in state.items():
                results.print(f"  {name:<9} {value}")
        try:
            while True:
                stack.check()
                time.sleep(CHECK_SECONDS)
        finally:
            notice("ending …")


def _prepare_index(stack: "Stack") -> None:
    """Create the index while workers load; else the first run would wait a second or more."""
    from pipeline.errors import Unavailable
    from workers.indexes import open_index

    index = open_index(stack.settings)
    try:
        index.prepare()
    except Unavailable as error:  # a run waits for the index
        notice(f"the index does not answer yet: {error}")
    finally:
        index.close()


def _await_ready(stack: "Stack") -> None:
    """Wait until workers serve every link, and Flower and the page answer."""
    import socket

    from pipeline.errors import StopRun
    from workers.address import LOOPBACK
    from workers.broker.connection import celery_app, served_queues

    settings = stack.settings
    app = celery_app(settings)
    wanted = {settings.queue(link) for link in settings.link_names}
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        stack.check()
        if wanted <= served_queues(app):
            try:
                for place in (
                    (LOOPBACK, settings.flower_port),
                    (settings.page_host, settings.page_port),
                ):
                    socket.create_connection(place, timeout=1).close()
            except OSError:
                pass
            else:
                return
        time.sleep(CHECK_SECONDS)
    raise StopRun(
        f"workers, Flower and the page were not ready within {READY_SECONDS:.0f} s; see the logs "
        f"in {settings.data_dir / 'logs'}"
    )
