"""`docmill resolve` from end to end on an index in the data directory."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.contract.indexes import written
from tests.harness.names_of_archive import archive, named, names_of
from workers.command.command_line import run_command
from workers.indexes import open_index
from workers.producer.housekeeping import locked_out_runs
from workers.settings import load_settings

pytestmark = pytest.mark.once

BESIDE = ("place Arendal", "organization Harbour Party")
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `docmill resolve --json` in a folder of its own; gives its JSON."""
    for name in [name for name in os.environ if name.startswith("DOCMILL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    index = open_index(load_settings())
    index.prepare()
    written(
        index,
        *archive(
            {
                "full": (4, ("person Maren Tolliver", *BESIDE)),
                "one": (3, ("person Denys Shmohal", *BESIDE)),
                "two": (2, ("person Denis Shmogal", *BESIDE)),
                "rest": (500, ("place Oslo",)),
            }
        ),
        named("short", "person Tolliver", *BESIDE),
    )
    index.close()

    def asked(*arguments: str) -> dict[str, Any]:
        capsys.readouterr()
        assert run_command(["resolve", "--json", *arguments]) == 0
        answer: dict[str, Any] = msgspec.json.decode(capsys.readouterr().out)
        return answer

    return asked


def people(id: str) -> list[str]:
    """The people of a document in the index."""
    index = open_index(load_settings())
    try:
        return names_of(index.get(id), "people")
    finally:
        index.close()


def test_names_are_settled_reviewed_and_taken_back(ask: Ask, tmp_path: Path) -> None:
    """A dry run changes nothing; what has a y in the review file stays until all is undone."""
    shown = ask("--dry-run")
    assert (shown["changed"], shown["written"], shown["review"]) == (1, 0, None)
    assert shown["kinds"] == [
        {
            "by": "short form", "type": "person", "name": "Tolliver", "new_type": "person",
            "new_name": "Maren Tolliver", "documents": 1,
        }
    ]  # fmt: skip
    assert people("short") == ["Tolliver"]
    settled = ask()
    assert (settled["written"], settled["review"]) == (1, "names-to-review.tsv")
    assert people("short") == ["Maren Tolliver"]
    review = tmp_path / "names-to-review.tsv"
    review.write_text(review.read_text("utf-8").replace("\n\tperson", "\ny\tperson"), "utf-8")
    assert ask("--apply", "names-to-review.tsv")["changes"] == {"short form": 1, "review": 2}
    assert people("two0") == ["Denys Shmohal"]
    assert ask()["written"] == 0, "what is accepted is remembered"
    assert ask("--undo") == {"undone": 3}
    assert (people("short"), people("two0")) == (["Tolliver"], ["Denis Shmogal"])
    assert ask("--dry-run")["changes"] == {"short form": 1}


def test_a_wrong_edit_changes_nothing_and_is_told(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that no document has; a y that is taken away takes its spelling back."""
    heading = "accept\ttype\tname\tsame_as"
    review = tmp_path / "mine.tsv"
    lines = ("y\tperson\tdenis shmogal\tDenys  Shmohal", "y\tperson\ttolliver\tMaren Toliver")
    review.write_text("\n".join((heading, *lines)), "utf-8")
    assert run_command(["resolve", "--apply", "mine.tsv"]) == 0
    assert "tolliver as maren toliver (person)" in capsys.readouterr().err
    assert (people("two0"), people("short")) == (["Denys Shmohal"], ["Maren Tolliver"])
    review.write_text("\n".join((heading, lines[0].replace("y", "n", 1))), "utf-8")
    ask("--apply", "mine.tsv")
    assert people("two0") == ["Denis Shmogal"]


def test_what_a_killed_resolution_left_is_removed(ask: Ask, tmp_path: Path) -> None:
    """Its counts and names, which no later one reads."""
    left = tmp_path / "data" / "resolving"
    left.mkdir()
    (left / "counts.sqlite").write_bytes(b"half of a")
    assert ask()["written"] == 1
    assert not left.exists()


def test_no_run_may_work_meanwhile(ask: Ask) -> None:
    """It would write documents that are read here."""
    del ask
    with locked_out_runs(load_settings()):
        assert run_command(["resolve"]) != 0


def test_people_see_a_table(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """Of what changes, and in how many documents."""
    del ask
    assert run_command(["resolve", "--dry-run", "--no-json"]) == 0
    told = capsys.readouterr().out
    assert "1 of 510 documents get other names" in told
    assert "Maren Tolliver (person)" in told
