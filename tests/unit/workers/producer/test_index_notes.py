"""What is noted of a run in the index, for people who look there."""

import msgspec
import pytest

from pipeline.errors import Unavailable
from pipeline.index import RunEntry
from pipeline.records import OUTCOME_NAMES
from workers.indexes.elasticsearch.mapping import run_fields, run_properties
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.producer.index_notes import note_progress, run_entry

BALANCE = Balance(
    run="20260301-090000-00aa",
    state=State.RUNNING,
    started_ms=1_772_355_600_000,
    finished_ms=None,
    sources=("seeds",),
    expected=100,
    outcomes={**dict.fromkeys(OUTCOME_NAMES.values(), 0), "indexed": 50, "failed": 10},
    filtered_by_reason={},
    failed_by_error={"TimedOut": 10},
    seconds=30.0,
)


class Index:
    """An index that keeps notes, or is away."""

    def __init__(self, away: bool) -> None:
        self.away = away
        self.noted: list[RunEntry] = []

    def note_run(self, entry: RunEntry) -> None:
        """Keep it."""
        if self.away:
            raise Unavailable("it does not answer")
        self.noted.append(entry)


def test_a_note_says_how_far_a_run_is_and_at_which_pace() -> None:
    """Decided documents, and those a second; every field is in the mapping."""
    fields = run_fields(run_entry(BALANCE))
    assert (fields["done"], fields["in_flight"], fields["pace"]) == (60, 40, 2.0)
    assert fields.keys() == run_properties().keys()


def test_a_run_that_has_just_begun_has_no_pace() -> None:
    """Nothing is done, in no time."""
    begun = msgspec.structs.replace(BALANCE, seconds=0.0, expected=0, outcomes={})
    assert run_fields(run_entry(begun))["pace"] == 0.0


@pytest.mark.parametrize("away", [False, True])
def test_an_index_that_is_away_does_not_stop_a_run(away: bool) -> None:
    """The next note makes up for it."""
    index = Index(away)
    note_progress(index, BALANCE)  # type: ignore[arg-type]
    assert len(index.noted) == (not away)
