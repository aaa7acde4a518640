"""Outlook's stores: items in folders, damaged ones among them, and the extra that reads them.

The library's objects are played here, as no tool writes such files; real ones are read by
`make bench-formats`.
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.extras import NEEDS_EXTRA
from pipeline.sources import reading
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, filtered, read_all, small_limits

SUBJECT, BODY, NAME, ADDRESS, FILE, METHOD = 0x37, 0x1000, 0x3001, 0x39FE, 0x3707, 0x3705


class Broken:
    """Raises `OSError` for whatever it is asked, as libpff does for what is damaged."""

    def __getattr__(self, name: str) -> Any:
        raise OSError(f"libpff cannot read {name}")


def values(told: dict[int, str | int]) -> Any:
    """A set of properties, with one among them that cannot be read."""
    entries: list[Any] = [Broken()]
    for number, value in told.items():
        data = value.encode("utf-16-le") if isinstance(value, str) else value.to_bytes(4, "little")
        kind = 0x1F if isinstance(value, str) else 0x03
        entries.append(SimpleNamespace(entry_type=number, value_type=kind, data=data))
    return SimpleNamespace(number_of_entries=len(entries), get_entry=entries.__getitem__)


def thing(*sets: dict[int, str | int], **more: Any) -> Any:
    """An object with sets of properties."""
    made = [values(one) for one in sets]
    return SimpleNamespace(number_of_record_sets=len(made), get_record_set=made.__getitem__, **more)


def attachment(name: str, raw: bytes, **told: int) -> Any:
    """What is attached to an item."""
    return thing({FILE: name, **{METHOD: told.get("method", 1)}}, size=len(raw),
        read_buffer=lambda size: raw[:size])  # fmt: skip


def item(subject: str, *files: Any) -> Any:
    """An item of a store."""
    people = thing(
        {NAME: "Ann", ADDRESS: "ann@example.org"}, {NAME: "Bob", ADDRESS: "b@example.org"}
    )
    return thing({SUBJECT: subject, BODY: f"Text of {subject}."}, recipients=people,
        number_of_attachments=len(files), get_attachment=files.__getitem__)  # fmt: skip


def folder(name: str, items: list[Any], folders: list[Any]) -> Any:
    """A folder of a store; an error stands for what cannot be read."""

    def given(all_of_them: list[Any], number: int) -> Any:
        if isinstance(all_of_them[number], Exception):
            raise all_of_them[number]
        return all_of_them[number]

    return SimpleNamespace(
        name=name,
        number_of_sub_messages=len(items),
        number_of_sub_folders=len(folders),
        get_sub_message=lambda number: given(items, number),
        get_sub_folder=lambda number: given(folders, number),
    )


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with two folders, and much that is damaged."""
    inner, big = attachment("Inner", b"PC", method=5), attachment("big.txt", b"x" * 9_000)
    two = item("two", attachment("a.txt", b"x"), Broken(), inner, big)
    old = folder("Old", [item("three")], [Broken()])
    inbox = folder("Inbox", [item("one"), OSError("bad item"), two], [old])
    root = folder(
        "", [], [inbox, OSError("bad folder"), folder("Sent", [Broken(), item("four")], [])]
    )

    class File:
        def open_file_object(self, stream: Any) -> None:
            if stream.read(4) != b"!BDN":
                raise OSError("no store")

        def get_root_folder(self) -> Any:
            return root

        def close(self) -> None:
            pass

    monkeypatch.setitem(sys.modules, "pypff", SimpleNamespace(file=File))
    monkeypatch.setattr(reading, "is_installed", lambda extra: True)
    path = tmp_path / "a.pst"
    path.write_bytes(b"!BDN" + bytes(100))
    return path


def test_items_are_records_and_what_is_damaged_fails_alone(store: Path) -> None:
    """Numbers stay whatever is damaged, and what is attached has its item on its way."""
    items = read_all(store, limits=small_limits(max_document_bytes=2_000))
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


def test_a_reading_goes_on_at_any_item(store: Path) -> None:
    """And gives the same from there."""
    check_every_start(store)


def test_a_file_that_is_none_fails(store: Path) -> None:
    """With what to think of it."""
    store.write_bytes(b"!BDX" + bytes(100))
    [failed] = failures(read_all(store))
    assert failed.error == "Corrupt"


def test_without_its_extra_a_store_is_left_out(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the reason that names what to install."""
    monkeypatch.setattr(reading, "is_installed", lambda extra: False)
    assert filtered(read_all(store)) == [NEEDS_EXTRA]


def test_the_library_is_there_for_development() -> None:
    """What is not a store, it refuses."""
    pypff = pytest.importorskip("pypff")
    with pytest.raises(OSError, match="open"):
        pypff.file().open(__file__)
