"""Ledgers of older formats: read as they are, brought up to date by the next run."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.records import Duplicate, Failed, Filtered, Indexed, Locator, Outcome, Unread
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.files.assets import Asset
from workers.ledger.file import SCHEMA_VERSION
from workers.ledger.records import Request
from workers.ledger.writer import Ledger

RUN, ONE_REASON = "20260101-000000-abcd", "20260101-000000-ef01"
# What the formats had before this one, made of a ledger of this one.
_AS_4 = """
CREATE TABLE filtered (
    run TEXT NOT NULL, reason TEXT NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY (run, reason)
) WITHOUT ROWID;
CREATE TABLE words (
    run TEXT NOT NULL, repair TEXT NOT NULL, words INTEGER NOT NULL,
    PRIMARY KEY (run, repair)
) WITHOUT ROWID;
INSERT INTO filtered SELECT run, part, number FROM counts WHERE name = 'filtered';
INSERT INTO words SELECT run, iif(name = 'words', '', part), number FROM counts
    WHERE name IN ('words', 'repair_words');
DROP TABLE counts;
DROP INDEX left_out;
ALTER TABLE batches DROP COLUMN reasons;
"""
OLDER = {
    4: f"{_AS_4} PRAGMA user_version = 4;",
    3: f"{_AS_4} DROP TABLE words; PRAGMA user_version = 3;",
    2: f"{_AS_4} DROP TABLE words; DROP TABLE assets; PRAGMA user_version = 2;",
}


def batch(ledger: Ledger, run: str, *outcomes: Outcome) -> None:
    """A batch of the run with its report."""
    ledger.begin(run, 1_000, Request(("a",)))
    places = tuple(
        Place(None, Unread(Locator(f"file:///{number}"), Filtered("")))
        for number in range(len(outcomes))
    )
    ledger.add_batch(run, 1, Envelope(0, False, places))
    counts = {"words": {"words": 500}, "repair_words": {"credit": 2}}
    ledger.commit(run, [Report(1, 1, outcomes, (b"",) * len(outcomes), "host:1", 5, counts)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of this format with two runs."""
    place = tmp_path / "ledger.sqlite"
    ledger = Ledger(place, writable=True)
    corrupt = Failed("source", "Corrupt", "cut off")
    batch(ledger, RUN, Indexed(), Filtered("empty"), corrupt, Filtered("hidden"))
    batch(ledger, ONE_REASON, Filtered("empty"), Indexed())
    ledger.close()
    return place


def opened(path: Path, *, writable: bool) -> Ledger:
    """The ledger, to read or to write."""
    ledger = Ledger(path, writable=True) if writable else Ledger.reading(path)
    assert ledger is not None
    return ledger


def left_out(ledger: Ledger, run: str) -> list[tuple[str, str | None]]:
    """(place, reason) of what a run left out."""
    return [(one.source, one.reason) for one in ledger.find_left_out(run)]


@pytest.mark.parametrize("writable", [False, True])
@pytest.mark.parametrize("older", OLDER)
def test_what_an_older_ledger_holds_stays(path: Path, older: int, writable: bool) -> None:
    """Readers need not wait for a run that brings it up to date, and change nothing.

    Format 3 was the first that counted words. None kept reasons with their places, but where a run
    left out for one reason only, it is that.
    """
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLDER[older])
    ledger = opened(path, writable=writable)
    found = {one.run: one for one in ledger.runs()}
    assert (found[RUN].indexed, found[RUN].filtered, found[RUN].failed) == (1, 2, 1)
    if older > 3:
        assert found[RUN].filtered_by_reason == {"empty": 1, "hidden": 1}
        assert (found[RUN].words, found[RUN].repair_words) == (500, {"credit": 2})
    else:
        assert (found[RUN].words, found[RUN].repair_words) == (0, {})
    assert left_out(ledger, RUN) == [("file:///1", None), ("file:///3", None)]
    assert left_out(ledger, ONE_REASON) == [("file:///0", "empty")]
    state = ledger.state(RUN)
    assert state is not None
    assert state.assets == ()
    ledger.close()
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
    assert version == (SCHEMA_VERSION if writable else older)


@pytest.mark.parametrize("older", OLDER)
def test_an_older_ledger_takes_new_runs(path: Path, older: int) -> None:
    """With assets, counts and reasons."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLDER[older])
    ledger = opened(path, writable=True)
    batch(ledger, "new", Filtered("system"), Indexed(), Filtered("empty"))
    asset = Asset("clean", "profile", "0" * 32)
    ledger.begin("newest", 2_000, Request(("a",)), (), (asset,))
    state = ledger.state("newest")
    assert state is not None
    assert state.assets == (asset,)
    new = ledger.balance("new")
    assert new is not None
    assert (new.words, new.filtered_by_reason) == (500, {"empty": 1, "system": 1})
    assert left_out(ledger, "new") == [("file:///0", "system"), ("file:///2", "empty")]
    ledger.remove(["newest"])
    assert ledger.assets() == []
    ledger.close()


def test_an_outcome_that_a_ledger_does_not_know_yet_is_none_of_its_documents(path: Path) -> None:
    """So a new outcome needs no new format: readers see 0, the next run makes room for it."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE runs DROP COLUMN duplicate")
    reader = opened(path, writable=False)
    found = reader.balance(RUN)
    reader.close()
    assert found is not None
    assert (found.outcomes["duplicate"], found.expected, found.in_flight) == (0, 4, 0)
    writer = opened(path, writable=True)
    batch(writer, "new", Duplicate("0" * 32), Indexed())
    new, old = writer.balance("new"), writer.balance(RUN)
    writer.close()
    assert new is not None
    assert new.outcomes["duplicate"] == 1
    assert old == found
