"""Asks the index itself whether it holds what the ledger says of a run, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import msgspec

from pipeline.index import Index, Known
from pipeline.query.origin import written_by
from pipeline.records import Locator
from workers.ledger.records import Balance, Batch
from workers.ledger.writer import Ledger

LOOKUP_DOCUMENTS = 500
DIFFERENCES_KEPT = 20
# Rows of the ledger that are kept while the index is read: it tells documents of one batch
# together or far apart, as the engine likes.
BATCHES_REMEMBERED = 1_024
# So many doubtful documents are looked for in all batches at once.
DOUBTS_AT_ONCE = 50_000

Advance = Callable[[int], None]


class Difference(msgspec.Struct, frozen=True):
    """One document of which ledger and index say different things."""

    id: str
    source: str
    kind: str
    what: str


class Verification(msgspec.Struct, frozen=True):
    """What came of asking; `indexed` = confirmed + superseded + missing + changed.

    `superseded`: rewritten by a later run, or by another document of this run with the same id.
    `changed`: held in a form that this run never reported. `unknown`: held as of this run, and
    not indexed by the ledger. `unchanged`: what the run found there as it was; `gone`: those of
    them that are not there now. `differences`: the first that are missing, changed, unknown or
    gone.
    """

    run: str
    state: str
    indexed: int
    confirmed: int
    superseded: int
    missing: int
    changed: int
    unknown: int
    unchanged: int
    gone: int
    differences: tuple[Difference, ...]

    @property
    def different(self) -> int:
        """Documents of which ledger and index say different things."""
        return self.missing + self.changed + self.unknown + self.gone


class _Claim(msgspec.Struct, frozen=True):
    """A place that the ledger calls indexed or unchanged."""

    batch: int
    place: int
    id: str
    content_hash: str


class _Doubt(msgspec.Struct, frozen=True):
    """A document whose other places in the ledger decide.

    A place in flight, or one indexed with this `content_hash` (None: with any), settles it; else it
    is a difference of this `kind`.
    """

    id: str
    content_hash: str | None
    kind: str
    what: str
    claim: _Claim | None = None


class Verifier:
    """Compares ledger and index over one run, in constant memory; changes neither.

    The run may be going on meanwhile: what is in flight is no difference. `advance` is called with
    numbers of documents whose sum is about twice `balance.indexed` and once `balance.unchanged`.
    """

    def __init__(self, ledger: Ledger, index: Index, balance: Balance, advance: Advance) -> None:
        self._ledger = ledger
        self._index = index
        self._balance = balance
        self._run = balance.run
        self._advance = advance
        self._counts = dict.fromkeys(("confirmed", "superseded", "missing", "changed"), 0)
        self._unknown = 0
        self._unchanged = self._gone = 0
        self._doubts: list[_Doubt] = []
        self._differences: list[Difference] = []

    def verify(self) -> Verification:
        """Ask both ways; raises `Unavailable` when the index does not answer."""
        self._index.refresh()
        for outcome, ask in (("indexed", self._ask), ("unchanged", self._ask_unchanged)):
            claims = self._claims(outcome)
            while some := list(islice(claims, LOOKUP_DOCUMENTS)):
                ask(some)
                self._advance(len(some))
        self._settle()
        self._read_back()
        self._settle()
        return Verification(
            run=self._run,
            state=self._balance.state,
            indexed=sum(self._counts.values()),
            **self._counts,
            unknown=self._unknown,
            unchanged=self._unchanged,
            gone=self._gone,
            differences=tuple(self._differences),
        )

    def _claims(self, wanted: str) -> Iterator[_Claim]:
        for batch in self._ledger.batches(self._run):
            for place, (id, outcome, content_hash) in enumerate(batch.places()):
                if outcome == wanted:
                    yield _Claim(batch.number, place, id, content_hash)

    def _ask(self, claims: Sequence[_Claim]) -> None:
        """Whether the index holds what the ledger calls indexed."""
        answers = self._index.lookup([claim.id for claim in claims])
        for claim, known in zip(claims, answers, strict=True):
            if known is None:
                self._differs(_Doubt(claim.id, None, "missing", "not in the index", claim))
            elif known.run != self._run:
                self._ask_of_another(claim, known)
            elif claim.content_hash in ("", known.content_hash):
                self._counts["confirmed"] += 1
            else:
                held = known.content_hash or "none"
                what = f"its text has hash {held}, reported was {claim.content_hash}"
                self._doubt(_Doubt(claim.id, known.content_hash, "changed", what, claim))

    def _ask_unchanged(self, claims: Sequence[_Claim]) -> None:
        """Whether the index still holds what the run found there; of its form nothing is known."""
        self._unchanged += len(claims)
        answers = self._index.lookup([claim.id for claim in claims])
        for claim, known in zip(claims, answers, strict=True):
            if known is None:
                what = "called unchanged, and not in the index now"
                self._differs(_Doubt(claim.id, None, "gone", what, claim))

    def _ask_of_another(self, claim: _Claim, known: Known) -> None:
        # Versions begin with the start of the run that wrote them.
        if known.version >= self._balance.started_ms * 1000:
            self._counts["superseded"] += 1
        else:
            what = f"the index holds the older copy of run {known.run}"
            self._differs(_Doubt(claim.id, None, "changed", what, claim))

    def _read_back(self) -> None:
        """Whether the ledger calls indexed what the index holds of this run."""

        @lru_cache(BATCHES_REMEMBERED)
        def batch(name: str) -> Batch | None:
            return self._ledger.batch(self._run, int(name)) if name.isdecimal() else None

        for held in self._index.held(written_by(self._run)):
            found = batch(held.batch)
            told = {outcome for outcome, _ in found.told_of(held.id)} if found else set()
            # What is in flight (None) may be written already, its report not yet entered.
            if not told & {None, "indexed"}:
                names = " and ".join(sorted(map(str, told)))
                what = f"held, but the ledger calls it {names}" if told else "not in the ledger"
                self._doubt(_Doubt(held.id, None, "unknown", what))
            self._advance(1)

    def _doubt(self, doubt: _Doubt) -> None:
        self._doubts.append(doubt)
        if len(self._doubts) == DOUBTS_AT_ONCE:
            self._settle()

    def _settle(self) -> None:
        """Decide the doubts by all places of the run that have their ids."""
        doubts, self._doubts = self._doubts, []
        if not doubts:
            return
        wanted = {doubt.id for doubt in doubts}
        told: dict[str, set[str | None]] = {}
        for batch in self._ledger.batches(self._run):
            for id, outcome, content_hash in batch.places():
                if id in wanted and outcome in (None, "indexed"):
                    told.setdefault(id, set()).add(None if outcome is None else content_hash)
        for doubt in doubts:
            hashes = told.get(doubt.id, set())
            if doubt.content_hash is not None:
                # A place without a hash was reported without one; it may be any.
                hashes = hashes & {None, "", doubt.content_hash}
            if not hashes:
                self._differs(doubt)
            elif doubt.claim:
                self._counts["superseded"] += 1

    def _differs(self, doubt: _Doubt) -> None:
        if doubt.kind == "gone":
            self._gone += 1
        elif doubt.claim:
            self._counts[doubt.kind] += 1
        else:
            self._unknown += 1
        if len(self._differences) < DIFFERENCES_KEPT:
            source = str(self._place(doubt))
            self._differences.append(Difference(doubt.id, source, doubt.kind, doubt.what))

    def _place(self, doubt: _Doubt) -> Locator:
        if doubt.claim:
            return self._ledger.locator(self._run, doubt.claim.batch, doubt.claim.place)
        stored = self._index.get(doubt.id) or {}
        return Locator(stored.get("source", ""), stored.get("member", ""), stored.get("record", 0))
