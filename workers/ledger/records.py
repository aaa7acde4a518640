"""The records of the ledger: requests, balances, failures, batches, states of runs."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import zstandard

from pipeline.counts import REPAIR_WORDS, WORDS
from pipeline.records import (
    OUTCOME_NAMES,
    Failed,
    Filtered,
    Indexed,
    Locator,
    Outcome,
    Record,
    Unchanged,
)
from pipeline.sources import Position, Stamp
from workers.files.assets import Asset
from workers.ledger.states import State

# The outcomes blob has one byte for each document: 0 is in flight, `RETRIED` a failure whose
# document was put into a later batch.
RETRIED = 6
_BYTES = [byte for byte in range(1, 256) if byte != RETRIED]
CODES: dict[type[Outcome], int] = dict(zip(OUTCOME_NAMES, _BYTES, strict=False))
COUNTERS = {CODES[kind]: name for kind, name in OUTCOME_NAMES.items()}


class Request(Record, frozen=True):
    """What a run was asked to do; `assets`: the files given for its stages.

    `repairs`: the set of repairs that the clean stage makes; "" = as it is configured. `within`: a
    folder outside of which the run may open nothing; "" = it may.
    """

    sources: tuple[str, ...]
    source_name: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    id_field: str | None = None
    text_field: str = "text"  # of runs of an older docmill, without `fields`
    skip_duplicates: bool = False
    assets: tuple[Asset, ...] = ()
    fields: Mapping[str, str] = msgspec.field(default_factory=dict)
    repairs: str = ""
    within: str = ""


class Failure(msgspec.Struct, frozen=True):
    """One failed document of a run, as the ledger keeps it."""

    id: str
    source: str
    stage: str
    error: str
    message: str
    attempt: int
    worker: str
    failed_ms: int


class LeftOut(msgspec.Struct, frozen=True):
    """One document, or something that is no document, that a run left out on purpose.

    `reason` is None in a run of an older docmill that left out documents for several reasons.
    """

    id: str
    source: str
    reason: str | None


def pack_reasons(reasons: Sequence[str]) -> bytes:
    """Why places of a batch were left out, in order, packed for the ledger."""
    return zstandard.compress(msgspec.msgpack.encode(reasons), 3)


def unpack_reasons(packed: bytes) -> list[str]:
    """The inverse of `pack_reasons`; `[]` where reasons were not kept."""
    return msgspec.msgpack.decode(zstandard.decompress(packed), type=list[str]) if packed else []


class Batch(msgspec.Struct, frozen=True):
    """A batch as the ledger keeps it: for each place 16 bytes of id, 16 of hash, 1 of outcome.

    `outcomes` and `content_hashes` are None until the batch is done. A missing hash is 16 zero
    bytes; `content_hashes` is empty where all are missing.
    """

    number: int
    ids: bytes
    outcomes: bytes | None
    content_hashes: bytes | None

    def places(self) -> Iterator[tuple[str, str | None, str]]:
        """(id, outcome, content hash) of each place; see `outcomes_of`."""
        for place in range(len(self.ids) // 16):
            yield self.ids[place * 16 : place * 16 + 16].hex(), *self._outcome_at(place)

    def outcomes_of(self, id: str) -> list[tuple[str | None, str]]:
        """(outcome, content hash or "") of every place with this id.

        Outcomes are named as the counters of a run; None is in flight.
        """
        wanted = bytes.fromhex(id)
        found: list[tuple[str | None, str]] = []
        at = self.ids.find(wanted)
        while at >= 0:
            if at % 16 == 0:
                found.append(self._outcome_at(at // 16))
            at = self.ids.find(wanted, at + 1)
        return found

    def _outcome_at(self, place: int) -> tuple[str | None, str]:
        if self.outcomes is None or not self.outcomes[place]:
            return None, ""
        content = (self.content_hashes or b"")[place * 16 : place * 16 + 16]
        outcome = COUNTERS.get(self.outcomes[place], "retried")
        return outcome, content.hex() if any(content) else ""


class Balance(msgspec.Struct, frozen=True):
    """The counts of a run: `expected` is always the sum of all outcomes and `in_flight`."""

    run: str
    state: State
    started_ms: int
    finished_ms: int | None
    sources: tuple[str, ...]
    expected: int
    outcomes: dict[str, int]
    """Number of documents by outcome, with every name of `OUTCOME_NAMES`."""
    filtered_by_reason: dict[str, int]
    failed_by_error: dict[str, int]
    seconds: float
    """How long producers have worked on the run, in all its sessions."""
    counts: dict[str, dict[str, int]] = {}
    """The counts of `pipeline.counts` over the documents that the run wrote to the index."""

    @property
    def in_flight(self) -> int:
        """Documents that have no outcome yet."""
        return self.expected - sum(self.outcomes.values())

    @property
    def indexed(self) -> int:
        """Documents that the index has acknowledged."""
        return self.outcomes[OUTCOME_NAMES[Indexed]]

    @property
    def unchanged(self) -> int:
        """Documents that the index held already."""
        return self.outcomes[OUTCOME_NAMES[Unchanged]]

    @property
    def filtered(self) -> int:
        """Documents that were left out on purpose."""
        return self.outcomes[OUTCOME_NAMES[Filtered]]

    @property
    def failed(self) -> int:
        """Documents that could not be worked."""
        return self.outcomes[OUTCOME_NAMES[Failed]]

    @property
    def words(self) -> int:
        """Number of words of the clean texts."""
        return sum(self.counts.get(WORDS, {}).values())

    @property
    def repair_words(self) -> dict[str, int]:
        """Number of words that each repair removed or altered, the largest first."""
        return self.counts.get(REPAIR_WORDS, {})


class FailedPlace(Record, frozen=True):
    """A place in a batch whose document failed."""

    batch: int
    place: int
    locator: Locator


class RunState(msgspec.Struct, frozen=True):
    """What is needed to continue a run; `assets`: those of the request and the learnt profile."""

    run: str
    started_ms: int
    state: State
    request: Request
    stamps: tuple[Stamp, ...]
    position: Position | None
    last_batch: int
    assets: tuple[Asset, ...]
