"""The chain of tasks that a batch goes through: their names, and how it is published."""

from collections.abc import Sequence
from typing import Any

from celery import Celery, chain

from workers.broker.payloads import BatchKey
from workers.settings import Settings


def task_name(link: str) -> str:
    """The name under which Flower shows a link's task."""
    return f"docmill.{link}"


def publish(
    app: Celery, settings: Settings, key: BatchKey, source: str, alone: Sequence[str] = ()
) -> None:
    """Put the chain of one batch into the first link's queue.

    `alone`: the links that work it document by document.
    """
    arguments: dict[str, Any] = {
        "run": key.run, "batch": key.batch, "attempt": key.attempt, "source": source,
        "alone": list(alone),
    }  # fmt: skip
    chain(
        app.signature(
            task_name(link),
            kwargs={**arguments, "stage": link},
            immutable=True,
            queue=settings.queue(link),
        )
        for link in settings.link_names
    ).apply_async()
