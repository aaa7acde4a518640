"""Reading the sources of a run again, from their beginning."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import StopRun
from pipeline.records import Document, Failed, Indexed, Locator
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer import runs
from workers.producer.session import RunContext, RunningStack
from workers.settings import load_settings


class Failures:
    """An index that only has failures: run and ids of what it is told to forget."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def prepare(self) -> None:
        self.calls.append("prepare")

    def forget_failures(self, run: str, ids: list[str]) -> None:
        self.calls.append((run, ids))

    def close(self) -> None:
        self.calls.append("close")


def no_stack(*_: object) -> AbstractContextManager[RunningStack]:
    """A stack that cannot be started."""
    raise StopRun("no stack here")


def test_failures_of_a_run_that_is_read_again_leave_the_index(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger forgets them too: what failed for a passing reason may be indexed this time."""
    source = tmp_path / "a.txt"
    source.write_text("text", encoding="utf-8")
    settings = load_settings()
    ledger = Ledger(settings.ledger_path, writable=True)
    ledger.begin("first", 1_000, Request((str(source),)))
    places = tuple(
        Place(Document(f"{n:032x}", Locator("file:///a", "", n), "text/plain", None, "", 1))
        for n in range(2)
    )
    ledger.add_batch("first", 1, Envelope(0, False, places))
    outcomes = (Indexed(), Failed("clean", "Odd", "message"))
    ledger.commit("first", [Report(1, 1, outcomes, (b"",) * 2, "host:1", 1_000)])
    ledger.finish("first", State.STOPPED)
    ledger.close()
    index = Failures()
    monkeypatch.setattr(runs, "open_index", lambda _: index)
    context = RunContext(settings, lambda _: None, lambda _: None, no_stack)
    with pytest.raises(StopRun, match="no stack here"):
        runs.resume(context, "first", restart=True)
    # An index whose alias somebody removed would refuse even to forget.
    assert index.calls == ["prepare", ("first", [f"{1:032x}"]), "close"]
    reader = Ledger(settings.ledger_path)
    assert not reader.failures("first", 10)
    reader.close()
