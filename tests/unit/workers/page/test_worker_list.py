"""The list of workers and queues."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.page import Page, running_page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.page import worker_list
from workers.page.worker_list import Batch, Crew, Queue, Worker, crew_kept
from workers.settings import load_settings

CREW = Crew(
    queues=(Queue("extract", 1_200, 1), Queue("index", 0, 0)),
    workers=(
        Worker("<b>one</b>@host", ("extract",), 2, 17, (
            Batch("extract", "20260101-000000-abcd", "7", "file:///<i>a</i>.zip", 3.4),
        )),
    ),
    broker_bytes=2_000_000,
    broker_most=600_000_000,
)  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The page, without a broker."""
    with running_page(EmbeddedIndex(tmp_path / "index"), tmp_path) as running:
        yield running


def test_without_a_broker_it_says_where_to_look(page: Page) -> None:
    """A run by itself has workers that nobody else can ask."""
    assert "`docmill up`" in page.get("/workers").text


def test_workers_are_shown_with_their_batches(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that others gave are text."""
    monkeypatch.setattr(worker_list, "crew", lambda settings: CREW)
    html = page.get("/workers").text
    assert "&lt;b&gt;one&lt;/b&gt;@host" in html
    assert "extract · 2 processes · 17 done" in html
    assert 'batch 7 of <a href="/runs/20260101-000000-abcd">' in html
    assert ">1,200<" in html
    assert "2.0 MB; at 600.0 MB" in html


def test_many_that_look_ask_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within some seconds the same answer is given."""
    asked = []

    def ask(settings: Any) -> Crew:
        asked.append(settings)
        return CREW

    monkeypatch.setattr(worker_list, "crew", ask)
    now = [0.0]
    watch = crew_kept(load_settings(), lambda: now[0])
    assert [watch.value() for _ in range(3)] == [CREW] * 3
    assert len(asked) == 1
    now[0] = worker_list.KEPT_SECONDS
    watch.value()
    assert len(asked) == 2


def test_a_broker_that_is_away_is_said(tmp_path: Path) -> None:
    """In place of the list."""
    settings = load_settings(data_dir=tmp_path, broker_url="redis://127.0.0.1:1/0")
    assert "does not answer" in worker_list.crew(settings).problem
