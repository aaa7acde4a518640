"""Flower, Celery's monitor: always with a password, limited in memory.

A supervisor starts it by `python -P -m workers.stack.flower`; `docmill flower` runs it alone.
"""

import os
import re
import sys

from pipeline.errors import ConfigurationError, DocmillError
from workers.address import LOOPBACK, listen
from workers.broker.connection import celery_app, connect
from workers.libraries.flower import close_metrics
from workers.parent import end_with_parent
from workers.settings import Settings, load_settings

LOGIN_VARIABLE = "FLOWER_BASIC_AUTH"  # read by Flower; keeps the password out of process lists


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
    celery_app(settings).start(
        argv=[
            "flower",
            f"--address={address}",
            f"--port={settings.flower_port}",
            f"--max_tasks={settings.flower_max_tasks}",
        ]
    )


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
