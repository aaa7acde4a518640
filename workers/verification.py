"""Asks the index itself whether it holds what the ledger says of a run, and nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec

from pipeline.index import Held, Index, Known
from pipeline.query.origin import written_by
from pipeline.records import Locator
from workers.ledger import Balance, Batch, Ledger

LOOKUP_DOCUMENTS = 500
DIFFERENCES_KEPT = 20
# Batches whose rows are kept while the index is read; it tells documents of one batch together
# or far apart, as the engine likes.
BATCHES_REMEMBERED = 1_024

Advance = Callable[[int], None]


class Difference(msgspec.Struct, frozen=True):
    """One document of which ledger and index say different things."""

    id: str
    source: str
    kind: str
    what: str


class Verification(msgspec.Struct, frozen=True):
    """What came of asking. `indexed` = confirmed + superseded + missing + changed.

    `superseded`: rewritten by a later run, or by a later document of this run with the same id.
    `changed`: held in a form that nobody reported. `unknown`: held, but not indexed by the ledger.
    `differences`: the first of those that are missing, changed or unknown.
    """

    run: str
    state: str
    indexed: int
    confirmed: int
    superseded: int
    missing: int
    changed: int
    unknown: int
    differences: tuple[Difference, ...]

    @property
    def different(self) -> int:
        """Documents of which ledger and index say different things."""
        return self.missing + self.changed + self.unknown


class _Claim(msgspec.Struct, frozen=True):
    """A place that the ledger calls indexed."""

    batch: int
    place: int
    id: str
    content_hash: str


def verify(ledger: Ledger, index: Index, balance: Balance, advance: Advance) -> Verification:
    """Compare ledger and index over one run, in constant memory; neither is changed.

    `advance` is called with numbers of documents, whose sum is about twice `balance.indexed`. The
    run may be going on meanwhile: what is in flight is no difference. Raises `Unavailable`.
    """
    index.refresh()
    return _Verifier(ledger, index, balance, advance).verify()


class _Verifier:
    """The state of one comparison."""

    def __init__(self, ledger: Ledger, index: Index, balance: Balance, advance: Advance) -> None:
        self._ledger = ledger
        self._index = index
        self._balance = balance
        self._run = balance.run
        self._advance = advance
        self._counts = {"confirmed": 0, "superseded": 0, "missing": 0, "changed": 0, "unknown": 0}
        self._differences: list[Difference] = []

    def verify(self) -> Verification:
        claims = self._claims()
        while some := list(islice(claims, LOOKUP_DOCUMENTS)):
            self._ask(some)
            self._advance(len(some))
        indexed = sum(self._counts.values())
        self._read_back()
        return Verification(
            self._run,
            self._balance.state,
            indexed,
            **self._counts,
            differences=tuple(self._differences),
        )

    def _claims(self) -> Iterator[_Claim]:
        for batch in self._ledger.batches(self._run):
            for place, (id, outcome, content_hash) in enumerate(batch.places()):
                if outcome == "indexed":
                    yield _Claim(batch.number, place, id, content_hash)

    def _ask(self, claims: Sequence[_Claim]) -> None:
        """Whether the index holds what the ledger calls indexed."""
        answers = self._index.lookup([claim.id for claim in claims])
        for claim, known in zip(claims, answers, strict=True):
            kind, what = self._judge(claim, known)
            self._counts[kind] += 1
            if what and self._room():
                at = self._ledger.locator(self._run, claim.batch, claim.place)
                self._differences.append(Difference(claim.id, str(at), kind, what))

    def _judge(self, claim: _Claim, known: Known | None) -> tuple[str, str]:
        if known is None:
            return "missing", "not in the index"
        if known.run != self._run:
            # Versions begin with the start of the run that wrote them.
            if known.version >= self._balance.started_ms * 1000:
                return "superseded", ""
            return "changed", f"the index holds the older copy of run {known.run}"
        if not claim.content_hash or known.content_hash == claim.content_hash:
            return "confirmed", ""
        batch = self._batch_named(known.batch)
        for outcome, content_hash in batch.told_of(claim.id) if batch else ():
            if outcome is None or content_hash == known.content_hash:
                return "superseded", ""
        return "changed", (
            f"its text has hash {known.content_hash or 'none'}, reported was {claim.content_hash}"
        )

    def _read_back(self) -> None:
        """Whether the ledger knows what the index holds of this run."""
        remembered = lru_cache(BATCHES_REMEMBERED)(self._batch_named)
        for held in self._index.held(written_by(self._run)):
            if what := _unknown(held, remembered(held.batch)):
                self._counts["unknown"] += 1
                if self._room():
                    source = _stored_source(self._index.get(held.id) or {})
                    self._differences.append(Difference(held.id, source, "unknown", what))
            self._advance(1)

    def _batch_named(self, name: str) -> Batch | None:
        return self._ledger.batch(self._run, int(name)) if name.isdecimal() else None

    def _room(self) -> bool:
        return len(self._differences) < DIFFERENCES_KEPT


def _unknown(held: Held, batch: Batch | None) -> str:
    """Why the ledger does not stand for a document that the index holds; "" when it does."""
    outcomes = {outcome for outcome, _ in batch.told_of(held.id)} if batch else set()
    if not outcomes:
        return "in the index, but not in the ledger"
    # What is in flight (None) may be written already, its report not yet entered.
    if outcomes & {None, "indexed"}:
        return ""
    return f"in the index, but the ledger calls it {' and '.join(sorted(map(str, outcomes)))}"


def _stored_source(stored: Mapping[str, Any]) -> str:
    place = Locator(stored.get("source", ""), stored.get("member", ""), stored.get("record", 0))
    return str(place)
