"""What a run says while a stage is long at a document."""

import time
from pathlib import Path

import pytest

from pipeline.records import Document, Locator
from workers.broker.payloads import Envelope, Place, pack_batch
from workers.broker.steps import Step
from workers.producer.slow_step import SLOW_SECONDS, SlowStep
from workers.producer.spool import Spool

PLACES = (Locator("file:///data/x.txt"), Locator("file:///data/leak.zip", "mails/y.txt", 4))


@pytest.fixture
def slow_step(tmp_path: Path) -> SlowStep:
    """Over a spool with a batch of one document, and one of two."""
    spool = Spool(tmp_path, "run")
    for batch, locators in ((1, PLACES[:1]), (2, PLACES)):
        places = tuple(
            Place(Document("0" * 32, one, "text/plain", "Text", "0" * 32, 4)) for one in locators
        )
        spool.put(batch, pack_batch(Envelope(0, False, places)))
    return SlowStep(spool)


def since(
    seconds: float, place: int | None = None, limit: float = 120, stage: str = "extract"
) -> Step:
    """A step that began so long ago."""
    return Step("extract", stage, place, int((time.time() - seconds) * 1000), limit)


def test_the_document_its_stage_and_its_limit_are_told(slow_step: SlowStep) -> None:
    """Of a batch that is worked as one, the first document, and how many there are."""
    assert slow_step.message({1: since(45.2)}) == "x.txt: extract, 45 s of 120"
    assert slow_step.message({2: since(45.2, 1, 1_200)}) == "y.txt#5: extract, 45 s of 1,200"
    assert slow_step.message({2: since(90.2, limit=480)}) == (
        "x.txt and 1 more: extract, 90 s of 480"
    )


def test_the_step_that_began_first_is_told(slow_step: SlowStep) -> None:
    """And where it is done, the next one."""
    steps = {2: since(30.2, 1), 1: since(45.2)}
    assert slow_step.message(steps) == "x.txt: extract, 45 s of 120"
    assert slow_step.message({2: since(30.2, 1)}) == "y.txt#5: extract, 30 s of 120"


def test_nothing_is_told_of_what_does_not_take_long(slow_step: SlowStep) -> None:
    """Nor of a link that waits for the index or loads its models, nor of clocks that differ."""
    assert slow_step.message({}) is None
    assert slow_step.message({1: since(SLOW_SECONDS - 5)}) is None
    assert slow_step.message({1: since(-300)}) is None
    assert slow_step.message({1: since(300, stage="")}) is None
    assert slow_step.message({1: since(300, stage="index", limit=0)}) is None
