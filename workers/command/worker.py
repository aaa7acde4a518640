"""`docmill worker`: a worker for links of the chain, on a running broker."""

import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.command.view.output import JsonOption, wants_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.settings import Settings

EPILOG = """\
\b
Each link of the chain (see DOCMILL_LINKS) has a queue, so that each can have
as many workers as it needs:
  docmill worker --queues extract --concurrency 8
  docmill worker --queues clean,classify,index --concurrency 2

\b
The broker is DOCMILL_BROKER_URL, or that of a `docmill up` on the same data
directory. Elasticsearch takes writes from any number of workers. The embedded
index allows one writer. With it, a worker without --queues leaves the index
link to `docmill up`, to `docmill run`, or to
  docmill worker --queues index

\b
Ctrl-C or SIGTERM: the worker ends after its current batches (130 or 143). A
second time: it ends at once, and other workers repeat its batches.
"""


def worker(
    queues: Annotated[
        str | None,
        typer.Option(help="Links to serve, divided by commas.", show_default="all"),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(min=1, help="Child processes.", show_default="DOCMILL_CONCURRENCY"),
    ] = None,
    json: JsonOption = None,
) -> int:
    """Run a worker until it is stopped.

    With --json, prints one document once it is ready: worker, broker, links, concurrency.
    """
    from pipeline.errors import ConfigurationError
    from workers.files.stack_state import running_stack
    from workers.settings import load_settings
    from workers.worker.process import configure_logging, serve

    settings = load_settings()
    if settings.broker_url is None:
        up = running_stack(settings)
        if up is None:
            raise ConfigurationError(
                "a worker needs a broker: set DOCMILL_BROKER_URL, or start `docmill up` first"
            )
        settings = settings.model_copy(update={"broker_url": up.broker_url})
    links = served_links(settings, queues)
    solo = is_single_writer(settings, links)
    if solo and (concurrency or len(links)) > 1:
        raise ConfigurationError(
            "the embedded index takes one writer: serve it alone with --queues index, or with "
            "--concurrency 1"
        )
    _ensure_environment(solo)
    configure_logging(settings)
    number = 1 if solo else concurrency or settings.concurrency
    stopped_by = _announce(settings, links, number, wants_json(json))
    exit_code = serve(settings, links, number, solo, f"{'-'.join(links)}-{os.getpid()}")
    return 128 + stopped_by[0] if stopped_by else exit_code


def served_links(settings: "Settings", queues: str | None) -> list[str]:
    """The links that `--queues` names, in the chain's order.

    Raises:
        ConfigurationError: the chain has no such link.
    """
    from pipeline.errors import ConfigurationError

    if queues is None:
        return [link for link in settings.link_names if not is_single_writer(settings, [link])]
    named = {name.strip() for name in queues.split(",") if name.strip()}
    if not named or named - set(settings.link_names):
        raise ConfigurationError(
            f"--queues {queues!r} names no link of the chain; DOCMILL_LINKS gives "
            f"{', '.join(settings.link_names)}"
        )
    return [link for link in settings.link_names if link in named]


def is_single_writer(settings: "Settings", links: "Sequence[str]") -> bool:
    """Whether a worker for these links is the single writer of the index."""
    from workers.indexes import adapter
    from workers.settings import INDEX_LINK

    return INDEX_LINK in links and adapter(settings.index_url).single_writer


def _ensure_environment(solo: bool) -> None:
    """Start this command again if the environment lacks the settings of numpy or malloc."""
    from workers.stack.environment import CHILD_ENVIRONMENT, WRITER_ENVIRONMENT

    environment = {**(WRITER_ENVIRONMENT if solo else CHILD_ENVIRONMENT), **os.environ}
    if len(environment) > len(os.environ):
        # They read the environment once, malloc before any line of Python runs.
        os.execve(sys.executable, sys.orig_argv, environment)


def _announce(
    settings: "Settings", links: "Sequence[str]", number: int, as_json: bool
) -> list[int]:
    """Print when the worker is ready; the returned list will hold the signal that ends it."""
    import msgspec
    from celery import signals

    from workers.address import masked

    stopped_by: list[int] = []
    # Celery turns sys.stdout and sys.stderr into logs, and writes a line to standard output when
    # it is stopped. So results use a copy of the descriptor; the rest goes to standard error.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def ready(sender: Any, **_: object) -> None:
        broker = masked(settings.broker_url or "")
        name = str(sender.hostname)
        facts = {"worker": name, "broker": broker, "links": links, "concurrency": number}
        if as_json:
            print(msgspec.json.encode(facts).decode(), file=output, flush=True)
        else:
            line = f"docmill: worker {name} is ready: {', '.join(links)} from {broker}"
            print(line, file=sys.__stderr__, flush=True)

    def stopping(sig: str, **_: object) -> None:
        stopped_by[:] = [signal.Signals[sig].value]

    signals.worker_ready.connect(ready, weak=False)
    signals.worker_shutting_down.connect(stopping, weak=False)
    return stopped_by
