"""`docmill up`, and the commands that use what it keeps running."""

import json
import secrets
import shutil
import signal
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from elasticsearch import Elasticsearch
from playwright.sync_api import Browser, expect

from testbed.broker import RunningBroker, free_port
from testbed.stages import FLAKY, install_stage
from tests.harness.command import SEEDS, Docmill, processes_of


@pytest.fixture
def docmill(tmp_path: Path) -> Docmill:
    """The command with a data directory of its own, and ports for Flower and the page."""
    environment = {
        "DOCMILL_DATA_DIR": str(tmp_path / "data"),
        "DOCMILL_FLOWER_PORT": str(free_port()),
        "DOCMILL_PAGE_PORT": str(free_port()),
        "DOCMILL_CONCURRENCY": "1",
    }
    return Docmill(environment, tmp_path)


@contextmanager
def up(docmill: Docmill, number: signal.Signals) -> Iterator[dict[str, Any]]:
    """`docmill up` while the block lasts, then ended by a signal."""
    with docmill.start("up", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            yield json.loads(line)
        finally:
            process.send_signal(number)
            output, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number, errors
    assert output == ""
    assert "Traceback" not in errors


def flower(state: dict[str, Any], path: str) -> Any:
    """What Flower's API answers."""
    login = b64encode(f"{state['user']}:{state['password']}".encode()).decode()
    request = Request(state["flower"] + path, headers={"Authorization": f"Basic {login}"})
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_up_keeps_a_stack_that_other_commands_use(docmill: Docmill) -> None:
    """`run` starts nothing of its own then; Flower shows its tasks; Ctrl-C ends everything."""
    data = Path(docmill.environment["DOCMILL_DATA_DIR"])
    with up(docmill, signal.SIGINT) as state:
        assert state["data_dir"] == str(data)
        assert ":***@" in state["broker"]
        running = processes_of(data)
        answer = docmill("run", str(SEEDS), "--json")
        assert answer.exit_code == 0, answer.errors
        assert answer.json["indexed"] == answer.json["expected"]
        assert set(processes_of(data)) == set(running)
        found = docmill("search", 'person:"Vladimir Putin" AND diplomacy', "--json")
        assert len(found.lines) == 1
        with urlopen(f"{state['page']}/?q=diplomacy", timeout=10) as shown:
            assert "Vladimir Putin" in shown.read().decode()
        shutil.rmtree(data / "index")
        answer = docmill("run", str(SEEDS), "--json")
        assert answer.exit_code == 0, answer.errors
        assert answer.json["indexed"] == answer.json["expected"]
        assert docmill("verify").exit_code == 0
        with urlopen(f"{state['page']}/?q=diplomacy", timeout=10) as shown:
            assert "Vladimir Putin" in shown.read().decode()
        tasks = flower(state, "/api/tasks").values()
        assert {task["name"] for task in tasks} == {
            "docmill.convert+clean", "docmill.extract", "docmill.classify", "docmill.index",
        }  # fmt: skip
        checks = {check["name"]: check for check in docmill("doctor", "--json").json["checks"]}
        assert "running workers serve convert+clean, extract" in checks["workers"]["detail"]
        stranger = Docmill(
            {**docmill.environment, "DOCMILL_LINKS": "convert+clean"}, docmill.directory
        )
        refused = stranger("run", str(SEEDS))
        assert refused.exit_code == 2
        assert "other stages" in refused.errors
        second = docmill("up")
        assert second.exit_code == 2
        assert "already running" in second.errors
    assert processes_of(data) == {}


def test_up_serves_a_broker_that_runs(docmill: Docmill, broker: RunningBroker) -> None:
    """With DOCMILL_BROKER_URL it starts workers for it; a run on the same broker uses them."""
    docmill = Docmill({**docmill.environment, "DOCMILL_BROKER_URL": broker.url}, docmill.directory)
    with up(docmill, signal.SIGTERM) as state:
        assert f"127.0.0.1:{broker.port}" in state["broker"]
        answer = docmill("run", str(SEEDS), "--json")
        assert answer.exit_code == 0, answer.errors
        assert answer.json["indexed"] == answer.json["expected"]
        assert "starting workers" not in answer.errors


def test_up_makes_the_index(docmill: Docmill, elasticsearch_url: str) -> None:
    """The first run need not wait until Elasticsearch has made its indices."""
    name = f"docmill-{secrets.token_hex(4)}"
    settings = {"DOCMILL_INDEX_URL": elasticsearch_url, "DOCMILL_INDEX_NAME": name}
    docmill = Docmill({**docmill.environment, **settings}, docmill.directory)
    with up(docmill, signal.SIGTERM), Elasticsearch(elasticsearch_url) as client:
        assert client.indices.exists_alias(name=name)


@pytest.mark.parametrize("engine", ["embedded", "elasticsearch"])
def test_a_run_is_started_watched_and_its_failure_retried_in_a_browser(
    docmill: Docmill, engine: str, request: pytest.FixtureRequest, browser: Browser
) -> None:
    """From an empty index to the hit of a document that failed at first."""
    packages, folder, mark = (docmill.directory / name for name in ("packages", "folder", "mark"))
    packages.mkdir()
    folder.mkdir()
    mark.touch()
    (folder / "a.txt").write_text("A sound text.")
    (folder / "b.txt").write_text("A fragile text.")
    settings = {
        "DOCMILL_PAGE_FOLDERS": str(folder), "DOCMILL_LINKS": "flaky", "FLAKY_MARK": str(mark),
        "PYTHONPATH": install_stage(packages, "flaky", FLAKY),
    }  # fmt: skip
    if engine == "elasticsearch":
        settings["DOCMILL_INDEX_URL"] = request.getfixturevalue("elasticsearch_url")
        settings["DOCMILL_INDEX_NAME"] = f"docmill-{secrets.token_hex(4)}"
    docmill = Docmill({**docmill.environment, **settings}, docmill.directory)
    with up(docmill, signal.SIGINT) as state:
        tab = browser.new_page(base_url=state["page"])
        tab.set_default_timeout(60_000)
        tab.goto("/")
        tab.get_by_role("link", name="Start a run").click()
        tab.get_by_role("link", name=str(folder)).click()
        expect(tab.locator("#read ~ p").first).to_contain_text("2 files")
        tab.get_by_role("button", name="Start a run on this folder").click()
        tab.wait_for_url("**/runs/*")
        state_of_run = tab.locator("#balance strong").first
        expect(state_of_run).to_have_text("done", timeout=60_000)
        failed = tab.locator(".failures li")
        expect(failed).to_contain_text("too fragile today")
        with tab.expect_download() as download:
            failed.get_by_role("link", name="Original").click()
        assert download.value.path().read_text() == "A fragile text."
        mark.unlink()
        failed.get_by_role("button", name="Retry").click()
        expect(failed).to_have_count(0, timeout=60_000)
        expect(state_of_run).to_have_text("done")
        expect(tab.locator("#balance")).to_contain_text("100.0 %")
        tab.goto("/?q=fragile")
        expect(tab.locator(".hit h2")).to_contain_text("A fragile text.")
        tab.close()
        assert docmill("status", "--json").json["indexed"] == 2


def test_up_comes_up_without_its_index(docmill: Docmill) -> None:
    """An Elasticsearch that starts later is waited for by runs, and `up` says what is missing."""
    settings = {"DOCMILL_INDEX_URL": f"http://127.0.0.1:{free_port()}"}
    docmill = Docmill({**docmill.environment, **settings}, docmill.directory)
    with docmill.start("up", "--json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["data_dir"]
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert "the index does not answer yet" in errors
    assert "DOCMILL_INDEX_URL" in errors


def test_workers_of_ones_own_work_a_run(docmill: Docmill, broker: RunningBroker) -> None:
    """One worker for the stages, one for the embedded index; each ends in order by its signal."""
    environment = {
        **docmill.environment, "DOCMILL_BROKER_URL": broker.url, "DOCMILL_WORKERS": "none",
    }  # fmt: skip
    docmill = Docmill(environment, docmill.directory)
    with (
        docmill.start("worker", "--json") as stages,
        docmill.start("worker", "--queues", "index", "--json") as index,
    ):
        assert stages.stdout is not None
        assert index.stdout is not None
        ready = json.loads(stages.stdout.readline())
        assert ready["links"] == ["convert+clean", "extract", "classify"]
        assert ready["concurrency"] == 1
        assert ":***@" in ready["broker"]
        assert json.loads(index.stdout.readline())["links"] == ["index"]
        answer = docmill("run", str(SEEDS), "--json")
        assert answer.exit_code == 0, answer.errors
        assert answer.json["indexed"] == answer.json["expected"]
        for process, number in ((stages, signal.SIGTERM), (index, signal.SIGINT)):
            process.send_signal(number)
            output, errors = process.communicate(timeout=60)
            assert process.returncode == 128 + number, errors
            assert output == ""
