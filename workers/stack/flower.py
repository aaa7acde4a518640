"""Flower, Celery's monitor: always with a password, limited in memory.

A supervisor starts it by `python -P -m workers.stack.flower`; `docmill flower` runs it alone.
"""

import ast
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

from pipeline.errors import ConfigurationError, DocmillError
from workers.address import LOOPBACK, listen
from workers.broker.connection import celery_app, connect
from workers.libraries.flower import add_columns, close_metrics
from workers.parent import end_with_parent
from workers.settings import Settings, load_settings

LOGIN_VARIABLE = "FLOWER_BASIC_AUTH"  # read by Flower; keeps the password out of process lists
COLUMNS_VARIABLE = "FLOWER_TASKS_COLUMNS"  # read by Flower
# What the list of tasks shows beside Flower's own columns: field of a task → heading.
COLUMNS = {
    "link": "Link",
    "run": "Run",
    "batch": "Batch",
    "source": "Source",
    "records": "Records",
    "outcome": "Outcome",
}
TASKS_COLUMNS = "link,state,run,batch,source,records,outcome,received,runtime,worker,uuid"


def serve(settings: Settings, address: str) -> None:
    """Run Flower on an address of this machine until SIGTERM or Ctrl-C.

    The login, `user:password`, is read from `FLOWER_BASIC_AUTH`.

    Raises:
        ConfigurationError: there is no login or no broker, or the port is taken.
        Unavailable: the broker does not answer.
    """
    if not re.fullmatch("[^:]+:.+", os.environ.get(LOGIN_VARIABLE, "")):
        raise ConfigurationError(
            f"Flower runs only with a password: set {LOGIN_VARIABLE}=user:password"
        )
    if settings.broker_url is None:
        raise ConfigurationError(
            "Flower needs a broker: set DOCMILL_BROKER_URL; beside the embedded stack, "
            "`docmill up` starts it"
        )
    connect(settings.broker_url).close()
    check_port(address, settings.flower_port)
    close_metrics()
    add_columns(COLUMNS, about_task)
    os.environ.setdefault(COLUMNS_VARIABLE, TASKS_COLUMNS)
    celery_app(settings).start(
        argv=[
            "flower",
            f"--address={address}",
            f"--port={settings.flower_port}",
            f"--max_tasks={settings.flower_max_tasks}",
        ]
    )


def about_task(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a task is about and what became of it, from the fields that Celery's events gave."""
    arguments = _literal(fields.get("kwargs"))
    if not isinstance(arguments, dict) or "batch" not in arguments:
        return dict.fromkeys(COLUMNS, "")
    attempt = arguments.get("attempt", 1)
    again = f", attempt {attempt}" if attempt != 1 else ""
    result = _literal(fields.get("result"))
    return {
        "link": str(arguments.get("stage", "")),
        "run": str(arguments.get("run", "")),
        "batch": f"{arguments['batch']}{again}",
        "source": str(arguments.get("source", "")),
        "records": str(arguments.get("records", "")),
        "outcome": str(fields.get("exception") or result or ""),
    }


def _literal(text: Any) -> Any:
    """The value that a text of Celery's events stands for; None for one that was cut."""
    try:
        return ast.literal_eval(text) if isinstance(text, str) else None
    except (ValueError, SyntaxError):
        return None


def check_port(address: str, port: int) -> None:
    """Check that Flower can listen on a port.

    Raises:
        ConfigurationError: it cannot.
    """
    listen(address, port, "Flower", "DOCMILL_FLOWER_PORT").close()


def main() -> int:
    """Entry point of the Flower process that a supervisor started."""
    end_with_parent()
    try:
        serve(load_settings(), LOOPBACK)
    except DocmillError as error:
        print(f"docmill flower: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
