"""Whom the end of a process convicts, and how a document goes into quarantine."""

import pytest

from pipeline.records import Content, Document, Failed, Filtered, Locator, Unread
from workers.broker.payloads import Envelope, Place, pack_batch, quarantined, unpack
from workers.broker.steps import OUT_OF_MEMORY_CODE, Loss, Step
from workers.producer.isolation import verdict

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
def test_the_end_of_a_process_tells_what_the_document_did(
    status: str, after_ms: int, error: str, sure: bool
) -> None:
    """What may come from outside does not convict at once; the rest does, under its own name."""
    failed, convicted = verdict(STEP, Loss(7, 2, status, STEP.started_ms + after_ms))
    assert (failed.stage, failed.error, convicted) == ("extract", error, sure)


def test_a_message_of_a_lost_process_names_how_it_ended() -> None:
    """The signal is in it."""
    failed, _ = verdict(STEP, Loss(7, 2, "signal 11 (SIGSEGV)", STEP.started_ms))
    assert "signal 11 (SIGSEGV)" in failed.message


def test_a_worker_lost_whole_convicts_nobody_at_once() -> None:
    """Its documents were only there when it happened."""
    failed, convicted = verdict(STEP, None)
    assert (failed.error, convicted) == ("WorkerLost", False)


def test_without_a_time_limit_nothing_is_timed_out() -> None:
    """An exit code of 1 is then the process's own."""
    unlimited = Step("clean", "clean", 0, 0, 0)
    failed, _ = verdict(unlimited, Loss(7, 2, "exitcode 1", 1_000_000))
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
    packed = quarantined(pack_batch(Envelope(5, True, places)), 1, reason)
    envelope = unpack(packed.documents, Envelope)
    assert (envelope.started_ms, envelope.skip_duplicates) == (5, True)
    guilty = envelope.places[1]
    assert guilty.document is not None
    assert guilty.document.id == documents[1].id
    assert guilty.unread == Unread(documents[1].locator, reason)
    assert [place.unread for place in envelope.places] == [None, guilty.unread, None, hidden]
    assert unpack(packed.raw, list[Content]) == ["Text 0", None, "Text 2", None]
