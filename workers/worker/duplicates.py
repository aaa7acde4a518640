"""Which documents have the same text as an earlier one, for runs with `--skip-duplicates`."""

from collections.abc import Sequence

from pipeline.records import Duplicate, Indexed, Work
from workers.broker.content_claims import ContentClaims
from workers.broker.payloads import BatchKey, Place, Slot
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
    claims = ContentClaims(resources.redis, key.run)
    firsts.update(claims.claim(claimants))
    if not claims.are_shown():
        resources.call_index(key.run, resources.index.refresh)
        claims.note_shown()
        claimed = list(claimants)
        firsts.update(resources.call_index(key.run, lambda: resources.index.holders(claimed)))
    decided: list[Slot] = []
    for slot in slots:
        if isinstance(slot, Work) and slot.cleaned:
            first = firsts.setdefault(slot.cleaned.content_hash, slot.document.id)
            decided.append(slot if first == slot.document.id else Duplicate(first))
        else:
            decided.append(slot)
    return decided


def without_late_duplicates(
    resources: Resources,
    key: BatchKey,
    places: Sequence[Place],
    slots: Sequence[Slot],
    content_hashes: Sequence[bytes],
) -> list[Slot]:
    """The slots of a written batch, with `Duplicate` where another document has the claim by now.

    The broker had lost this document's claim, and then the other one claimed the text. This one is
    deleted from the index, but only if the other one is in it.
    """
    written = {
        content_hash.hex(): place.id
        for place, slot, content_hash in zip(places, slots, content_hashes, strict=True)
        if isinstance(slot, Indexed) and content_hash
    }
    claimed = ContentClaims(resources.redis, key.run).claim(written)
    others = {text: first for text, first in claimed.items() if first != written[text]}
    if not others:
        return list(slots)
    ids = list(others.values())
    held = resources.call_index(key.run, lambda: resources.index.lookup(ids))
    late = {
        written[text]: first
        for (text, first), known in zip(others.items(), held, strict=True)
        if known and known.content_hash == text
    }
    resources.call_index(key.run, lambda: resources.index.delete(list(late)))
    return [
        Duplicate(late[place.id]) if isinstance(slot, Indexed) and place.id in late else slot
        for place, slot in zip(places, slots, strict=True)
    ]
