"""The time that the stages take grows with the size of a text, whatever the text is.

Each kind of text that is no prose is measured by itself, in processor time, at one size and at four
times that size. It should grow by four; what takes as long as the square of the size grows by
sixteen; the bound is half way between them. Beside other processes a larger text, which fits less
well into the processor's cache, has been seen to grow by seven and a half. One bad measurement is
no failure: the best of several counts.
"""

import gc
import time
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from benchmarks.pathological.texts import KINDS, Kind
from pipeline.records import Document, Locator, Result, Work
from pipeline.stage import Stage, build_stages, run_stages
from tests.harness.command import SEEDS
from workers.worker.stage_sets import load_stage

pytestmark = pytest.mark.once

SMALL, LARGE = 4_000, 16_000  # characters
MOST = 8.0  # times the smaller text's cost
TRIES = 5
PROSE = (SEEDS / "000_467565c174595e29.txt").read_text("utf-8")


class Measured(NamedTuple):
    """Loaded stages, and the seconds that prose of the smaller size costs in them.

    A text that costs less than prose may grow by more: it has passed over what the larger one has.
    """

    stages: Sequence[Stage]
    prose: float


@pytest.fixture(scope="module")
def measured() -> Measured:
    """The three stages, with a text behind them."""
    stages = build_stages(("convert", "clean", "extract", "classify"))
    for stage in stages:
        load_stage(stage)
    prose = (PROSE * (1 + SMALL // len(PROSE)))[:SMALL]
    return Measured(stages, min(cost(stages, prose) for _ in range(TRIES)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_four_times_the_text_takes_about_four_times_the_time(
    measured: Measured, kind: Kind
) -> None:
    """No step looks at a text again for each of its parts."""
    smalls: list[float] = []
    larges: list[float] = []
    for number in range(TRIES):
        for part, (size, costs) in enumerate(((SMALL, smalls), (LARGE, larges))):
            text = kind.text(size, seed=2 * number + part)
            costs.append(cost(measured.stages, text, kind.media_type))
        # What disturbs a measurement makes it longer: the least of each size is nearest the truth.
        growth = min(larges) / max(min(smalls), measured.prose)
        if growth < MOST:
            break
    assert growth < MOST


def test_what_takes_the_square_of_the_size_is_seen() -> None:
    """The measure itself: a stage that compares all words with all fails it."""

    class Square:
        name, needs, gives, fingerprint = "square", frozenset[str](), frozenset[str](), "1"

        def process(self, batch: Sequence[Work]) -> list[Result]:
            for work in batch:
                words = str(work.document.raw).split()
                sum(1 for word in words for other in words if word == other)
            return list(batch)

    kind = next(kind for kind in KINDS if kind.name == "new words")
    with pytest.raises(AssertionError):
        test_four_times_the_text_takes_about_four_times_the_time(Measured([Square()], 0), kind)


def cost(stages: Sequence[Stage], text: str, media_type: str = "text/plain") -> float:
    """Seconds of processor time that all stages take for a text in this thread."""
    given = [Work(Document("0" * 32, Locator("a"), media_type, text, "0" * 32, len(text)))]
    # Collecting the garbage of other tests takes longer than what is measured.
    gc.disable()
    try:
        begun = time.thread_time()
        run_stages(stages, given)
        return time.thread_time() - begun
    finally:
        gc.enable()
