"""Outlook's stores: items in folders, damaged ones among them, and the extra that reads them."""

from pathlib import Path

import pytest

from pipeline.extras import NEEDS_EXTRA
from pipeline.sources import outlook_process, reading
from tests.harness.outlook_store import played, played_in_child, store
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, filtered, make_zip, read_all, small_limits


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with two folders, and much that is damaged."""
    played(monkeypatch)
    path = tmp_path / "a.pst"
    path.write_bytes(store())
    return path


def test_items_are_records_and_what_is_damaged_fails_alone(path: Path) -> None:
    """Numbers stay whatever is damaged, and what is attached has its item on its way."""
    items = read_all(path, limits=small_limits(max_document_bytes=2_000))
    assert [str(item.locator).partition(".pst")[2] for item in items] == [
        "", "#2", "#3", "!#3!a.txt", "!#3!part-2", "!#3!Inner", "!#3!big.txt", "#4", "#5", "#6",
        "#7", "#8",
    ]  # fmt: skip
    found = documents(items)
    assert [(document.metadata.other or {}).get("folder") for document in found] == [
        ("Inbox",), ("Inbox",), None, ("Inbox/Old",), ("Sent",), ("Sent",),
    ]  # fmt: skip
    raw = found[0].raw
    assert isinstance(raw, bytes)
    assert b"Subject: one" in raw
    assert b'To: "Ann" <ann@example.org>, "Bob" <b@example.org>' in raw
    assert found[2].parent == found[1].id
    assert [failed.error for failed in failures(items)] == [
        "Corrupt", "Corrupt", "Unsupported", "DocumentTooLarge", "Corrupt", "Corrupt",
    ]  # fmt: skip


def test_a_reading_goes_on_at_any_item(path: Path) -> None:
    """And gives the same from there."""
    check_every_start(path)


def test_a_crash_of_the_library_costs_one_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs in a process of its own; in a nest, where the store is in memory, too."""
    played_in_child(monkeypatch, tmp_path)
    path = make_zip(tmp_path / "a.zip", {"a.pst": store(count=5, crashing=[2])})
    items = read_all(path)
    assert [(item.locator.member, item.locator.record) for item in items] == [
        ("a.pst", number) for number in range(5)
    ]
    [failed] = failures(items)
    assert failed.error == "Corrupt"
    assert "crashed" in failed.message
    assert "a.pst#3" in failed.message


def test_crashes_without_end_are_one_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So are items that take for ever: what comes before them is read."""
    played_in_child(monkeypatch, tmp_path)
    path = tmp_path / "a.pst"
    path.write_bytes(store(count=90, crashing=list(range(1, 90))))
    items = read_all(path)
    assert len(documents(items)) == 1
    assert len(failures(items)) == outlook_process.MOST_CRASHES + 1
    assert "scanpst" in failures(items)[-1].message


def test_a_file_that_is_none_fails(tmp_path: Path) -> None:
    """Told so by the library itself, in its process."""
    pytest.importorskip("pypff")
    path = tmp_path / "a.pst"
    path.write_bytes(b"!BDN" + bytes(600))
    [failed] = failures(read_all(path))
    assert failed.error == "Corrupt"
    assert "no store" in failed.message


def test_without_its_extra_a_store_is_left_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the reason that names what to install."""
    monkeypatch.setattr(reading, "is_installed", lambda extra: False)
    assert filtered(read_all(path)) == [NEEDS_EXTRA]
