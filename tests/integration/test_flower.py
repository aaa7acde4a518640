"""Flower beside a run, in a browser: what each task is about, and why one failed."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from testbed.broker import free_port
from testbed.stages import POISON, install_stage
from tests.harness.command import Docmill

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNT = 12
BAD = 5


@pytest.fixture
def docmill(tmp_path: Path) -> Docmill:
    """The command with a stage that does what a document tells it."""
    packages = tmp_path / "packages"
    packages.mkdir()
    return Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "DOCMILL_FLOWER_PORT": str(free_port()),
            "PYTHONPATH": install_stage(packages, "poison", POISON),
            "DOCMILL_LINKS": "poison",
            "DOCMILL_CONCURRENCY": "1",
        },
        tmp_path,
    )


@contextmanager
def up(docmill: Docmill) -> Iterator[dict[str, Any]]:
    """`docmill up` while the block lasts."""
    with docmill.start("up", "--json") as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def rows(page: "Page") -> list[dict[str, str]]:
    """The list of tasks as a person sees it: heading → cell, row by row."""
    page.wait_for_selector("#tasks-table tbody tr td:nth-child(2)")
    headings = page.locator(".dataTables_scrollHead thead th").all_text_contents()
    return [
        dict(zip(map(str.strip, headings), row.locator("td").all_inner_texts(), strict=True))
        for row in page.locator("#tasks-table tbody tr").all()
    ]


def test_the_list_of_tasks_says_what_each_is_about(
    docmill: Docmill, tmp_path: Path, browser: "Browser"
) -> None:
    """Run, source, records and counts; a lost task has the error that the ledger has."""
    source = tmp_path / "items.jsonl"
    texts = (f"Item number {n} {'ABORT' if n == BAD else 'of many'}." for n in range(COUNT))
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    with up(docmill) as state:
        answer = docmill("run", str(source), "--source-name", "items", "--json")
        assert answer.exit_code == 1, answer.errors
        [failure] = answer.json["failures"]
        page = browser.new_context(
            http_credentials={"username": state["user"], "password": state["password"]}
        ).new_page()
        page.goto(f"{state['flower']}/tasks")
        found = rows(page)
    tasks = [row for row in found if row["Run"] == answer.json["run"]]
    assert {row["Link"] for row in tasks} == {"poison", "index"}
    assert {row["Source"] for row in tasks} == {"items"}
    assert {row["Records"] for row in tasks} == {f"{COUNT}: 1 to {COUNT}"}
    [written] = [row for row in tasks if row["Link"] == "index"]
    assert written["Outcome"] == f"{COUNT - 1} indexed, 1 failed (WorkerLost)"
    lost = [row["Outcome"] for row in tasks if row["State"] == "FAILURE"]
    assert len(lost) == 2  # the whole batch, then its documents one by one
    whole, alone = sorted(lost, key=lambda text: "#" in text)
    assert whole.endswith("in poison; the batch is worked again, one by one")
    assert alone == f"{failure['error']}: {failure['message']} (items#{BAD + 1})"
    assert failure["source"] == f"items#{BAD + 1}"
    assert not any("Worker exited prematurely" in str(row) for row in found)
