"""Runs that are started and stopped on the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from tests.harness.page import Page, running_page
from tests.harness.waiting import until
from workers.files.directory_lock import producer_lock
from workers.indexes.embedded.index import EmbeddedIndex
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.page import folders, starting
from workers.settings import load_settings

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with two files in it and one below, beside another folder with a secret."""
    made = tmp_path / "archive"
    (made / "<b>below").mkdir(parents=True)
    (made / "a.txt").write_text("a text")
    (made / "b.csv").write_text("a,b")
    (made / "<b>below" / "c.txt").write_text("c")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.txt").write_text("s")
    (made / "way out").symlink_to(tmp_path / "secret")
    (made / "file out.txt").symlink_to(tmp_path / "secret" / "s.txt")
    return made


@pytest.fixture
def page(archive: Path, tmp_path: Path) -> Iterator[Page]:
    """The page, which may start runs on the archive, with a broker that is away."""
    index = EmbeddedIndex(tmp_path / "data" / "index")
    directory = tmp_path / "data"
    settings = {"page_folders": f"{archive}:{tmp_path / 'gone'}", "broker_url": NOWHERE}
    with running_page(index, directory, **settings) as running:
        yield running


def test_whoever_comes_first_is_led_to_a_run(page: Page) -> None:
    """An empty index has no hits to save, tag or narrow down."""
    html = page.get("/").text
    assert "The index is empty" in html
    assert '<a href="/start">Start a run</a>' in html
    assert "documents found" not in html
    assert "Save this search" not in html


def test_what_would_be_read_is_shown(page: Page) -> None:
    """By the endings of names, with what is left out, and the folders to go on to."""
    html = page.get("/start?folder=1").text
    assert "<strong>3</strong> files, 10 Bytes" in html
    assert '>.txt</bdi></th><td class="number">2<' in html
    assert "Left out: 2 symlink" in html
    assert "&lt;b&gt;below" in html
    assert "way out" not in html
    below = page.get("/start?folder=1&inside=%3Cb%3Ebelow").text
    assert "<strong>1</strong> file, 1 Byte" in below


@pytest.mark.parametrize(
    "inside",
    ["..", "../secret", "way%20out", "way%20out/", "file%20out.txt", "a.txt", "/etc", ".", "%00",
     "%3Cb%3Ebelow/../..", "%3Cb%3Ebelow/", "none", "%ff", "x" * 5_000],
)  # fmt: skip
def test_nothing_outside_of_the_folders_is_shown_or_read(page: Page, inside: str) -> None:
    """By no name, and no link."""
    answer = page.get(f"/start?folder=1&inside={inside}")
    assert answer.status == 404
    assert "secret" not in answer.text
    assert page.post("/start", folder="1", inside=inside.replace("%20", " ")).status == 404


def test_only_the_folders_of_the_settings_are_there(page: Page) -> None:
    """One that is gone is said to be; without any there is nothing to start with."""
    for number, status in (("0", 400), ("3", 400), ("-1", 400), ("%C2%B2", 400), ("2", 404)):
        assert page.get(f"/start?folder={number}").status == status
    assert page.post("/start", folder="3").status == 400
    assert page.post("/start", folder="2").status == 404


def test_without_folders_runs_are_started_elsewhere(tmp_path: Path) -> None:
    """The page has no such form and no such action then."""
    with running_page(EmbeddedIndex(tmp_path / "index"), tmp_path) as page:
        assert page.get("/start").status == 404
        assert page.post("/start", folder="1").status == 404
        assert "/start" not in page.get("/runs").text
    with pytest.raises(ConfigurationError, match="no absolute path"):
        load_settings(page_folders="archive")


def test_a_run_needs_workers_and_that_none_goes_on(
    page: Page, archive: Path, tmp_path: Path
) -> None:
    """It says what to do, beside what would be read, and starts nothing."""
    with running_page(
        EmbeddedIndex(tmp_path / "i"), tmp_path / "alone", page_folders=str(archive)
    ) as alone:
        assert "start `docmill up`" in alone.get("/start?folder=1").text
        refused = alone.post("/start", folder="1")
        assert (refused.status, "start `docmill up`" in refused.text) == (400, True)
    lock = producer_lock(load_settings(data_dir=tmp_path / "data"))
    lock.acquire()
    try:
        assert "a run is being worked" in page.get("/start?folder=1").text
        assert page.post("/start", folder="1").status == 400
    finally:
        lock.release()
    assert not (tmp_path / "data" / "logs").exists()


def test_a_run_that_ends_at_once_says_why(page: Page, tmp_path: Path) -> None:
    """The process is a real one, with the settings of the page. One that has begun is shown."""
    answer = page.post("/start", folder="1", inside="<b>below")
    if answer.status == 303:
        lock = producer_lock(load_settings(data_dir=tmp_path / "data"))
        begun = tmp_path / "data" / "ledger.sqlite"
        until(lambda: begun.exists() and not lock.is_held(), 120, "the end of a run without broker")
    else:
        assert answer.status == 503
        assert "does not answer" in answer.text
    ledger = Ledger.reading(tmp_path / "data" / "ledger.sqlite")
    assert ledger is not None
    [balance] = ledger.runs()
    state = ledger.state(balance.run)
    ledger.close()
    assert state is not None
    assert state.request.within == str(tmp_path / "archive")
    assert page.post(f"/runs/{balance.run}/cancel").status == 303
    html = page.get(f"/runs/{balance.run}").text
    assert "<strong>cancelled</strong>" in html
    assert "Stop this run" not in html
    again = page.post(f"/runs/{balance.run}/cancel")
    assert (again.status, "nothing to cancel" in again.text) == (400, True)
    assert page.post("/runs/none/cancel").status == 404


def test_a_run_that_takes_long_to_start_is_not_taken_for_the_one_before(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until something is seen of it the runs are shown, with a word on it; then it itself."""

    def ended(run: str) -> None:
        ledger = Ledger(load_settings(data_dir=tmp_path / "data").ledger_path, writable=True)
        ledger.begin(run, 1 if run == "before" else 2, Request(("/a/b",)))
        ledger.finish(run, State.DONE)
        ledger.close()

    ended("before")
    monkeypatch.setattr(starting, "start", lambda *arguments, seen: None)
    answer = page.post("/start", folder="1")
    assert (answer.status, answer.headers["Location"]) == (303, "/runs?starting=1")
    assert "has been started" in page.get("/runs?starting=1").text
    assert "has been started" not in page.get("/runs").text

    monkeypatch.setattr(starting, "start", lambda *arguments, seen: ended("own"))
    assert page.post("/start", folder="1").headers["Location"] == "/runs/own"


def test_a_large_folder_is_not_counted_to_its_end(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its files nor the names of the folders in it."""
    monkeypatch.setattr(folders, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr(folders, "MOST_NAMES", 0)
    html = page.get("/start?folder=1").text
    assert "takes too long to count" in html
    assert "and more</li>" in html


def test_a_run_is_known_by_its_request(tmp_path: Path) -> None:
    """Not by another one that goes on in the same data directory."""
    settings = load_settings(data_dir=tmp_path)
    wanted = Request(("/a/b",), within="/a")
    assert starting.run_of(settings, wanted) is None
    ledger = Ledger(settings.ledger_path, writable=True)
    ledger.begin("other", 1, Request(("/a/b",)))
    assert starting.run_of(settings, wanted) is None
    ledger.begin("own", 2, wanted)
    assert starting.run_of(settings, wanted) == "own"
    ledger.finish("own", State.DONE)
    ledger.close()
    assert starting.run_of(settings, wanted) is None
