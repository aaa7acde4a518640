"""Which documents have the same text as an earlier one, for runs with `--skip-duplicates`."""

from collections.abc import Sequence

from pipeline.records import Duplicate, Work
from workers.broker.content_claims import ContentClaims
from workers.broker.payloads import BatchKey, Slot
from workers.worker.resources import Resources


def without_duplicates(
    resources: Resources, key: BatchKey, slots: Sequence[Slot], firsts: dict[str, str]
) -> list[Slot]:
    """The slots, with `Duplicate` where another document of the index or run has the same text.

    `firsts`: content hash → id of the first document with that text, of the batches that are
    written together; those of this batch are added.
    """
    live = [slot for slot in slots if isinstance(slot, Work)]
    hashes = [work.cleaned.content_hash for work in live if work.cleaned]
    firsts.update(resources.call_index(key.run, lambda: resources.index.holders(hashes)))
    claimants = {
        work.cleaned.content_hash: work.document.id
        for work in reversed(live)  # the first of equal documents overwrites the others
        if work.cleaned and work.cleaned.content_hash not in firsts
    }
    firsts.update(ContentClaims(resources.redis, key.run).claim(claimants))
    decided: list[Slot] = []
    for slot in slots:
        if isinstance(slot, Work) and slot.cleaned:
            first = firsts.setdefault(slot.cleaned.content_hash, slot.document.id)
            decided.append(slot if first == slot.document.id else Duplicate(first))
        else:
            decided.append(slot)
    return decided
