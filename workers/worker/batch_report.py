"""The report on a batch whose documents are all decided."""

import time
from collections import Counter
from collections.abc import Sequence

from pipeline.counts import tally
from pipeline.records import OUTCOME_NAMES, Failed, Indexed, Work
from workers.broker.payloads import Slot
from workers.broker.reports import Report, worker_name
from workers.worker.duplicates import without_late_duplicates
from workers.worker.resources import Batch, Resources

# What a task tells that finds its batch gone, or worked by a newer attempt.
NOTHING_LEFT = "worked elsewhere"


def told(slots: Sequence[Slot]) -> str:
    """What became of a batch's documents in a task, for people who look at Flower.

    The number of each outcome, and the kinds of errors; documents that go on are "passed". Messages
    of errors are left out: they may quote a document, whose text Flower never shows.
    """
    counts = Counter(
        "passed" if isinstance(slot, Work) else OUTCOME_NAMES[type(slot)] for slot in slots
    )
    text = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    errors = dict.fromkeys(slot.error for slot in slots if isinstance(slot, Failed))
    return f"{text} ({', '.join(errors)})" if errors else text


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
    batch: Batch,
    slots: Sequence[Slot],
    content_hashes: Sequence[bytes],
    sent: Sequence[Slot] = (),
) -> None:
    """Report a batch and delete its payload.

    `sent`: its slots as they were sent to the index, for counts over what it took.
    """
    key, envelope = batch.key, batch.loaded.envelope
    if envelope.skip_duplicates:
        slots = without_late_duplicates(resources, key, envelope.places, slots, content_hashes)
    if envelope.again or key.attempt > 1:
        places = zip(envelope.places, slots, strict=True)
        fine = [place.id for place, slot in places if not isinstance(slot, Failed)]
        resources.call_index(key.run, lambda: resources.index.forget_failures(key.run, fine))
    written = [
        work
        for work, slot in zip(sent, slots, strict=bool(sent))
        if isinstance(work, Work) and isinstance(slot, Indexed)
    ]
    resources.reports(key.run).send(
        Report(
            batch=key.batch,
            attempt=key.attempt,
            outcomes=tuple(slot for slot in slots if not isinstance(slot, Work)),
            content_hashes=tuple(
                content_hash if isinstance(slot, Indexed) else b""
                for slot, content_hash in zip(slots, content_hashes, strict=True)
            ),
            worker=worker_name(),
            finished_ms=time.time_ns() // 1_000_000,
            counts=tally(written),
        )
    )
    resources.payloads.delete(key, [stage.name for stage in resources.stages])
