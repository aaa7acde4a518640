"""Fixtures of the chaos tests, and the recovery times at the end of the tier."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.articles import Pace
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill

RECOVERY = "recovery"  # the name under which a test's report carries a line to the end of the tier


@pytest.fixture
def pace(tmp_path: Path) -> Pace:
    """The quick stages `noop` and `slow`; `slow` takes 20 ms over a document."""
    return Pace(tmp_path, 0.02)


@pytest.fixture
def quick(tmp_path: Path, pace: Pace) -> Docmill:
    """The command with quick stages in place of the models, small batches, few in flight."""
    return Docmill(
        {
            **pace.environment,
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "DOCMILL_LINKS": "noop|slow",
            "DOCMILL_CONCURRENCY": "2",
            "DOCMILL_BATCH_DOCUMENTS": "8",
            "DOCMILL_IN_FLIGHT_BATCHES": "16",
        },
        tmp_path,
    )


@pytest.fixture
def recovery(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Recovery]:
    """The recovery times of the run in `data`, told when the test is over."""
    watched = Recovery(tmp_path / "data" / "ledger.sqlite")
    thread = threading.Thread(target=watched.watch, name="recovery")
    thread.start()
    yield watched
    watched.end()
    thread.join()
    for line in watched.lines():
        print(line)
        request.node.user_properties.append((RECOVERY, f"{request.node.name}: {line}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The recovery times of all scenarios, whichever process ran them."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    lines = [
        line
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, line in report.user_properties
        if name == RECOVERY
    ]
    if lines:
        terminalreporter.section("recovery times")
        for line in lines:
            terminalreporter.line(line)
