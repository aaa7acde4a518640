"""Which documents the index already holds, made from the same bytes by the same stages."""

from collections.abc import Sequence

from pipeline.index import Known
from pipeline.records import Failed, Indexed, Unchanged, Work
from workers.broker.payloads import Place, Slot


def ids_to_look_up(places: Sequence[Place], slots: Sequence[Slot | None]) -> list[str]:
    """The ids of documents that are still to be worked or have failed; None slots are skipped.

    Failed ones too: a process may have ended just after it wrote the document.
    """
    return [
        place.document.id
        for place, slot in zip(places, slots, strict=True)
        if isinstance(slot, Work | Failed) and place.document
    ]


def mark_unchanged(
    places: Sequence[Place],
    slots: Sequence[Slot],
    held: dict[str, Known | None],
    fingerprints: tuple[str, ...],
    run: str,
) -> list[Slot]:
    """The slots, with `Indexed` or `Unchanged` where the index already holds the document.

    `Indexed`: this run wrote it; `Unchanged`: another run did. `held`: id → what the index has.
    """
    return [
        _decided(place, slot, held, fingerprints, run)
        for place, slot in zip(places, slots, strict=True)
    ]


def _decided(
    place: Place,
    slot: Slot,
    held: dict[str, Known | None],
    fingerprints: tuple[str, ...],
    run: str,
) -> Slot:
    document = place.document
    known = held.get(document.id) if document else None
    if document is None or known is None or not isinstance(slot, Work | Failed):
        return slot
    if known.raw_hash != document.raw_hash or known.fingerprints != fingerprints:
        return slot
    if known.run == run:
        return Indexed()
    return Unchanged() if isinstance(slot, Work) else slot
