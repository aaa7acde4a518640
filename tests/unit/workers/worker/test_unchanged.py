"""Which documents the index has already, and by whom."""

import pytest

from pipeline.index import Known
from pipeline.records import Document, Failed, Filtered, Indexed, Locator, Unchanged, Work
from workers.broker.payloads import Place, Slot
from workers.worker.unchanged import ids_to_look_up, mark_unchanged

STAGES = ("clean:1", "extract:2")
DOCUMENT = Document("1" * 32, Locator("a"), "text/plain", None, "raw", 1)
WORK, FAILED = Work(DOCUMENT), Failed("clean", "WorkerLost", "gone")


def known(raw: str = "raw", stages: tuple[str, ...] = STAGES, run: str = "earlier") -> Known:
    """What the index has of the document."""
    return Known(raw, "text", stages, run, 1)


@pytest.mark.parametrize(
    ("slot", "held", "expected"),
    [
        (WORK, known(), Unchanged()),
        (WORK, known(run="this"), Indexed()),
        (WORK, known(raw="other"), WORK),
        (WORK, known(stages=("clean:1", "extract:3")), WORK),
        (WORK, known(stages=STAGES[:1]), WORK),
        (WORK, None, WORK),
        (FAILED, known(run="this"), Indexed()),
        (FAILED, known(), FAILED),
        (FAILED, known(raw="other", run="this"), FAILED),
        (Filtered("empty"), known(), Filtered("empty")),
    ],
)
def test_a_document_is_unchanged_by_its_bytes_and_its_stages(
    slot: Slot, held: Known | None, expected: Slot
) -> None:
    """What this run wrote is indexed; what an earlier run has makes no success of a failure."""
    places = [Place(DOCUMENT)]
    assert mark_unchanged(places, [slot], {DOCUMENT.id: held}, STAGES, "this") == [expected]


def test_only_what_is_open_or_has_failed_is_looked_up() -> None:
    """What left on purpose is decided, whatever the index has."""
    places = [Place(DOCUMENT)] * 4
    slots = [WORK, FAILED, Filtered("empty"), None]
    assert ids_to_look_up(places, slots) == [DOCUMENT.id] * 2
