"""What people are told while the index takes its time."""

import time
from typing import cast

import pytest
from redis import Redis

from tests.harness.broker_in_memory import MemoryRedis
from workers.broker.reports import Reports
from workers.worker import resources
from workers.worker.resources import told_when_slow

SECONDS = 10.0  # more than enough for a thread to say something


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Reports:
    """Those of a run, where ten milliseconds are long."""
    monkeypatch.setattr(resources, "SLOW_SECONDS", 0.01)
    monkeypatch.setattr(resources, "RETELL_SECONDS", 0.01)
    return Reports(cast(Redis, MemoryRedis()), "20260101-000000-abcd", 60)


def test_an_answer_that_does_not_come_is_told(reports: Reports) -> None:
    """Nothing is raised and nothing is known but that: the run's display says it meanwhile."""
    deadline = time.monotonic() + SECONDS
    with told_when_slow(reports):
        while reports.waiting() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    assert (reports.waiting() or "").startswith("the index: no answer for")


def test_what_is_known_better_stays(reports: Reports) -> None:
    """Such as why the index refuses work."""
    reports.report_waiting("Elasticsearch refuses work")
    with told_when_slow(reports):
        time.sleep(0.1)
    assert reports.waiting() == "Elasticsearch refuses work"
