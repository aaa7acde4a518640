"""What a task tells of its documents."""

from pipeline.records import Document, Failed, Filtered, Indexed, Locator, Work
from workers.broker.payloads import Slot
from workers.worker.batch_report import told

WORK = Work(Document("a", Locator("a"), "text/plain", "secret", "", 1))


def test_every_outcome_is_counted() -> None:
    """Under the names of a run's counts; what goes on to the next link has passed."""
    slots: list[Slot] = [WORK, WORK, Filtered("empty"), Failed("extract", "TimedOut", "secret")]
    assert told(slots) == "2 passed, 1 filtered, 1 failed (TimedOut)"
    assert told([Indexed()] * 1_200) == "1,200 indexed"


def test_no_message_is_told() -> None:
    """It may quote the document, whose text is never in an event."""
    assert "secret" not in told([WORK, Failed("index", "Refused", "value: 'secret'")])
