"""The runs on the page: balances, failures, and figures that move while a run goes on."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline.records import Document, Failed, Indexed, Locator, Unread
from tests.harness.page import Page, links, running_page
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.files.directory_lock import producer_lock
from workers.files.run_progress import LinkLoad, RunProgress, tell
from workers.indexes.embedded.index import EmbeddedIndex
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.page import producer_process, runs
from workers.settings import load_settings

FAILED = 5
HOW_IT_GOES = RunProgress(
    run="first", told_ms=0, bytes_read=1_000_000, bytes_total=4_000_000,
    documents_per_second=12.5, seconds_left=125.2, links=(LinkLoad("extract", 9, {"extract": 2}),),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with a run of six documents, five of which failed, as documents like to."""
    settings = load_settings(data_dir=tmp_path)
    opened = Ledger(settings.ledger_path, writable=True)
    opened.begin("first", 1_000, Request(("<b>news</b>.zip",)))
    places = tuple(
        Place(Document(f"{n:032x}", Locator(f"file:///{n}.txt"), "text/plain", None, "0" * 32, 10))
        for n in range(FAILED + 1)
    )
    opened.add_batch("first", 1, Envelope(1_000, False, places))
    outcomes = [Failed("clean" if n % 2 else "extract", "Odd", f"<i>{n}</i>") for n in range(5)]
    report = Report(1, 1, (*outcomes, Indexed()), (), "host:1", 1_750_000_000_123)
    opened.commit("first", [report])
    yield opened
    opened.close()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The page on the data directory of the ledger."""
    with running_page(EmbeddedIndex(tmp_path / "index"), tmp_path) as running:
        yield running


def test_runs_are_listed_with_what_became_of_their_documents(page: Page, ledger: Ledger) -> None:
    """What a source or a message holds is text."""
    ledger.finish("first", State.DONE)
    html = page.get("/runs").text
    assert 'href="/runs/first"' in html
    assert "6 documents: 1 indexed, 5 failed" in html
    assert "&lt;b&gt;news&lt;/b&gt;.zip" in html


def test_no_run_is_no_error(page: Page) -> None:
    """It says how to start one."""
    assert "docmill run" in page.get("/runs").text
    assert page.get("/runs/none").status == 404
    assert page.get("/runs/none/live").status == 404


def test_failures_are_listed_and_chosen_by_stage_and_error(
    page: Page, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page after page."""
    ledger.finish("first", State.DONE)
    html = page.get("/runs/first").text
    assert html.count("&lt;i&gt;") == FAILED
    assert "clean Odd ×2" in html
    assert "docmill retry --run first" in html
    assert page.get("/runs/first?stage=clean&error=Odd").text.count("&lt;i&gt;") == 2
    monkeypatch.setattr(runs, "FAILURES_A_PAGE", 3)
    assert page.get("/runs/first").text.count("&lt;i&gt;") == 3
    assert page.get("/runs/first?page=2").text.count("&lt;i&gt;") == 2
    assert page.get("/runs/first?page=none").status == 400


def test_figures_move_until_the_run_ends(
    page: Page, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event for each look at the ledger, the last of which says that it has ended."""
    monkeypatch.setattr(runs, "LIVE_SECONDS", 0.01)
    lock = producer_lock(load_settings(data_dir=tmp_path))
    lock.acquire()
    try:
        html = page.get("/runs/first").text
        assert 'data-live="/runs/first/live"' in html
        assert "Bottleneck" not in html
        now = msgspec.structs.replace(HOW_IT_GOES, told_ms=time.time_ns() // 1_000_000)
        tell(load_settings(data_dir=tmp_path), now)
        html = page.get("/runs/first").text
        assert "Now 12.5 documents a second, about 2 min 05 s left; 1.0 MB of 4.0 MB read" in html
        assert "Bottleneck: <strong>extract</strong>" in html
        connection = http.client.HTTPConnection(page.url.removeprefix("http://"), timeout=60)
        connection.request("GET", "/runs/first/live")
        answer = connection.getresponse()
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.readline() == b"event: balance\n"
        assert b"<strong>running</strong>" in answer.readline()
        ledger.finish("first", State.DONE)
        rest = answer.read().decode()
        connection.close()
    finally:
        lock.release()
    last = rest[rest.rindex("event: ") :]
    assert last.startswith("event: end\n")
    assert "<strong>done</strong>" in last
    assert "data-live" not in page.get("/runs/first").text


def test_a_run_whose_process_was_killed_is_interrupted(page: Page, ledger: Ledger) -> None:
    """Nothing moves then, and nothing waits for it."""
    html = page.get("/runs/first").text
    assert "<strong>interrupted</strong>" in html
    assert "data-live" not in html


def test_failures_are_retried_only_where_they_can_be(
    page: Page, ledger: Ledger, tmp_path: Path
) -> None:
    """Not while a run goes on, of an unfinished run, or where nothing matches."""
    unfinished = page.post("/runs/first/retry")
    assert (unfinished.status, "resume it first" in unfinished.text) == (400, True)
    assert "<button>Retry" not in page.get("/runs/first").text
    ledger.finish("first", State.DONE)
    html = page.get("/runs/first?stage=clean&error=Odd").text
    assert "Retry all clean Odd failures" in html
    assert html.count("<button>Retry<") == 2
    assert page.post("/runs/none/retry").status == 404
    unmatched = page.post("/runs/first/retry", error="Even")
    assert (unmatched.status, "no failed document" in unmatched.text) == (400, True)
    lock = producer_lock(load_settings(data_dir=tmp_path))
    lock.acquire()
    try:
        running = page.post("/runs/first/retry")
    finally:
        lock.release()
    assert (running.status, "being worked" in running.text) == (400, True)


def test_a_retry_that_ends_at_once_says_why(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is a real one, with the settings of the page. Nothing of the run has changed."""
    ledger.finish("first", State.DONE)
    monkeypatch.setenv("DOCMILL_LINKS", "nonesuch")
    monkeypatch.setattr(producer_process, "START_SECONDS", 120.0)  # on a busy machine
    with running_page(EmbeddedIndex(tmp_path / "index"), tmp_path) as page:
        answer = page.post("/runs/first/retry", stage="clean", error="Odd")
        assert answer.status == 503
        assert "the retry ended: " in answer.text
        assert "nonesuch" in answer.text
        assert "clean Odd ×2" in page.get("/runs/first").text
    assert (tmp_path / "logs" / "retry.log").stat().st_mode & 0o777 == 0o600


def test_what_a_retry_said_stands_above_the_failures_that_are_left(
    page: Page, ledger: Ledger, tmp_path: Path
) -> None:
    """Where the retry has led, when it is over."""
    retried = "/runs/first?retried=1"
    ledger.finish("first", State.DONE)
    assert 'class="problem"' not in page.get(retried).text
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "retry.log").write_text("1 of 5 are not in <b>the sources</b> now\n")
    assert "1 of 5 are not in &lt;b&gt;the sources&lt;/b&gt; now</bdi>" in page.get(retried).text
    assert "1 of 5" not in page.get("/runs/first").text
    lock = producer_lock(load_settings(data_dir=tmp_path))
    lock.acquire()
    try:
        ledger.reopen("first")
        assert "1 of 5" not in page.get(retried).text
    finally:
        lock.release()


def test_the_original_of_a_failed_document_is_read_by_the_ledger_alone(
    page: Page, ledger: Ledger
) -> None:
    """Of no path and no id that did not fail."""
    ledger.finish("first", State.DONE)
    assert f"/runs/first/original/{0:032x}" in page.get("/runs/first").text
    assert page.get(f"/runs/first/original/{0:032x}").status == 410
    for id in ("none", f"{5:032x}", "..%2f..%2fetc%2fpasswd"):
        assert page.get(f"/runs/first/original/{id}").status == 404


def test_the_file_of_what_could_not_be_read_is_given_as_it_lies_there(
    page: Page, ledger: Ledger, tmp_path: Path
) -> None:
    """Whole, be it the archive of a member; nothing where a link was put in its way, or is gone."""
    archive, elsewhere = tmp_path / "archive", tmp_path / "elsewhere.zip"
    archive.mkdir()
    torn = bytes(range(256)) * 10_000
    (archive / "torn.zip").write_bytes(torn)
    elsewhere.write_bytes(b"a secret")
    (archive / "linked.zip").symlink_to(elsewhere)
    ledger.begin("second", 2_000, Request((str(archive),), within=str(archive)))
    names = ("torn.zip", "linked.zip", "gone.zip")
    failed = Failed("source", "Corrupt", "the data is damaged")
    places = tuple(
        Place(unread=Unread(Locator((archive / name).as_uri(), "a.txt"), failed)) for name in names
    )
    ledger.add_batch("second", 1, Envelope(2_000, False, places))
    ledger.commit("second", [Report(1, 1, (failed,) * 3, (), "host:1", 1_750_000_000_123)])
    ledger.finish("second", State.DONE)
    [torn_at, *others] = links(page.get("/runs/second").text, "The file that it is in")
    answer = page.get(torn_at)
    assert answer.body == torn
    assert answer.headers["Content-Length"] == str(len(torn))
    assert 'filename="torn.zip"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for other in others:
        refused = page.get(other)
        assert (refused.status, "secret" in refused.text) == (410, False)
    assert page.get("/runs/second/file/none").status == 404
