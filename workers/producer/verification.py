"""Checks that the index holds exactly the documents that the ledger calls indexed."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import msgspec

from pipeline.index import Index, Known
from pipeline.query.origin import written_by
from pipeline.records import Locator
from workers.ledger.reader import LedgerReader
from workers.ledger.records import Balance, Batch

LOOKUP_DOCUMENTS = 500
DIFFERENCES_KEPT = 20
# Rows of the ledger that are kept in memory while the index is read: an index may return documents
# of one batch far apart.
BATCHES_REMEMBERED = 1_024
# All batches of the ledger are read once for this many doubtful documents.
DOUBTS_AT_ONCE = 50_000

Advance = Callable[[int], None]


class Difference(msgspec.Struct, frozen=True):
    """One document on which ledger and index differ."""

    id: str
    source: str
    kind: str
    what: str


class Verification(msgspec.Struct, frozen=True):
    """The result: numbers of documents; `indexed` = confirmed + superseded + missing + changed.

    `superseded`: rewritten by a later run, or by another document of this run with the same id.
    `changed`: in the index with a text that this run never reported. `unknown`: in the index as
    written by this run, but not indexed according to the ledger. `unchanged`: documents that the
    run found in the index already; `gone`: those of them that are not there now. `differences`: the
    first documents that are missing, changed, unknown or gone.
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
        """Documents on which ledger and index differ."""
        return self.missing + self.changed + self.unknown + self.gone


class _LedgerPlace(msgspec.Struct, frozen=True):
    """A place that the ledger calls indexed or unchanged."""

    batch: int
    place: int
    id: str
    content_hash: str


class _Doubt(msgspec.Struct, frozen=True):
    """A document that may be a difference; its other places in the ledger decide.

    It is none when one of these is in flight, or is indexed with this `content_hash` (None: with
    any). Else it is a difference of this `kind`.
    """

    id: str
    content_hash: str | None
    kind: str
    what: str
    place: _LedgerPlace | None = None


class Verifier:
    """Compares ledger and index over one run, in constant memory; changes neither.

    The run may be in progress: a document in flight is no difference. `advance` is called with
    numbers of documents, in all about 2 × `balance.indexed` + `balance.unchanged`.
    """

    def __init__(
        self, ledger: LedgerReader, index: Index, balance: Balance, advance: Advance
    ) -> None:
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
        """Look up the ledger's documents in the index, then the index's in the ledger.

        Raises:
            Unavailable: the index does not answer.
        """
        self._index.refresh()
        for outcome, check in (("indexed", self._check), ("unchanged", self._check_unchanged)):
            places = self._places(outcome)
            while some := list(islice(places, LOOKUP_DOCUMENTS)):
                check(some)
                self._advance(len(some))
        self._settle_doubts()
        self._read_index()
        self._settle_doubts()
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

    def _places(self, wanted: str) -> Iterator[_LedgerPlace]:
        for batch in self._ledger.batches(self._run):
            for place, (id, outcome, content_hash) in enumerate(batch.places()):
                if outcome == wanted:
                    yield _LedgerPlace(batch.number, place, id, content_hash)

    def _check(self, places: Sequence[_LedgerPlace]) -> None:
        """Check that the index holds what the ledger calls indexed."""
        answers = self._index.lookup([place.id for place in places])
        for place, known in zip(places, answers, strict=True):
            if known is None:
                self._add_difference(_Doubt(place.id, None, "missing", "not in the index", place))
            elif known.run != self._run:
                self._check_other_run(place, known)
            elif place.content_hash in ("", known.content_hash):
                self._counts["confirmed"] += 1
            else:
                held = known.content_hash or "none"
                what = f"its text has hash {held}, reported was {place.content_hash}"
                self._add_doubt(_Doubt(place.id, known.content_hash, "changed", what, place))

    def _check_unchanged(self, places: Sequence[_LedgerPlace]) -> None:
        """Check that the index still holds what the run found there, in whatever form."""
        self._unchanged += len(places)
        answers = self._index.lookup([place.id for place in places])
        for place, known in zip(places, answers, strict=True):
            if known is None:
                what = "called unchanged, and not in the index now"
                self._add_difference(_Doubt(place.id, None, "gone", what, place))

    def _check_other_run(self, place: _LedgerPlace, known: Known) -> None:
        # A version is the start of the run that wrote it, times 1,000, plus the attempt.
        if known.version >= self._balance.started_ms * 1000:
            self._counts["superseded"] += 1
        else:
            what = f"the index holds the older copy of run {known.run}"
            self._add_difference(_Doubt(place.id, None, "changed", what, place))

    def _read_index(self) -> None:
        """Check that the ledger calls indexed what the index holds of this run."""

        @lru_cache(BATCHES_REMEMBERED)
        def batch(name: str) -> Batch | None:
            return self._ledger.batch(self._run, int(name)) if name.isdecimal() else None

        for held in self._index.held(written_by(self._run)):
            found = batch(held.batch)
            outcomes = {outcome for outcome, _ in found.outcomes_of(held.id)} if found else set()
            # A document in flight (None) may be written, its report not yet entered.
            if not outcomes & {None, "indexed"}:
                names = " and ".join(sorted(map(str, outcomes)))
                what = f"held, but the ledger calls it {names}" if outcomes else "not in the ledger"
                self._add_doubt(_Doubt(held.id, None, "unknown", what))
            self._advance(1)

    def _add_doubt(self, doubt: _Doubt) -> None:
        self._doubts.append(doubt)
        if len(self._doubts) == DOUBTS_AT_ONCE:
            self._settle_doubts()

    def _settle_doubts(self) -> None:
        """Decide the doubts by all places of the run with their ids."""
        doubts, self._doubts = self._doubts, []
        if not doubts:
            return
        wanted = {doubt.id for doubt in doubts}
        hashes_by_id: dict[str, set[str | None]] = {}
        for batch in self._ledger.batches(self._run):
            for id, outcome, content_hash in batch.places():
                if id in wanted and outcome in (None, "indexed"):
                    known = None if outcome is None else content_hash
                    hashes_by_id.setdefault(id, set()).add(known)
        for doubt in doubts:
            hashes = hashes_by_id.get(doubt.id, set())
            if doubt.content_hash is not None:
                # A place that was reported without a hash may have had any.
                hashes = hashes & {None, "", doubt.content_hash}
            if not hashes:
                self._add_difference(doubt)
            elif doubt.place:
                self._counts["superseded"] += 1

    def _add_difference(self, doubt: _Doubt) -> None:
        if doubt.kind == "gone":
            self._gone += 1
        elif doubt.place:
            self._counts[doubt.kind] += 1
        else:
            self._unknown += 1
        if len(self._differences) < DIFFERENCES_KEPT:
            source = str(self._locator(doubt))
            self._differences.append(Difference(doubt.id, source, doubt.kind, doubt.what))

    def _locator(self, doubt: _Doubt) -> Locator:
        if doubt.place:
            return self._ledger.locator(self._run, doubt.place.batch, doubt.place.place)
        stored = self._index.get(doubt.id) or {}
        return Locator(stored.get("source", ""), stored.get("member", ""), stored.get("record", 0))
