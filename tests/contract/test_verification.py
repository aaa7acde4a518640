"""Ledger and index compared, on every engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.index import Index, IndexEntry
from pipeline.records import Document, Duplicate, Failed, Indexed, Locator, Outcome, Unchanged
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.producer import verification
from workers.producer.verification import Verification, Verifier

STARTED_MS = 1_000
RUN = "this"
COUNTS = ("confirmed", "superseded", "missing", "changed", "unknown")


def name(number: int) -> str:
    """An id."""
    return f"{number:032x}"


def content(number: int) -> str:
    """A content hash, never zero."""
    return f"{number + 1:032x}"


def place(number: int) -> Place:
    """A place in a batch."""
    at = Locator("file:///a.zip", "b.jsonl", number)
    return Place(Document(name(number), at, "text/plain", None, "", 1))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with a run begun."""
    opened = Ledger(tmp_path / "ledger.sqlite", writable=True)
    opened.begin(RUN, STARTED_MS, Request(("a.zip",)))
    yield opened
    opened.close()


def report(
    ledger: Ledger, batch: int, outcomes: dict[int, Outcome], hashes: dict[int, str] | None = None
) -> None:
    """Note a batch and close it; indexed places report their content unless `hashes` says other."""
    told = {number: content(number) for number in outcomes} | (hashes or {})
    ledger.add_batch(RUN, batch, Envelope(0, False, tuple(place(number) for number in outcomes)))
    packed = tuple(
        bytes.fromhex(told[number]) if isinstance(outcome, Indexed) else b""
        for number, outcome in outcomes.items()
    )
    ledger.commit(RUN, [Report(batch, 1, tuple(outcomes.values()), packed, "host:1", 2_000)])


def entry(
    number: int, batch: int, run: str = RUN, version: int = 1_000_001, text: int = -1
) -> IndexEntry:
    """A document as a run writes it."""
    fields = {
        "source": "file:///a.zip", "member": "b.jsonl", "record": number, "run": run,
        "batch": f"{batch:07d}", "content_hash": content(number if text < 0 else text),
    }  # fmt: skip
    return IndexEntry(name(number), version, {**fields, "version": version})


def verified(ledger: Ledger, index: Index) -> Verification:
    """What came of comparing."""
    balance = ledger.balance(RUN)
    assert balance is not None
    found = Verifier(ledger, index, balance, lambda more: None).verify()
    assert found.indexed == sum(getattr(found, kind) for kind in COUNTS[:4])
    return found


def counts(found: Verification) -> dict[str, int]:
    """The counts that are not 0."""
    return {kind: getattr(found, kind) for kind in COUNTS if getattr(found, kind)}


def test_what_was_reported_and_is_held_is_confirmed(ledger: Ledger, index: Index) -> None:
    """Outcomes other than indexed claim nothing of the index."""
    failed = Failed("clean", "Corrupt", "cut off")
    report(ledger, 1, {1: Indexed(), 2: failed, 3: Unchanged(), 4: Duplicate(name(1))})
    index.write([entry(1, 1), entry(3, 9, "before", 5)])
    found = verified(ledger, index)
    assert counts(found) == {"confirmed": 1}
    assert (found.different, found.differences) == (0, ())


def test_each_kind_of_difference_is_told_with_its_place(ledger: Ledger, index: Index) -> None:
    """Missing, changed and unknown documents are counted and named with their source."""
    report(ledger, 1, {1: Indexed(), 2: Indexed(), 3: Indexed(), 4: Failed("x", "Y", "z")})
    index.write(
        [
            entry(1, 1),
            entry(2, 1, text=99),
            entry(4, 1),
            entry(5, 1),
            entry(6, 77),
            entry(7, 1, "b"),
        ]
    )
    found = verified(ledger, index)
    assert counts(found) == {"confirmed": 1, "missing": 1, "changed": 1, "unknown": 3}
    assert found.different == 5
    told = {one.id: (one.source, one.kind) for one in found.differences}
    assert told == {
        name(number): (str(place(number).locator), kind)
        for number, kind in ((3, "missing"), (2, "changed"))
    } | {name(number): (str(place(number).locator), "unknown") for number in (4, 5, 6)}
    (failed,) = (one.what for one in found.differences if one.id == name(4))
    assert "calls it failed" in failed


def test_a_later_run_supersedes_an_earlier_one_does_not(ledger: Ledger, index: Index) -> None:
    """Held in a later run's form is no difference; an older copy means that ours was lost."""
    report(ledger, 1, {1: Indexed(), 2: Indexed()})
    index.write([entry(1, 4, "later", 2_000_001, text=50), entry(2, 4, "earlier", 500_001)])
    found = verified(ledger, index)
    assert counts(found) == {"superseded": 1, "changed": 1}
    assert "run earlier" in found.differences[0].what


def test_unchanged_documents_that_are_gone_are_told(ledger: Ledger, index: Index) -> None:
    """Written by an earlier run, found by this one, and deleted since: more than a page of them."""
    outcomes: dict[int, Outcome] = {number: Unchanged() for number in range(1, 601)}
    report(ledger, 1, outcomes | {601: Indexed()})
    index.write([entry(number, 9, "before", 5) for number in range(1, 601)] + [entry(601, 1)])
    assert verified(ledger, index).different == 0
    index.delete([name(2), name(599)])
    found = verified(ledger, index)
    assert counts(found) == {"confirmed": 1}
    assert (found.unchanged, found.gone, found.different) == (600, 2, 2)
    assert [(one.id, one.source, one.kind) for one in found.differences] == [
        (name(number), str(place(number).locator), "gone") for number in (2, 599)
    ]


@pytest.mark.parametrize("doubts", [1, 50_000])
def test_the_last_of_equal_ids_in_a_run_supersedes_the_others(
    ledger: Ledger, index: Index, monkeypatch: pytest.MonkeyPatch, doubts: int
) -> None:
    """Two records with one key: the index holds the form that one of them reported."""
    monkeypatch.setattr(verification, "DOUBTS_AT_ONCE", doubts)
    report(ledger, 1, {1: Indexed(), 2: Indexed()}, {1: content(70), 2: content(80)})
    report(ledger, 2, {1: Indexed()}, {1: content(71)})
    report(ledger, 3, {2: Indexed()}, {2: content(81)})
    index.write([entry(1, 2, text=71), entry(2, 3, text=82)])
    found = verified(ledger, index)
    assert counts(found) == {"confirmed": 1, "superseded": 1, "changed": 2}


def test_what_is_in_flight_is_no_difference(ledger: Ledger, index: Index) -> None:
    """A document is written before its report is entered, perhaps over one with the same id."""
    report(ledger, 1, {1: Indexed()})
    ledger.add_batch(RUN, 2, Envelope(0, False, (place(1), place(2))))
    index.write([entry(1, 2, text=60), entry(2, 2)])
    assert counts(verified(ledger, index)) == {"superseded": 1}


def test_a_report_without_hashes_is_taken_for_presence(ledger: Ledger, index: Index) -> None:
    """Where no hash was reported, being held in any form of this run confirms."""
    ledger.add_batch(RUN, 1, Envelope(0, False, (place(1), place(2))))
    ledger.commit(RUN, [Report(1, 1, (Indexed(), Indexed()), (), "host:1", 2_000)])
    index.write([entry(1, 1)])
    assert counts(verified(ledger, index)) == {"confirmed": 1, "missing": 1}


def test_documents_that_moved_to_other_batches_are_known(ledger: Ledger, index: Index) -> None:
    """A run that was begun again cuts its batches anew; the index remembers the old ones."""
    report(ledger, 1, {1: Indexed()})
    report(ledger, 2, {2: Indexed()})
    index.write([entry(1, 2), entry(2, 8)])
    assert counts(verified(ledger, index)) == {"confirmed": 2}


def test_only_the_first_differences_are_kept(ledger: Ledger, index: Index) -> None:
    """All are counted; more than a page of look-ups is asked for."""
    report(ledger, 1, {number: Indexed() for number in range(1, 701)})
    found = verified(ledger, index)
    assert counts(found) == {"missing": 700}
    assert [one.id for one in found.differences] == [name(number) for number in range(1, 21)]
