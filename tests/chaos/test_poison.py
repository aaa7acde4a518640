"""Poison: documents that end the process that works them, among good ones."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from testbed.stages import POISON, install_stage
from tests.harness.command import Docmill

COUNT = 24


@pytest.fixture
def poisoned(tmp_path: Path) -> Docmill:
    """The command with a stage that does what a document tells it, and narrow limits."""
    packages = tmp_path / "packages"
    packages.mkdir()
    return Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "PYTHONPATH": install_stage(packages, "poison", POISON),
            "DOCMILL_LINKS": "poison",
            "DOCMILL_CONCURRENCY": "2",
            "DOCMILL_BATCH_DOCUMENTS": "12",
            "DOCMILL_DOCUMENT_SECONDS": "1",
            "DOCMILL_DOCUMENT_MEMORY_BYTES": "400000000",
        },
        tmp_path,
    )


def source(folder: Path, commands: Mapping[int, str]) -> Path:
    """Two batches of one-line documents, some with a command for the stage."""
    path = folder / "poisoned.jsonl"
    texts = (f"Item number {n} {commands.get(n, 'of many')}." for n in range(COUNT))
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "error", "said"),
    [
        ("ABORT", "WorkerLost", "signal 6"),
        ("KILL", "WorkerLost", "signal 9"),
        ("EXIT", "WorkerLost", "exitcode 7"),
        ("SLEEP", "TimedOut", "DOCMILL_DOCUMENT_SECONDS"),
        ("SPIN", "TimedOut", "DOCMILL_DOCUMENT_SECONDS"),
        ("HOARD", "OutOfMemory", "DOCMILL_DOCUMENT_MEMORY_BYTES"),
    ],
)
def test_a_document_that_ends_its_worker_fails_alone(
    poisoned: Docmill, tmp_path: Path, command: str, error: str, said: str
) -> None:
    """It fails with what happened; every other document of its batch is indexed."""
    answer = poisoned("run", str(source(tmp_path, {5: command})), "--json")
    assert answer.exit_code == 1, answer.errors
    balance = answer.json
    assert (balance["expected"], balance["indexed"], balance["failed"]) == (COUNT, COUNT - 1, 1)
    (failure,) = balance["failures"]
    assert failure["source"].endswith("poisoned.jsonl#6")
    assert (failure["stage"], failure["error"]) == ("poison", error)
    assert said in failure["message"]


def test_memory_that_a_document_took_is_there_again_for_the_next(
    poisoned: Docmill, tmp_path: Path
) -> None:
    """Large documents before and after one that takes all memory are not harmed by it."""
    commands = {3: "BIG", 5: "HOARD", 6: "BIG", 9: "BIG", 13: "HOARD", 20: "BIG"}
    roomy = {"DOCMILL_CONCURRENCY": "1", "DOCMILL_DOCUMENT_SECONDS": "30"}
    docmill = Docmill({**poisoned.environment, **roomy}, tmp_path)
    answer = docmill("run", str(source(tmp_path, commands)), "--json")
    assert answer.exit_code == 1, answer.errors
    assert answer.json["indexed"] == COUNT - 2, answer.json["failures"]
    assert {failure["error"] for failure in answer.json["failures"]} == {"OutOfMemory"}


def test_many_of_them_in_one_batch_are_all_found(poisoned: Docmill, tmp_path: Path) -> None:
    """More of them than a batch has attempts; the good ones around them are indexed."""
    docmill = Docmill({**poisoned.environment, "DOCMILL_MAX_ATTEMPTS": "3"}, tmp_path)
    commands = {0: "ABORT", 1: "KILL", 4: "SLEEP", 6: "ABORT", 8: "EXIT", 9: "HOARD", 11: "KILL"}
    answer = docmill("run", str(source(tmp_path, commands)), "--json")
    assert answer.exit_code == 1, answer.errors
    balance = answer.json
    assert balance["expected"] == COUNT
    assert balance["indexed"] == COUNT - len(commands)
    places = [failure["source"].partition("poisoned.jsonl")[2] for failure in balance["failures"]]
    assert places == [f"#{place + 1}" if place else "" for place in commands]
    found = docmill("search", "item", "--size", "1", "--facets", "--json")
    assert found.lines[-1]["total"] == COUNT - len(commands)
    verified = docmill("verify", "--json")
    assert verified.exit_code == 0, verified.output
