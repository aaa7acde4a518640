"""Celery: what its worker does when a part of it ends, and what it keeps of tasks (seen in 5.6)."""

import logging
import os
import sys
from typing import Any

from celery import Task
from celery.apps.worker import Worker
from celery.platforms import EX_FAILURE, EX_OK
from celery.worker import state

CHILD_CHECK_SECONDS = 0.5


class EndsAtOnce(Worker):  # type: ignore[misc]  # celery has no types
    """A Celery worker that does not outlive an error of its main process.

    Celery's own waits for the children to finish what they have, but has dropped their connections
    by then and takes nothing new: with a task in hand it can wait for ever, its lease renewed.
    The batches are published again, the supervisor starts another worker.
    """

    def stop(self, in_sighandler: bool = False, exitcode: int | None = None) -> None:
        """End in good order, or at once when it is for an error."""
        # Ctrl-C has this exit code too, but comes as a SystemExit.
        if exitcode == EX_FAILURE and isinstance(sys.exc_info()[1], Exception):
            logging.shutdown()
            os._exit(EX_FAILURE)
        super().stop(in_sighandler, exitcode)


class ChildChecks:
    """Looks after children more often than Celery, on its signal `worker_ready`.

    Celery hears of most deaths from a closed pipe, but of a child that is not yet a zombie at that
    moment only at its next round, after up to 5 s.
    """

    def __init__(self) -> None:
        self._rounds: list[Any] = []

    def begin(self, consumer: Any) -> None:
        """Begin anew for a consumer: it is ready again after every reconnection."""
        if consumer.hub is not None:
            for former in self._rounds:
                former.cancel()
            maintain = consumer.pool.maintain_pool
            self._rounds = [consumer.hub.call_repeatedly(CHILD_CHECK_SECONDS, maintain)]


def end_child(exitcode: int) -> None:
    """End a child at once that ends well, on Celery's signal `worker_process_shutdown`.

    Billiard would sleep a second, so that its pool hears of the end another way too.
    """
    if exitcode == EX_OK:
        os._exit(EX_OK)


def end_chain(task: Task) -> None:
    """The tasks that follow in the chain are not to be sent.

    Celery reads the rest of the chain from the request when the task has returned.
    """
    task.request.chain = None


def tasks_in_hand() -> list[dict[str, Any]]:
    """The keyword arguments of the tasks that this worker is at.

    Raises `RuntimeError` when they change meanwhile.
    """
    return [request.kwargs for request in tuple(state.active_requests)]
