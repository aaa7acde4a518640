"""Which documents have the text of an earlier one, for runs that leave such out."""

from collections.abc import Sequence

from pipeline.records import Duplicate, Work
from workers.broker.content_claims import Claims
from workers.broker.payloads import BatchKey, Slot
from workers.worker.resources import Resources


def without_duplicates(
    resources: Resources, key: BatchKey, slots: Sequence[Slot], firsts: dict[str, str]
) -> list[Slot]:
    """The slots, `Duplicate` where the text is that of another document of index or run.

    `firsts`: content hash → document, of the batches that are written with this one; what is found
    here is added.
    """
    live = [slot for slot in slots if isinstance(slot, Work)]
    hashes = [work.cleaned.content_hash for work in live if work.cleaned]
    firsts.update(resources.ask_index(key.run, lambda: resources.index.holders(hashes)))
    claimants = {
        work.cleaned.content_hash: work.document.id
        for work in reversed(live)  # of equal ones the first claims
        if work.cleaned and work.cleaned.content_hash not in firsts
    }
    firsts.update(Claims(resources.redis, key.run).firsts(claimants))
    decided: list[Slot] = []
    for slot in slots:
        if isinstance(slot, Work) and slot.cleaned:
            first = firsts.setdefault(slot.cleaned.content_hash, slot.document.id)
            decided.append(slot if first == slot.document.id else Duplicate(first))
        else:
            decided.append(slot)
    return decided
