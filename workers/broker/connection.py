"""The Redis connection and the Celery application."""

import re
import time
from collections.abc import Sequence
from typing import Any

from celery import Celery
from kombu.exceptions import KombuError
from redis import Redis, RedisError
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from pipeline.errors import ConfigurationError, Unavailable
from workers.address import masked
from workers.libraries.kombu import told_as_lost
from workers.settings import Settings

WORKER_ANSWER_SECONDS = 1.0

# A broker that was started again answers within seconds, even on a busy machine.
START_SECONDS = 30.0
RETRY_SECONDS = 0.2
# Of a server that may serve again: "MISCONF …" (its disk is full), "NOREPLICAS …", "BUSY …".
_CODE_OF_STATE = re.compile(r"[A-Z]{4,} ")
PROBE = "docmill"  # no key of docmill's has this name


def connect(url: str) -> Redis:
    """A client of the broker's Redis, which answers and may be written to.

    Raises:
        ConfigurationError: the address is malformed, or Redis refuses the password, the database or
            the user.
        Unavailable: Redis does not answer; the message has the masked address and the setting.
    """
    try:
        redis = Redis.from_url(url, socket_connect_timeout=5, health_check_interval=30)
    except ValueError as error:
        raise ConfigurationError(f"DOCMILL_BROKER_URL is not a Redis address: {error}") from None
    try:
        redis.ping()
        redis.unlink(PROBE)  # for which one needs the right to write
    except AuthenticationError as error:
        raise ConfigurationError(
            f"Redis at {masked(url)} refuses the password ({error}); see DOCMILL_BROKER_URL"
        ) from None
    except (RedisError, OSError) as error:
        if _is_refusal(error):
            raise ConfigurationError(
                f"Redis at {masked(url)} refuses to serve docmill ({error}); see DOCMILL_BROKER_URL"
            ) from None
        raise Unavailable(
            f"Redis at {masked(url)} does not answer ({error}); see DOCMILL_BROKER_URL"
        ) from None
    return redis


def _is_refusal(error: Exception) -> bool:
    """Whether waiting does not help: a user without rights, a database that the server lacks."""
    if isinstance(error, NoPermissionError):
        return True
    return type(error) is ResponseError and _CODE_OF_STATE.match(str(error)) is None


def reconnect(url: str) -> Redis:
    """As `connect`, but waits for a broker that may be restarting.

    Raises:
        Unavailable: it does not answer within `START_SECONDS`.
    """
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return connect(url)
        except Unavailable:
            if time.monotonic() > deadline:
                raise
        time.sleep(RETRY_SECONDS)


def celery_app(settings: Settings) -> Celery:
    """The Celery application of this installation; its tasks are in `workers.worker.tasks`.

    Late acknowledgement, a prefetch of one and no results; JSON only. Celery never retries: the
    producer alone publishes a batch again.
    """
    app = Celery("docmill", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=False,
        worker_prefetch_multiplier=1,
        worker_send_task_events=True,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            # A worker takes from its queues in the order given: later links first, so that
            # batches in progress are finished and Redis holds few payloads.
            "queue_order_strategy": "priority",
            "visibility_timeout": 3600,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
        },
        enable_utc=True,
        timezone="UTC",
    )
    return app


def queue_lengths(redis: Redis, queues: Sequence[str]) -> dict[str, int]:
    """queue → number of messages that wait in it."""
    with redis.pipeline(transaction=False) as pipe:
        for queue in queues:
            pipe.llen(queue)
        counts: list[Any] = pipe.execute()
    return {queue: int(count) for queue, count in zip(queues, counts, strict=True)}


def served_queues(app: Celery) -> set[str]:
    """The queues from which at least one running worker takes.

    Raises:
        Unavailable: the broker does not answer.
    """
    try:
        with told_as_lost():
            answers = app.control.inspect(timeout=WORKER_ANSWER_SECONDS).active_queues() or {}
    except (KombuError, RedisError, OSError) as error:
        raise Unavailable(
            f"the broker does not answer ({error}); see DOCMILL_BROKER_URL"
        ) from error
    return {queue["name"] for queues in answers.values() for queue in queues}
