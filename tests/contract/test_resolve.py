"""Names settled by an archive, in every index: written, found, taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.index import Index
from pipeline.resolve import archive as archives
from pipeline.resolve.archive import Plan, Resolution, undo
from tests.contract.indexes import ENGINES, ids, opened, written
from tests.harness.names_of_archive import archive, named, names_of

ENTRIES = [
    *archive(
        {
            "firm": (19, ("organization Norwell", "place Oslo")),
            "full": (4, ("person Maren Tolliver", "organization Harbour Party")),
            "rare": (1, ("person Ann Kadafi",)),
            "more": (2, ("person Ann Qaddafi",)),
        }
    ),
    named("odd", "person Norwell", "organization NORWELL", "place Arendal"),
    named("short", "person Tolliver", "organization Harbour Party"),
]
ACCEPTED = {("person", "ann kadafi"): "ann qaddafi"}


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index with these documents."""
    with opened(request, tmp_path) as make:
        made = make()
        made.prepare()
        yield written(made, *ENTRIES)


def settle(index: Index, folder: Path, stop_after: int | None = None) -> tuple[Plan, int]:
    """Resolve an index; `stop_after`: an error comes when so many documents are written."""
    folder.mkdir()
    resolution = Resolution(index, folder, ACCEPTED)
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        if stop_after is not None and done >= stop_after:
            raise InterruptedError

    try:
        plan = resolution.plan(lambda _: None)
        count = resolution.write(advance)
        index.refresh()
        return plan, count
    finally:
        resolution.close()


def stored(index: Index) -> list[dict[str, Any] | None]:
    """All documents as they are stored, by id."""
    return index.records(sorted(entry.id for entry in ENTRIES), None)


def test_what_is_settled_is_written_and_found(index: Index, tmp_path: Path) -> None:
    """By the new names and by those before; documents without a change are not written."""
    plan, count = settle(index, tmp_path / "work")
    assert (plan.documents, plan.changed, plan.to_write, count) == (len(ENTRIES), 3, 3, 3)
    assert plan.changes == {"type": 1, "spelling": 1, "short form": 1, "review": 1}
    odd = index.get("odd")
    assert odd is not None
    assert names_of(odd, "people") == []
    assert names_of(odd, "organizations") == ["Norwell"]
    assert {m["label"] for m in odd["mentions"][:2]} == {"organization"}
    assert names_of(index.get("short"), "people") == ["Maren Tolliver"]
    [entity] = [e for e in (index.get("short") or {})["entities"] if e["label"] == "person"]
    assert (entity["name"], entity["canonical"]) == ("Tolliver", "Maren Tolliver")
    assert entity["resolved_by"] == "short form"
    assert ids(index, 'person:"ann qaddafi"') == {"rare0", "more0", "more1"}
    assert ids(index, "person:kadafi") == {"rare0"}
    assert ids(index, 'entity_keys:"person:ann qaddafi"') == {"rare0", "more0", "more1"}


def test_a_second_resolution_changes_nothing(index: Index, tmp_path: Path) -> None:
    """It reads what the stages found, and finds it done."""
    settle(index, tmp_path / "work")
    before = stored(index)
    plan, count = settle(index, tmp_path / "again")
    assert (plan.changed, plan.to_write, count) == (3, 0, 0)
    assert stored(index) == before


def test_an_interrupted_resolution_ends_as_any(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the first document and made again, the index is the same."""
    monkeypatch.setattr(archives, "AT_ONCE", 1)
    with pytest.raises(InterruptedError):
        settle(index, tmp_path / "stopped", stop_after=1)
    index.refresh()
    plan, count = settle(index, tmp_path / "again")
    assert (plan.changed, count) == (3, 2)
    whole = stored(index)
    undo(index, lambda _: None)
    index.refresh()
    settle(index, tmp_path / "whole")
    assert stored(index) == whole


def test_undo_gives_back_every_field(index: Index, tmp_path: Path) -> None:
    """As if nothing had been settled."""
    before = stored(index)
    settle(index, tmp_path / "work")
    assert stored(index) != before
    assert undo(index, lambda _: None) == 3
    index.refresh()
    assert stored(index) == before
    assert ids(index, "person:tolliver") == {*(f"full{n}" for n in range(4)), "short"}


def test_a_document_that_is_written_again_waits_for_the_next(index: Index, tmp_path: Path) -> None:
    """It has the names of the stages, and gets the others from the next resolution."""
    settle(index, tmp_path / "work")
    [again] = [entry for entry in ENTRIES if entry.id == "short"]
    written(index, again)
    assert names_of(index.get("short"), "people") == ["Tolliver"]
    _, count = settle(index, tmp_path / "next")
    assert count == 1
    assert names_of(index.get("short"), "people") == ["Maren Tolliver"]
