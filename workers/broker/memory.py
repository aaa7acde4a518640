"""How much the broker may hold: a full Redis stops workers, so the producer stays far below."""

import logging
import time
from typing import Any

from redis import Redis
from redis.exceptions import NoPermissionError

# When Redis reaches its maxmemory, workers end with an error and cannot start again to empty the
# queues (tests/integration/test_backpressure.py).
SHARE_OF_MAXMEMORY = 0.6
NEARLY_FULL = 0.9
UNLIMITED_BYTES = 512_000_000
LOOK_SECONDS = 0.25
RETRY_SECONDS = 0.5

logger = logging.getLogger(__name__)


class MemoryGauge:
    """The broker's memory, read at most every `LOOK_SECONDS`; `max_bytes`: what it may hold."""

    def __init__(self, redis: Redis, max_bytes: int) -> None:
        self._redis = redis
        self._max_bytes = max_bytes or allowed_bytes(redis)
        self._looked_at = 0.0
        self._used_bytes = 0

    def has_room(self, more_bytes: int) -> bool:
        """Whether `more_bytes` fit; what others keep in the same Redis counts too."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._used_bytes = _memory(self._redis)["used_memory"]
        return self._used_bytes + more_bytes <= self._max_bytes

    def add(self, more_bytes: int) -> None:
        """Add what was just stored, until the memory is read again."""
        self._used_bytes += more_bytes


def used_and_allowed(redis: Redis, max_bytes: int) -> tuple[int, int]:
    """What the broker holds, and what it may hold, in bytes; `max_bytes`: as the settings say."""
    return int(_memory(redis)["used_memory"]), max_bytes or allowed_bytes(redis)


def allowed_bytes(redis: Redis) -> int:
    """60 % of the broker's maxmemory, 512 MB where it is unlimited."""
    maxmemory = _memory(redis).get("maxmemory", 0)
    return int(SHARE_OF_MAXMEMORY * maxmemory) if maxmemory else UNLIMITED_BYTES


def wait_for_memory(redis: Redis) -> None:
    """Wait while the broker is nearly full: a worker that starts then would end at once."""
    while (memory := _memory(redis)).get("maxmemory"):
        if memory["used_memory"] <= NEARLY_FULL * memory["maxmemory"]:
            return
        logger.warning("the broker is full; waiting until workers have made room")
        time.sleep(RETRY_SECONDS)


def _memory(redis: Redis) -> dict[str, Any]:
    try:
        return redis.info("memory")
    except NoPermissionError:  # a managed Redis may forbid INFO
        return {"used_memory": 0}
