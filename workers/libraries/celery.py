"""Celery: what its worker does when a part of it ends, and what it keeps of tasks (seen in 5.7)."""

import logging
import os
import signal
import sys
from typing import Any

from celery import Task
from celery.apps.worker import Worker
from celery.platforms import EX_FAILURE, EX_OK
from celery.worker import state
from celery.worker.consumer import Consumer

CHILD_CHECK_SECONDS = 0.5
ALIVE_OR_KILLED = (None, -signal.SIGKILL, -signal.SIGTERM)


class EndsAtOnce(Worker):  # type: ignore[misc]  # celery has no types
    """A Celery worker that ends as soon as its main process has an error.

    Celery's own worker would wait for its children, whose connections it has already closed. With
    a task in hand that can take for ever, and the lease is renewed all the time. When the worker
    ends instead, the batches are published again and the supervisor starts another worker.
    """

    def stop(self, in_sighandler: bool = False, exitcode: int | None = None) -> None:
        """Shut down as Celery does, or end at once when an error is the cause."""
        # Ctrl-C has this exit code too, but comes as a SystemExit.
        if exitcode == EX_FAILURE and isinstance(sys.exc_info()[1], Exception):
            logging.shutdown()
            os._exit(EX_FAILURE)
        super().stop(in_sighandler, exitcode)


class Reconnects(Consumer):  # type: ignore[misc]  # celery has no types
    """A Celery consumer that survives the loss of its connection at any moment.

    With a task in hand, Celery's own worker ends of it (an AttributeError in kombu 5.7): it gives
    messages back, and later acknowledges the task, on a connection whose address it has dropped.
    Here neither is done: the task goes on, and the producer publishes again what is lost.
    """

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Close the lost connection; its messages are neither given back nor acknowledged."""
        transport = self.connection and self.connection._transport
        channels = [*transport.channels] if transport else []
        for channel in channels:
            channel.do_restore = False
        super().on_connection_error_after_connected(exc)
        for channel in channels:
            channel.basic_ack = channel.basic_reject = _ignore


def _ignore(*_: object, **__: object) -> None:
    """Do nothing with a message of a lost connection."""


class ChildChecks:
    """Checks more often than Celery whether children have ended, from its signal `worker_ready` on.

    Celery learns of most ends from a closed pipe. If the child is not yet a zombie at that moment,
    Celery notices only at its next check, up to 5 s later.

    A worker of which a child was killed before that signal would end right after it, like one whose
    children cannot start. So what was killed is replaced first.
    """

    def __init__(self) -> None:
        self._timers: list[Any] = []

    def begin(self, consumer: Any) -> None:
        """Start the checks anew for a consumer, which is ready again after every reconnection."""
        processes = consumer.pool._pool  # None where the worker has no children
        if consumer.hub is not None and processes is not None:
            for timer in self._timers:
                timer.cancel()
            maintain = consumer.pool.maintain_pool
            if all(child.exitcode in ALIVE_OR_KILLED for child in processes._pool):
                maintain()
            self._timers = [consumer.hub.call_repeatedly(CHILD_CHECK_SECONDS, maintain)]


def end_child(exitcode: int) -> None:
    """End a child without delay when it has no error, on the signal `worker_process_shutdown`.

    Billiard would sleep for a second first.
    """
    if exitcode == EX_OK:
        os._exit(EX_OK)


def end_chain(task: Task) -> None:
    """Send no further task of the chain.

    Celery reads the rest of the chain from the request after the task has returned.
    """
    task.request.chain = None


def tasks_in_hand() -> list[dict[str, Any]]:
    """The keyword arguments of the tasks that this worker is working.

    Raises:
        RuntimeError: the tasks changed while they were read.
    """
    return [request.kwargs for request in tuple(state.active_requests)]
