"""Failed documents, as they are written to the index."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.index import FailureEntry
from pipeline.records import Failed
from workers.broker.payloads import BatchKey, Place, Slot
from workers.broker.reports import worker_name


def failure_records(
    key: BatchKey, places: Sequence[Place], slots: Sequence[Slot | None]
) -> list[FailureEntry]:
    """One entry for each failed slot; None slots are skipped."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return [
        FailureEntry(
            id=place.id,
            run=key.run,
            batch=key.name,
            attempt=key.attempt,
            source=place.locator.source,
            member=place.locator.member,
            record=place.locator.record,
            stage=slot.stage,
            error=slot.error,
            message=slot.message,
            worker=worker_name(),
            failed_at=now,
        )
        for place, slot in zip(places, slots, strict=True)
        if isinstance(slot, Failed)
    ]
