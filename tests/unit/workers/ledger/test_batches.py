"""The ledger read back batch by batch, its failures by filter, its runs removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Document, Failed, Filtered, Indexed, Locator, Outcome
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger import reader as ledger_reader
from workers.ledger.records import Batch, Request
from workers.ledger.writer import Ledger

RUN = "20260101-000000-abcd"


def place(number: int, at: Locator | None = None) -> Place:
    """A place with a document."""
    locator = at or Locator("file:///a.zip", "b.jsonl", number)
    return Place(Document(f"{number:032x}", locator, "text/plain", None, "", 1))


def close(ledger: Ledger, run: str, batch: int, *outcomes: Outcome) -> None:
    """Note a batch and its report; documents are numbered from 0."""
    places = tuple(place(number) for number in range(len(outcomes)))
    ledger.add_batch(run, batch, Envelope(0, False, places))
    hashes = tuple(b"\x07" * 16 if isinstance(one, Indexed) else b"" for one in outcomes)
    ledger.commit(run, [Report(batch, 1, outcomes, hashes, "host:1", 1_000)])


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with one run begun."""
    opened = Ledger(tmp_path / "ledger.sqlite", writable=True)
    opened.begin(RUN, 1_000, Request(("archive.zip",)))
    yield opened
    opened.close()


def test_the_places_of_a_batch_that_was_split_are_in_its_parts(ledger: Ledger) -> None:
    """In the batch itself none of them is in flight any more, so that none is looked for there."""
    places = (place(0), place(1))
    ledger.add_batch(RUN, 1, Envelope(0, False, places))
    ledger.split_batch(
        RUN, 1, {2: Envelope(0, False, places[:1]), 3: Envelope(0, False, places[1:])}
    )
    found = {one.number: [outcome for _, outcome, _ in one.places()] for one in ledger.batches(RUN)}
    assert found == {1: ["retried", "retried"], 2: [None], 3: [None]}
    assert ledger.open_batches(RUN) == [2, 3]


def test_batches_come_back_in_order_with_their_places(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page; what is in flight has no outcome, what was not indexed no hash."""
    monkeypatch.setattr(ledger_reader, "BATCH_PAGE", 2)
    close(ledger, RUN, 1, Indexed(), Filtered("empty"))
    for number in (2, 3, 4):
        close(ledger, RUN, number, Failed("clean", "Corrupt", "cut off"))
    ledger.add_batch(RUN, 5, Envelope(0, False, (place(7),)))
    assert [batch.number for batch in ledger.batches(RUN)] == [1, 2, 3, 4, 5]
    first, last = ledger.batch(RUN, 1), ledger.batch(RUN, 5)
    assert first is not None
    assert list(first.places()) == [
        (f"{0:032x}", "indexed", "07" * 16),
        (f"{1:032x}", "filtered", ""),
    ]
    assert last is not None
    assert list(last.places()) == [(f"{7:032x}", None, "")]
    assert ledger.batch(RUN, 6) is None
    assert list(ledger.batches("no such run")) == []
    assert str(ledger.locator(RUN, 1, 1)) == "file:///a.zip!b.jsonl#2"


@given(st.lists(st.binary(min_size=16, max_size=16) | st.just(b"\x00" * 16), max_size=6), st.data())
def test_a_place_is_found_by_its_id_alone(ids: list[bytes], data: st.DataObject) -> None:
    """Ids that overlap the border of two others, or stand in a batch twice, are told right."""
    batch = Batch(1, b"".join(ids), bytes([4]) * len(ids), b"")
    joined = batch.ids
    start = data.draw(st.integers(0, max(0, len(joined) - 16)))
    wanted = (joined[start : start + 16] if joined else b"").ljust(16, b"\x01")
    assert len(batch.outcomes_of(wanted.hex())) == ids.count(wanted)


def test_failures_are_found_by_stage_error_and_source(ledger: Ledger) -> None:
    """Filters join by and; a source takes what stands at it or below."""
    kinds = [("clean", "Corrupt"), ("clean", "Empty"), ("read", "Corrupt")]
    where = [Locator("file:///a.zip", "b.txt"), Locator("file:///a.zip", "c/d.txt"),
             Locator("file:///a", record=3)]  # fmt: skip
    places = tuple(place(number, at) for number, at in enumerate(where))
    ledger.add_batch(RUN, 1, Envelope(0, False, places))
    outcomes = tuple(Failed(stage, error, "why") for stage, error in kinds)
    ledger.commit(RUN, [Report(1, 1, outcomes, (), "host:1", 1_000)])

    def found(*filters: str | None) -> list[str]:
        return [failure.source for failure in ledger.find_failures(RUN, *filters)]

    every = ["file:///a.zip!b.txt", "file:///a.zip!c/d.txt", "file:///a#4"]
    assert found() == every
    assert found("clean") == every[:2]
    assert found("clean", "Corrupt") == every[:1]
    assert found(None, "Corrupt") == [every[0], every[2]]
    assert found(None, None, "file:///a.zip") == every[:2]
    assert found(None, None, "file:///a.zip!c") == every[1:2]
    assert found(None, None, "file:///a") == every[2:]
    assert found(None, None, "file:///a#4") == every[2:]
    assert found("index") == []


def test_a_removed_run_leaves_nothing_and_others_alone(ledger: Ledger, tmp_path: Path) -> None:
    """Every table forgets it, and the file can be made smaller."""
    ledger.begin("other", 2_000, Request(("b",)))
    for run in (RUN, "other"):
        for batch in range(1, 101):
            outcomes = (Indexed(), Filtered("empty"), Failed("clean", "Corrupt", "x" * 400))
            close(ledger, run, batch, *outcomes)
    ledger.remove([RUN])
    assert ledger.shrink() > 0
    assert [balance.run for balance in ledger.runs()] == ["other"]
    assert list(ledger.batches(RUN)) == []
    assert list(ledger.find_failures(RUN)) == []
    kept = ledger.balance("other")
    assert kept is not None
    assert (kept.indexed, kept.filtered_by_reason) == (100, {"empty": 100})
    assert len(list(ledger.find_failures("other"))) == 100
    ledger.begin(RUN, 3_000, Request(("again",)))
    begun = ledger.balance(RUN)
    assert begun is not None
    assert (begun.expected, begun.filtered_by_reason, begun.failed_by_error) == (0, {}, {})
