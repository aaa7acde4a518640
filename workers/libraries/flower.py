"""Flower: what docmill changes in it (seen in 2.0 and 2.2; columns of tasks in 2.2 alone)."""

from collections.abc import Callable, Mapping
from typing import Any


def close_metrics() -> None:
    """Make the page of metrics ask for the password, as all other pages do."""
    # Not imported above: Flower takes half a second, and every command may import this module.
    from flower.views.monitor import Metrics
    from tornado.web import authenticated

    Metrics.get = authenticated(Metrics.get)


def add_columns(columns: Mapping[str, str], read: Callable[[Mapping[str, Any]], Any]) -> None:
    """Let the list of tasks and the API show more of a task.

    `columns`: name → heading. `read`: more fields of a task, or others in place of its own, by
    name, from those that Celery's events gave.
    """
    from flower.utils import tasks
    from flower.views import tasks as page

    def as_dict(task: Any) -> dict[str, Any]:
        fields = task.as_dict()
        return {**fields, **read(fields)}

    tasks.as_dict = page.as_dict = as_dict
    page.TASK_COLUMNS.update(columns)
