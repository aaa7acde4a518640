"""The report on a batch whose documents are all decided."""

import time
from collections.abc import Sequence

from pipeline.counts import tally
from pipeline.records import Indexed, Work
from workers.broker.payloads import BatchKey, Slot
from workers.broker.reports import Report, worker_name
from workers.worker.resources import Batch, Resources


def indexed_hashes(resources: Resources, batch: Batch, slots: Sequence[Slot]) -> list[bytes]:
    """By place: the content hash of documents that this run has indexed before, else b""."""
    done = [place for place, slot in enumerate(slots) if isinstance(slot, Indexed)]
    hashes = [b""] * len(slots)
    if not done:
        return hashes
    ids = [batch.loaded.envelope.places[place].id for place in done]
    found = resources.call_index(batch.key.run, lambda: resources.index.lookup(ids))
    for place, known in zip(done, found, strict=True):
        hashes[place] = bytes.fromhex(known.content_hash) if known else b""
    return hashes


def send_report(
    resources: Resources,
    key: BatchKey,
    slots: Sequence[Slot],
    content_hashes: Sequence[bytes],
    written: Sequence[Work] = (),
) -> None:
    """Report a batch and delete its payload; `written`: what was written to the index."""
    resources.reports(key.run).send(
        Report(
            batch=key.batch,
            attempt=key.attempt,
            outcomes=tuple(slot for slot in slots if not isinstance(slot, Work)),
            content_hashes=tuple(content_hashes),
            worker=worker_name(),
            finished_ms=time.time_ns() // 1_000_000,
            counts=tally(written),
        )
    )
    resources.payloads.delete(key, [stage.name for stage in resources.stages])
