"""The live display: pace, time left, and what people read."""

from io import StringIO

import msgspec
import pytest
from rich.console import Console

from pipeline.records import OUTCOME_NAMES
from workers.command.view.live import Display, plain_observer
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.producer.pace import Pace, duration
from workers.producer.progress import Progress


def moment(done: int, expected: int, read: int) -> Progress:
    """A moment of a run over 1,000 bytes."""
    balance = Balance(
        run="r", state=State.RUNNING, started_ms=0, finished_ms=10_000, sources=("a",),
        expected=expected, outcomes={**dict.fromkeys(OUTCOME_NAMES.values(), 0), "indexed": done},
        filtered_by_reason={}, failed_by_error={}, seconds=10.0,
    )  # fmt: skip
    return Progress(balance, {"clean": expected, "extract": done, "index": done}, read, 1_000)


def test_without_a_terminal_a_line_tells_what_the_run_waits_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Beside the counts; nothing where it waits for nothing."""
    observe = plain_observer(every_seconds=0)
    observe(msgspec.structs.replace(moment(10, 100, 500), waiting="x.txt: extract, 45 s of 120"))
    observe(moment(10, 100, 500))
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"{second}; waiting: x.txt: extract, 45 s of 120"


def test_pace_is_taken_over_the_last_seconds() -> None:
    """A slow start does not weigh on the pace for ever."""
    pace = Pace()
    pace.note(0.0, 0, 0.0)
    assert pace.documents_per_second() == 0.0
    assert pace.seconds_left() is None
    pace.note(100.0, 10, 0.1)
    pace.note(110.0, 210, 0.5)
    assert pace.documents_per_second() == 20.0
    assert pace.seconds_left() == 12.5


def test_durations_are_written_for_people() -> None:
    """Seconds, minutes and hours, each where they say enough."""
    assert [duration(s) for s in (41.6, 185, 7_800)] == ["42 s", "3 min 05 s", "2 h 10 min"]


def test_the_display_shows_each_link_and_the_figures() -> None:
    """Reading, every link, the pace and the failures are there."""
    display = Display(("clean", "extract", "index"))
    display.show(moment(10, 100, 500))
    console = Console(record=True, width=120, file=StringIO())
    console.print(display)
    text = console.export_text()
    for word in ("read", "clean", "extract", "index", "50%", "docs/s", "failed 0", "100 documents"):
        assert word in text
