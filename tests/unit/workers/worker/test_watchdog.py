"""How long a stage may take, and what is noted of it."""

from collections.abc import Sequence
from typing import cast

import pytest
from redis import Redis

from pipeline.records import Cleaned, Converted, Document, Failed, Locator, Result, Work
from tests.harness.broker_in_memory import MemoryRedis
from workers.broker.payloads import BatchKey
from workers.broker.steps import Step, read_step
from workers.worker.stage_link import run_watched
from workers.worker.watchdog import BATCH_FACTOR, LIMIT_BYTES, Watch

KEY = BatchKey("run", 1, 1)
LIMIT = 120.0


class Looking:
    """A stage that reads what is noted while it works."""

    name = "looking"
    needs = gives = frozenset[str]()
    fingerprint = "1"

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self.seen: list[Step | None] = []

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Change nothing."""
        self.seen.append(read_step(self._redis, KEY))
        return list(batch)


def work(size: int, **parts: object) -> Work:
    """A document of so many bytes."""
    document = Document("0" * 32, Locator("a"), "text/plain", "", "0" * 32, size)
    return Work(document).evolve(**parts)


def limits(*slots: Work | Failed, alone: bool, seconds: float = LIMIT) -> list[float]:
    """The time limit of each step."""
    redis = cast(Redis, MemoryRedis())
    stage = Looking(redis)
    with Watch(redis, KEY, "looking", seconds, 600) as watch:
        run_watched(stage, slots, watch, alone)
    return [step.seconds for step in stage.seen if step]


def test_a_large_document_has_more_time_as_it_is_larger() -> None:
    """Its size is that of its file, or of its text where that is more."""
    text = "x" * (3 * LIMIT_BYTES)
    cleaned = Cleaned(title="", text=text, language="en", content_hash="0" * 32)
    slots = (
        work(10), work(LIMIT_BYTES), work(5 * LIMIT_BYTES), Failed("clean", "E", "m"),
        work(10, converted=Converted(text)), work(10, converted=Converted("x"), cleaned=cleaned),
    )  # fmt: skip
    assert limits(*slots, alone=True) == [LIMIT, LIMIT, 5 * LIMIT, 3 * LIMIT, 3 * LIMIT]


def test_a_batch_has_some_times_what_its_largest_document_has() -> None:
    """It is worked again one by one when that is not enough."""
    assert limits(work(10), work(10), alone=False) == [BATCH_FACTOR * LIMIT]
    slots = (work(10), work(4 * LIMIT_BYTES), Failed("clean", "E", "m"))
    assert limits(*slots, alone=False) == [BATCH_FACTOR * 4 * LIMIT]


@pytest.mark.parametrize("alone", [True, False])
def test_without_a_limit_no_document_has_one(alone: bool) -> None:
    """However large it is."""
    assert limits(work(9 * LIMIT_BYTES), alone=alone, seconds=0) == [0]
