"""The broker and the workers that a run needs: running ones, else started for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.errors import ConfigurationError
from workers.broker.connection import celery_app, connect, served_queues
from workers.files.stack_state import running_stack
from workers.settings import Settings
from workers.stack.stack import ExternalStack, Stack


@contextmanager
def needed_stack(
    settings: Settings, notice: Callable[[str], None]
) -> Iterator[Stack | ExternalStack]:
    """Within this context there are a broker and workers.

    They are those of `docmill up`, those that the settings name, or are started for the run.

    Raises:
        ConfigurationError: a running `docmill up` has other stages.
        Unavailable: the broker of the settings does not answer.
        StopRun: the stack cannot be started.
    """
    up = running_stack(settings)
    if up is not None and settings.broker_url in (None, up.broker_url):
        if (up.links, up.stage_options) != (settings.links, settings.stage_options):
            raise ConfigurationError(
                f"the running `docmill up` (pid {up.pid}) has other stages: {up.links}; "
                "start it again with the same DOCMILL_LINKS and DOCMILL_STAGE_OPTIONS"
            )
        yield ExternalStack(settings.model_copy(update={"broker_url": up.broker_url}))
        return
    with Stack(settings, with_workers=_needs_workers(settings, notice)) as stack:
        yield stack


def _needs_workers(settings: Settings, notice: Callable[[str], None]) -> bool:
    if settings.workers != "auto" or settings.broker_url is None:
        return settings.workers != "none"
    connect(settings.broker_url).close()
    served = served_queues(celery_app(settings))
    missing = [name for name in settings.link_names if settings.queue(name) not in served]
    if missing:
        notice(f"no running worker serves {', '.join(missing)}; starting workers for this run")
    return bool(missing)
