"""When so much fails that a run stops, and when not."""

from collections.abc import Iterable

import pytest

from pipeline.errors import StopRun
from pipeline.records import OUTCOME_NAMES
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.producer.failure_limit import FailureLimit

BATCH = 50
AHEAD = 500  # documents that the producer has read before they are decided


def balance(expected: int, done: int, failed: int, filtered: int = 0) -> Balance:
    """A balance of a run that goes on."""
    outcomes = dict.fromkeys(OUTCOME_NAMES.values(), 0)
    outcomes |= {"indexed": done - failed - filtered, "filtered": filtered, "failed": failed}
    return Balance(
        run="r", state=State.RUNNING, started_ms=0, finished_ms=None, sources=("a",),
        expected=expected, outcomes=outcomes, filtered_by_reason={},
        failed_by_error={"source:Corrupt": failed}, seconds=1.0,
    )  # fmt: skip


def stopped_at(
    documents: Iterable[tuple[str, bool]],
    *,
    most: float = 0.5,
    files: int | None = None,
    size: bool = True,
) -> int | None:
    """After how many documents a run stops; each is its file and whether it is well."""
    every = list(documents)
    failed_files: set[str] = set()
    count = len({file for file, _ in every}) if files is None else files
    limit = FailureLimit(balance(0, 0, 0), count, lambda: len(failed_files), most)
    failed = 0
    for done, (file, well) in enumerate(every, start=1):
        if not well:
            failed += 1
            failed_files.add(file)
        if done % BATCH and done < len(every):
            continue
        read = min(done + AHEAD, len(every))
        try:
            limit.check(balance(read, done, failed), read, len(every) if size else 0)
        except StopRun:
            return done
    return None


def files(name: str, count: int, *, well: bool) -> list[tuple[str, bool]]:
    """Files of a document each."""
    return [(f"{name}{number}", well) for number in range(count)]


def records(name: str, count: int, *, well: bool) -> list[tuple[str, bool]]:
    """Records or members of one file."""
    return [(name, well)] * count


WELL, BAD = True, False


@pytest.mark.parametrize(
    "documents",
    [
        files("bad", 300, well=BAD) + files("good", 20_000, well=WELL),
        files("bad", 300, well=BAD) + files("good", 400, well=WELL),
        files("bad", 4_000, well=BAD) + files("good", 20_000, well=WELL),
        records("bad.zip", 15_000, well=BAD) + files("good", 300, well=WELL),
        records("bad.zip", 15_000, well=BAD) + records("good.zip", 100, well=WELL),
        records("one.jsonl", 300, well=BAD) + records("one.jsonl", 20_000, well=WELL),
        files("bad", 300, well=BAD) + records("one.jsonl", 1_000, well=WELL),
        files("bad", 150, well=BAD),
        [*files("a", 9_900, well=WELL), *files("b", 9_800, well=BAD)],
    ],
    ids=[
        "a bad beginning", "nearly half", "a long bad beginning", "one bad archive of many files",
        "one bad archive of two", "bad records first", "many bad files, most documents well",
        "too few to judge", "a bad half at the end",
    ],
)  # fmt: skip
def test_a_run_that_is_mostly_well_never_stops(documents: list[tuple[str, bool]]) -> None:
    """Wherever in it the failures stand, and however many come from one file."""
    assert stopped_at(documents) is None


@pytest.mark.parametrize(
    ("documents", "at"),
    [
        (files("bad", 100_000, well=BAD), 5_000),
        (files("bad", 1_000, well=BAD), 550),
        (files("bad", 300, well=BAD), 200),
        (records("one.jsonl", 100_000, well=BAD), 5_000),
        (records("one.jsonl", 400, well=BAD), 250),
        ([one for n in range(50) for one in records(f"{n}.zip", 2_000, well=BAD)], 20_050),
        (files("good", 100, well=WELL) + files("bad", 2_000, well=BAD), 1_200),
        ([one for n in range(9_000) for one in files(f"{n}-", 1, well=n % 3 == 0)], 6_800),
    ],
    ids=[
        "all of many files", "all of some files", "all of few files", "all records",
        "all of few records", "all of many archives", "all but the first", "two thirds",
    ],
)  # fmt: skip
def test_a_run_that_is_mostly_bad_stops_early(documents: list[tuple[str, bool]], at: int) -> None:
    """As soon as more than half of the whole fails, or nothing is well in a long beginning."""
    stopped = stopped_at(documents)
    assert stopped is not None
    # Files with failures are counted anew when a tenth more documents have failed.
    assert at <= stopped <= 1.1 * at


def test_where_the_end_is_not_known_more_must_fail_first() -> None:
    """Standard input has no size."""
    stream = records("stdin:", 20_000, well=BAD)
    assert stopped_at(stream, files=0, size=False) == 5_000
    mixed = records("stdin:", 2_000, well=BAD) + records("stdin:", 20_000, well=WELL)
    assert stopped_at(mixed, files=0, size=False) is None


def test_the_setting_allows_more_or_all() -> None:
    """A run may be allowed to fail whole."""
    bad = files("bad", 20_000, well=BAD)
    assert stopped_at(bad, most=1) is None
    mixed = [one for n in range(9_000) for one in files(f"{n}-", 1, well=n % 3 == 0)]
    assert stopped_at(mixed, most=0.7) is None


def test_what_failed_before_a_session_began_does_not_count() -> None:
    """A run that was stopped, and mended, goes on."""
    before = balance(1_000, 1_000, 900)
    limit = FailureLimit(before, 2_000, lambda: 900, 0.5)
    limit.check(balance(1_500, 1_300, 900), 1_500, 2_000)
    limit = FailureLimit(before, 2_000, lambda: 2_000, 0.5)
    limit.check(balance(2_000, 1_900, 1_300), 2_000, 2_000)


def test_what_was_left_out_is_neither_well_nor_failed() -> None:
    """Broken files among pictures alone stop nothing, unless they are most."""
    limit = FailureLimit(balance(0, 0, 0), 100_000, lambda: 2_000, 0.5)
    limit.check(balance(9_000, 6_000, 2_000, filtered=4_000), 9_000, 100_000)
    with pytest.raises(StopRun, match="4,000 of 6,000 documents failed, in 2,000 of 100,000 file"):
        limit.check(balance(9_000, 6_000, 4_000, filtered=2_000), 9_000, 100_000)
