"""Where batches are, and what a run waits for most."""

from typing import cast

import msgspec
import pytest
from redis import Redis, RedisError

from tests.harness.broker_in_memory import MemoryRedis
from workers.broker.payloads import BatchKey
from workers.broker.steps import STEP, Step
from workers.files.run_progress import LinkLoad
from workers.producer.load_meter import LOOKS, LoadMeter, bottleneck

FIRST, SECOND, INDEX = "convert+clean", "extract", "index"


def loads(waiting: tuple[float, float, float], *worked: dict[str, float]) -> tuple[LinkLoad, ...]:
    """The loads of three links."""
    links = zip((FIRST, SECOND, INDEX), waiting, worked, strict=True)
    return tuple(LinkLoad(link, held, busy) for link, held, busy in links)


@pytest.mark.parametrize(
    ("waiting", "worked", "wanted"),
    [
        # One pool for two links: it prefers the later one, so all waits before the first.
        ((49, 0, 1.4), ({"clean": 0.1}, {"extract": 1.7}, {"index": 1.0}), "extract"),
        ((49, 0.1, 0), ({"clean": 1.1}, {"extract": 0.4}, {"index": 0.2}), "clean"),
        # A pool for each: batches gather before the slow one, whoever else is busy.
        ((3, 50, 2), ({"clean": 1.0}, {"extract": 1.0}, {"index": 1.0}), "extract"),
        ((9, 0, 55), ({"clean": 2.0}, {"extract": 2.0}, {"index": 1.0}), "index"),
        # No worker has taken one yet.
        ((64, 0, 0), ({}, {}, {}), FIRST),
    ],
)
def test_the_bottleneck_is_where_batches_gather(
    waiting: tuple[float, float, float], worked: tuple[dict[str, float], ...], wanted: str
) -> None:
    """Of the stages that the workers behind the longest queue serve, the one worked most."""
    assert bottleneck(loads(waiting, *worked), is_all_read=False) == wanted


def test_where_no_batch_waits_it_is_the_reading() -> None:
    """At the end of a run nothing is, and nothing where nothing is known."""
    idle = loads((0.1, 0, 0), {}, {"extract": 0.5}, {})
    assert bottleneck(idle, is_all_read=False) == "reading"
    assert bottleneck(idle, is_all_read=True) == ""
    assert bottleneck((), is_all_read=True) == ""


def test_looks_count_what_waits_and_what_tasks_have_noted() -> None:
    """As means over the last looks; of attempts that are not in flight nothing is counted."""
    memory = MemoryRedis()
    meter = LoadMeter(cast(Redis, memory), "run", {FIRST: "docmill.a", SECOND: "docmill.b"})
    for batch, attempt, stage in ((1, 1, "clean"), (2, 2, ""), (3, 1, "clean")):
        step = Step(FIRST, stage, None, 0, 0)
        memory.set(BatchKey("run", batch, attempt).part(STEP), msgspec.msgpack.encode(step))
    memory.rpush("docmill.a", b"1", b"2")
    steps = meter.look({1: 1, 2: 2, 3: 2})
    assert {batch: step.stage for batch, step in steps.items()} == {1: "clean", 2: ""}
    meter.look({})
    first, second = meter.loads()
    assert (first.waiting, first.worked) == (2.0, {"clean": 0.5, FIRST: 0.5})
    assert (second.waiting, second.worked) == (0.0, {})
    for _ in range(LOOKS):
        meter.look({})
    assert meter.loads()[0].worked == {}


def test_a_broker_that_is_away_is_no_error() -> None:
    """The last looks stay."""
    memory = MemoryRedis()
    meter = LoadMeter(cast(Redis, memory), "run", {FIRST: "docmill.a"})

    def away() -> None:
        raise RedisError("away")

    memory.before = away
    assert meter.look({1: 1}) == {}
    assert meter.loads() == (LinkLoad(FIRST, 0.0, {}),)
