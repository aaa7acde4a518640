"""Outlook's stores for tests: the library's objects are played, as no tool writes such files.

A store is the mark, then what it holds in JSON; real stores are read by `make bench-formats`.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.sources import outlook_store, reading
from pipeline.sources.outlook_items import StoreItem, store_items

MARK = outlook_store.MARK
SUBJECT, BODY, NAME, ADDRESS, FILE, METHOD = 0x37, 0x1000, 0x3001, 0x39FE, 0x3707, 0x3705


class Broken:
    """Raises `OSError` for whatever it is asked, as libpff does for what is damaged."""

    def __getattr__(self, name: str) -> Any:
        raise OSError(f"libpff cannot read {name}")


class Crashing:
    """Ends the process for whatever it is asked, as libpff may."""

    def __getattr__(self, name: str) -> Any:
        os.kill(os.getpid(), signal.SIGSEGV)


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


def item(subject: str, *files: Any, text: str = "") -> Any:
    """An item of a store."""
    people = thing(
        {NAME: "Ann", ADDRESS: "ann@example.org"}, {NAME: "Bob", ADDRESS: "b@example.org"}
    )
    return thing({SUBJECT: subject, BODY: text or f"Text of {subject}."}, recipients=people,
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


def damaged_root() -> Any:
    """Two folders, and much that is damaged."""
    inner, big = attachment("Inner", b"PC", method=5), attachment("big.txt", b"x" * 9_000)
    two = item("two", attachment("a.txt", b"x"), Broken(), inner, big)
    old = folder("Old", [item("three")], [Broken()])
    inbox = folder("Inbox", [item("one"), OSError("bad item"), two], [old])
    return folder(
        "", [], [inbox, OSError("bad folder"), folder("Sent", [Broken(), item("four")], [])]
    )


class file:  # noqa: N801 - the library's name
    """A store."""

    def open_file_object(self, stream: Any) -> None:
        """Raises `OSError` for a file that is none."""
        stream.seek(0)
        if stream.read(len(MARK)) != MARK:
            raise OSError("no store")
        self._told = json.loads(stream.read())

    def get_root_folder(self) -> Any:
        """What the store holds: `count` items, on some of which it is `crashing`; or the damaged
        ones."""
        if "count" not in self._told:
            return damaged_root()
        text, crashing = self._told.get("text", ""), self._told.get("crashing", [])

        def get(number: int) -> Any:
            return Crashing() if number in crashing else item(str(number), text=text)

        inbox = folder("Inbox", [], [])
        inbox.number_of_sub_messages, inbox.get_sub_message = self._told["count"], get
        return folder("", [], [inbox])

    def close(self) -> None:
        """Nothing is open."""


def store(**told: Any) -> bytes:
    """A file that holds what is told."""
    return MARK + json.dumps(told).encode()


def played(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stores be read by the library that is played, in this process."""

    def here(
        stream: BufferedReader, first: int, most_bytes: int
    ) -> Iterator[tuple[int, StoreItem]]:
        return enumerate(store_items(stream, first, most_bytes), first)

    monkeypatch.setitem(sys.modules, "pypff", sys.modules[__name__])
    monkeypatch.setattr("pipeline.sources.outlook_store.items_in_child", here)
    monkeypatch.setattr(reading, "is_installed", lambda extra: True)


def played_in_child(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let stores be read by the library that is played, in processes of their own."""
    (folder / "pypff.py").write_text(f"from {__name__} import file\n")
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{Path(__file__).parents[2]}")
    monkeypatch.setattr(reading, "is_installed", lambda extra: True)
