"""Which documents the index holds already, made from the same bytes by the same stages."""

from collections.abc import Sequence

from pipeline.index import Known
from pipeline.records import Failed, Indexed, Unchanged, Work
from workers.broker.payloads import Place, Slot


def asked(places: Sequence[Place], slots: Sequence[Slot | None]) -> list[str]:
    """The ids to look up: of what is to be worked, and of what has failed; None is passed over.

    A process may end after its document was written, so the index may hold what was given up.
    """
    return [
        place.document.id
        for place, slot in zip(places, slots, strict=True)
        if isinstance(slot, Work | Failed) and place.document
    ]


def unchanged(
    places: Sequence[Place],
    slots: Sequence[Slot],
    held: dict[str, Known | None],
    fingerprints: tuple[str, ...],
    run: str,
) -> list[Slot]:
    """The slots with what the index holds of this run or of another one; `held`: id → what it is.

    What this run has written is `Indexed`; what another one has is `Unchanged`.
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
