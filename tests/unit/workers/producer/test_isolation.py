"""Which lost processes put a document in quarantine, and what quarantine does."""

import pytest

from pipeline.records import Content, Document, Failed, Filtered, Locator, Unread
from workers.broker.payloads import Envelope, Place, pack_batch, quarantine, unpack
from workers.broker.steps import OUT_OF_MEMORY_CODE, Loss, Step, failure_at

STEP = Step("clean+extract", "extract", 3, 1_000_000, 10.0)


@pytest.mark.parametrize(
    ("status", "after_ms", "error", "sure"),
    [
        ("signal 6 (SIGABRT)", 500, "WorkerLost", True),
        ("signal 11 (SIGSEGV)", 500, "WorkerLost", True),
        ("signal 9 (SIGKILL)", 500, "WorkerLost", False),
        ("signal 15 (SIGTERM)", 500, "WorkerLost", False),
        ("exitcode 1", 500, "WorkerLost", True),
        ("exitcode 1", 10_000, "TimedOut", True),
        (f"exitcode {OUT_OF_MEMORY_CODE}", 500, "OutOfMemory", True),
    ],
)
def test_the_way_a_process_ends_gives_the_failure(
    status: str, after_ms: int, error: str, sure: bool
) -> None:
    """Signals that may come from outside prove nothing at once; every other end does."""
    failed, is_cause = failure_at(STEP, Loss(7, 2, status, STEP.started_ms + after_ms))
    assert (failed.stage, failed.error, is_cause) == ("extract", error, sure)


def test_a_message_of_a_lost_process_names_how_it_ended() -> None:
    """The message has the signal."""
    failed, _ = failure_at(STEP, Loss(7, 2, "signal 11 (SIGSEGV)", STEP.started_ms))
    assert "signal 11 (SIGSEGV)" in failed.message


def test_the_end_of_a_whole_worker_proves_nothing_at_once() -> None:
    """Its documents need not be the cause."""
    failed, is_cause = failure_at(STEP, None)
    assert (failed.error, is_cause) == ("WorkerLost", False)


def test_without_a_time_limit_nothing_is_timed_out() -> None:
    """Then exit code 1 comes from the process itself."""
    unlimited = Step("clean", "clean", 0, 0, 0)
    failed, _ = failure_at(unlimited, Loss(7, 2, "exitcode 1", 1_000_000))
    assert failed.error == "WorkerLost"


def test_quarantine_takes_one_document_out_and_leaves_all_others() -> None:
    """It keeps its id and its place, its content is gone, and its outcome is the reason."""
    documents = [
        Document(f"{n:032x}", Locator("a", record=n), "text/plain", f"Text {n}", "0" * 32, 6)
        for n in range(3)
    ]
    hidden = Unread(Locator("b"), Filtered("hidden"))
    places = (*(Place(document) for document in documents), Place(None, hidden))
    reason = Failed("extract", "TimedOut", "too long")
    packed = quarantine(pack_batch(Envelope(5, True, places)), 1, reason)
    envelope = unpack(packed.documents, Envelope)
    assert (envelope.started_ms, envelope.skip_duplicates) == (5, True)
    failed = envelope.places[1]
    assert failed.document is not None
    assert failed.document.id == documents[1].id
    assert failed.unread == Unread(documents[1].locator, reason)
    assert [place.unread for place in envelope.places] == [None, failed.unread, None, hidden]
    assert unpack(packed.raw, list[Content]) == ["Text 0", None, "Text 2", None]
