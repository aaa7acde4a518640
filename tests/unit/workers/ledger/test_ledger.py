"""The ledger: exact counts at every moment, one report a batch, readers beside the writer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError, StopRun
from pipeline.records import (
    Document,
    Duplicate,
    Failed,
    Filtered,
    Indexed,
    Locator,
    Outcome,
    Unchanged,
    Unread,
)
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger import writer as ledger_writer
from workers.ledger.records import Balance, Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger

RUN = "20260101-000000-abcd"
FAILURE = Failed("clean", "Corrupt", "cut off")
outcomes = st.sampled_from(
    [Indexed(), Unchanged(), Duplicate("0" * 32), Filtered("empty"), Filtered("hidden"), FAILURE]
)


def place(number: int) -> Place:
    """A place with a document."""
    locator = Locator("file:///a.zip", "b.jsonl", number)
    return Place(Document(f"{number:032x}", locator, "text/plain", None, "", 1))


def envelope(count: int) -> Envelope:
    """A batch of some documents."""
    return Envelope(0, False, tuple(place(number) for number in range(count)))


def report(batch: int, attempt: int, results: list[Outcome]) -> Report:
    """A report of a batch."""
    return Report(batch, attempt, tuple(results), (b"",) * len(results), "host:1", 1_000)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with one run begun."""
    opened = Ledger(tmp_path / "ledger.sqlite", writable=True)
    opened.begin(RUN, 1_000, Request(("archive.zip",)))
    yield opened
    opened.close()


def balance(ledger: Ledger) -> Balance:
    """The balance of the run."""
    found = ledger.balance(RUN)
    assert found is not None
    return found


def parts(found: Balance) -> list[int]:
    """The six counts whose sum is what was expected."""
    return [
        *(found.outcomes[name] for name in ("indexed", "unchanged", "duplicate", "filtered")),
        found.failed,
        found.in_flight,
    ]


@pytest.mark.parametrize("state", list(State))
def test_what_is_not_finished_is_found_to_be_resumed(ledger: Ledger, state: State) -> None:
    """Also a run that an error stopped; not one that is done, cancelled or abandoned."""
    ledger.finish(RUN, state)
    assert (ledger.unfinished() == RUN) == state.is_unfinished


def test_a_run_whose_producer_was_killed_is_interrupted_by_the_next(ledger: Ledger) -> None:
    """There is one producer at a time, so what was running when another begins is not any more."""
    ledger.begin("second", 2_000, Request(("more.zip",)))
    assert balance(ledger).state is State.INTERRUPTED
    ledger.reopen(RUN)
    states = {one.run: one.state for one in ledger.runs()}
    assert states == {RUN: State.RUNNING, "second": State.INTERRUPTED}


def test_the_time_between_sessions_is_not_worked(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sessions of three and two seconds, with an hour between them, are five."""
    now = 1_000_000
    monkeypatch.setattr(ledger_writer, "_now_ms", lambda: now)
    ledger.reopen(RUN)
    before = balance(ledger).seconds
    now += 3_000
    ledger.finish(RUN, State.INTERRUPTED)
    now += 3_600_000
    ledger.reopen(RUN)
    now += 2_000
    ledger.finish(RUN, State.DONE)
    assert balance(ledger).seconds - before == pytest.approx(5.0)


def test_a_clock_that_goes_back_takes_no_time_away(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in the session in which it does nor in those that follow."""
    now = 10_000_000
    monkeypatch.setattr(ledger_writer, "_now_ms", lambda: now)
    ledger.reopen(RUN)
    before = balance(ledger).seconds
    now -= 3_600_000
    ledger.finish(RUN, State.INTERRUPTED)
    assert balance(ledger).seconds == before
    ledger.reopen(RUN)
    now += 2_000
    ledger.finish(RUN, State.DONE)
    assert balance(ledger).seconds - before == pytest.approx(2.0)


def test_what_is_committed_survives_a_power_cut(ledger: Ledger) -> None:
    """SQLite waits for the disk at each commit, also in the log that readers read meanwhile."""
    (synchronous,) = ledger._connection.execute("PRAGMA synchronous").fetchone()
    (journal,) = ledger._connection.execute("PRAGMA journal_mode").fetchone()
    assert (synchronous, journal) == (2, "wal")  # 2: FULL


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None
)
@given(st.lists(st.lists(outcomes, min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_the_balance_is_exact_at_every_moment(
    tmp_path_factory: pytest.TempPathFactory,
    given_batches: list[list[Outcome]],
    data: st.DataObject,
) -> None:
    """Whatever is added and reported in whatever order, the parts add up to what was expected."""
    opened = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.sqlite", writable=True)
    opened.begin(RUN, 1_000, Request(("a",)))
    for number, results in enumerate(given_batches):
        opened.add_batch(RUN, number, envelope(len(results)))
        assert sum(parts(balance(opened))) == balance(opened).expected
    for number in data.draw(st.permutations(range(len(given_batches)))):
        opened.commit(RUN, [report(number, 1, given_batches[number])])
        assert sum(parts(balance(opened))) == balance(opened).expected
    every = [outcome for results in given_batches for outcome in results]
    final = balance(opened)
    assert final.in_flight == 0
    assert final.indexed == every.count(Indexed())
    assert final.failed == every.count(FAILURE) == sum(final.failed_by_error.values())
    assert final.filtered == sum(final.filtered_by_reason.values())
    opened.close()


def test_a_report_counts_once(ledger: Ledger) -> None:
    """A second report of a batch, and one of an older attempt, change nothing."""
    ledger.add_batch(RUN, 1, envelope(2))
    assert ledger.next_attempt(RUN, 1) == 2
    old, new = report(1, 1, [FAILURE, FAILURE]), report(1, 2, [Indexed(), Indexed()])
    assert ledger.commit(RUN, [old]) == set()
    assert ledger.commit(RUN, [new, new]) == {1}
    assert ledger.commit(RUN, [new]) == set()
    assert parts(balance(ledger)) == [2, 0, 0, 0, 0, 0]


def test_counts_add_up(ledger: Ledger) -> None:
    """Over the reports of a run, each counted once; a run that is read anew begins at none."""
    for number, words in enumerate(({"glued-word": 2}, {"glued-word": 1, "credit": 7}, {})):
        ledger.add_batch(RUN, number, envelope(1))
        counts = {"words": {"words": 1_000}, "repair_words": words, "of tomorrow": {"a": 1}}
        told = msgspec.structs.replace(report(number, 1, [Indexed()]), counts=counts)
        ledger.commit(RUN, [told])
        ledger.commit(RUN, [told])
    assert balance(ledger).words == 3_000
    assert list(balance(ledger).repair_words.items()) == [("credit", 7), ("glued-word", 3)]
    assert balance(ledger).counts["of tomorrow"] == {"a": 3}
    ledger.reset(RUN, ())
    assert (balance(ledger).words, balance(ledger).counts) == (0, {})


def test_a_report_from_before_the_sources_are_read_anew_closes_nothing(ledger: Ledger) -> None:
    """Numbers of batches go on, so that it is not taken for one on the batch of that number."""
    for number in (1, 2):
        ledger.add_batch(RUN, number, envelope(1))
    ledger.reset(RUN, ())
    assert parts(balance(ledger)) == [0] * 6
    state = ledger.state(RUN)
    assert state is not None
    assert (state.last_batch, ledger.open_batches(RUN)) == (2, [])
    assert [place for batch in ledger.batches(RUN) for place in batch.places()] == []
    ledger.add_batch(RUN, state.last_batch + 1, envelope(1))
    late = [report(number, 1, [Indexed()]) for number in (1, 2)]
    assert ledger.commit(RUN, late) == set()
    assert parts(balance(ledger)) == [0, 0, 0, 0, 0, 1]
    assert ledger.commit(RUN, [report(3, 1, [Indexed()])]) == {3}


def test_a_report_of_an_older_worker_counts_no_words(ledger: Ledger) -> None:
    """It lacks these fields; what it does tell is entered."""
    fields = msgspec.msgpack.decode(msgspec.msgpack.encode(report(1, 1, [Indexed()])))
    old = msgspec.convert(fields[:6], Report)
    ledger.add_batch(RUN, 1, envelope(1))
    ledger.commit(RUN, [old])
    assert (balance(ledger).indexed, balance(ledger).words) == (1, 0)


def test_a_request_of_an_older_docmill_is_found_again(ledger: Ledger, tmp_path: Path) -> None:
    """Its record lacks the newest fields, which have their defaults in the same command now."""
    request = Request(("archive.zip",))
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as db, db:
        old = msgspec.json.encode(msgspec.to_builtins(request)[:-1]).decode()
        db.execute("UPDATE runs SET request = ?", (old,))
    assert ledger.unfinished(request) == RUN
    assert ledger.unfinished(Request(("archive.zip",), repairs="none")) is None


def test_failures_name_their_place_in_the_source(ledger: Ledger) -> None:
    """A failure carries the document's id, its locator, stage, error class, message, worker."""
    ledger.add_batch(RUN, 1, envelope(3))
    ledger.commit(RUN, [report(1, 1, [Indexed(), Indexed(), FAILURE])])
    (failure,) = ledger.failures(RUN, 20)
    assert failure.id == f"{2:032x}"
    assert failure.source == "file:///a.zip!b.jsonl#3"
    assert (failure.stage, failure.error, failure.message) == ("clean", "Corrupt", "cut off")
    assert (failure.worker, failure.attempt) == ("host:1", 1)


def test_what_could_not_be_read_has_an_id_too(ledger: Ledger) -> None:
    """A reading error is noted under the id that its position gives."""
    unread = Unread(Locator("file:///bad"), FAILURE)
    ledger.add_batch(RUN, 1, Envelope(0, False, (Place(None, unread),)))
    ledger.commit(RUN, [report(1, 1, [FAILURE])])
    (failure,) = ledger.failures(RUN, 20)
    assert len(bytes.fromhex(failure.id)) == 16


def test_a_report_of_another_length_stops_the_run(ledger: Ledger) -> None:
    """Outcomes that do not match the batch are never guessed at."""
    ledger.add_batch(RUN, 1, envelope(2))
    with pytest.raises(StopRun, match="same version"):
        ledger.commit(RUN, [report(1, 1, [Indexed()])])
    assert balance(ledger).in_flight == 2


def test_a_reader_sees_the_run_while_it_is_written(ledger: Ledger, tmp_path: Path) -> None:
    """Other processes read the ledger during a run."""
    ledger.add_batch(RUN, 1, envelope(2))
    reader = Ledger.reading(tmp_path / "ledger.sqlite")
    assert reader is not None
    assert reader.latest() == RUN
    assert [found.in_flight for found in reader.runs()] == [2]
    ledger.commit(RUN, [report(1, 1, [Indexed(), Filtered("empty")])])
    ledger.finish(RUN, State.DONE)
    found = reader.balance(RUN)
    assert found is not None
    assert (found.state, found.filtered_by_reason) == ("done", {"empty": 1})
    assert reader.balance("no such run") is None
    reader.close()


def test_there_is_no_ledger_before_the_first_run(tmp_path: Path) -> None:
    """Reading makes no file."""
    assert Ledger.reading(tmp_path / "ledger.sqlite") is None
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_a_first_run_is_only_making_holds_no_run(tmp_path: Path) -> None:
    """Its file is there before its tables are; nobody takes it for one of an old format."""
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as begun:
        begun.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size
    assert Ledger.reading(path) is None
    Ledger(path, writable=True).close()
    reader = Ledger.reading(path)
    assert reader is not None
    reader.close()


def test_a_ledger_of_another_format_is_refused(tmp_path: Path) -> None:
    """A file that another version wrote is named, with the way out, and left alone."""
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(ConfigurationError, match="format 99"):
        Ledger(path, writable=True)


def test_a_run_is_the_newest_although_the_clock_went_back(ledger: Ledger) -> None:
    """Else its documents would be older in the index than those they replace."""
    assert ledger.next_start(5_000) == 5_000
    ahead = 10**15  # the clock was far ahead when this run began, then it was set right
    ledger.begin("ahead", ahead, Request(("b.zip",)))
    assert ledger.latest() == "ahead"
    now = ledger.next_start(6_000)
    ledger.begin("later", now, Request(("c.zip",)))
    ledger.add_batch("later", 1, envelope(1))
    assert ledger.latest() == "later"
    assert [balance.run for balance in ledger.runs()] == ["later", "ahead", RUN]
    assert all(balance.seconds >= 0 for balance in ledger.runs())
