"""How much the broker may hold: a full Redis stops workers, so the producer stays well below."""

import logging
import time
from typing import Any

from redis import Redis
from redis.exceptions import NoPermissionError

# A worker of a Redis that is at its maxmemory ends with an error, and cannot start again to empty
# the queues (tests/integration/test_backpressure.py).
SHARE_OF_MAXMEMORY = 0.6
ALL_BUT_FULL = 0.9
UNLIMITED_BYTES = 512_000_000
LOOK_SECONDS = 0.25
ROOM_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Gauge:
    """The broker's memory, looked at now and then, against what it may hold."""

    def __init__(self, redis: Redis, most_bytes: int) -> None:
        self._redis = redis
        self._most = most_bytes or allowed_bytes(redis)
        self._looked = 0.0
        self._used = 0

    def has_room(self, more_bytes: int) -> bool:
        """Whether this much more fits; what others keep in the same Redis counts too."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._used = _memory(self._redis)["used_memory"]
        return self._used + more_bytes <= self._most

    def add(self, more_bytes: int) -> None:
        """Count what was just stored, until the next look."""
        self._used += more_bytes


def allowed_bytes(redis: Redis) -> int:
    """60 % of the broker's maxmemory, 512 MB where it is unlimited."""
    maxmemory = _memory(redis).get("maxmemory", 0)
    return int(SHARE_OF_MAXMEMORY * maxmemory) if maxmemory else UNLIMITED_BYTES


def await_room(redis: Redis) -> None:
    """Wait while the broker is all but full: a worker that starts then would end at once."""
    while (memory := _memory(redis)).get("maxmemory"):
        if memory["used_memory"] <= ALL_BUT_FULL * memory["maxmemory"]:
            return
        logger.warning("the broker is full; waiting for room")
        time.sleep(ROOM_SECONDS)


def _memory(redis: Redis) -> dict[str, Any]:
    try:
        return redis.info("memory")
    except NoPermissionError:  # a managed Redis may not tell
        return {"used_memory": 0}
