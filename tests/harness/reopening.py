"""Helpers for tests of positions: readings that stop anywhere and go on."""

from pathlib import Path
from typing import Any

import msgspec

from pipeline.records import Document, Unread
from pipeline.sources import (
    END,
    Cursor,
    Position,
    SourceOptions,
    measure,
    read_again,
    read_sources,
)


def read_with_positions(
    *arguments: Path | str, **options: Any
) -> tuple[list[Document | Unread], list[Position]]:
    """Every item, and what the cursor told when it was given."""
    cursor = Cursor()
    assert cursor.position is None
    items: list[Document | Unread] = []
    positions: list[Position] = []
    names = [str(argument) for argument in arguments]
    for item in read_sources(names, SourceOptions(**options), cursor=cursor):
        assert cursor.position is not None
        items.append(item)
        positions.append(cursor.position)
    assert cursor.position == END
    return items, positions


def check_every_start(*arguments: Path | str, **options: Any) -> None:
    """From each position exactly the items from there on are read, at the same positions.

    Progress goes on behind what was left out and comes to the same end.
    """
    told = SourceOptions(**options)
    names = [str(argument) for argument in arguments]
    items, positions = read_with_positions(*arguments, **options)
    assert items
    for number, position in enumerate(positions):
        stored = msgspec.json.decode(msgspec.json.encode(position), type=Position)
        cursor = Cursor()
        steps: list[int] = []
        rest, places = [], []
        for item in read_sources(names, told, steps.append, cursor, stored):
            rest.append(item)
            places.append(cursor.position)
        assert rest == items[number:]
        assert places == positions[number:]
        assert cursor.position == END
        assert steps == sorted(steps)
        assert steps[-1] == measure(names, told)
    check_reading_again(names, told, items)


def check_reading_again(
    names: list[str], told: SourceOptions, items: list[Document | Unread]
) -> None:
    """Any one item is read again by its locator alone, and so is every second one."""
    for item in items:
        assert item in list(read_again(names, told, {item.locator}))
    every_second = {item.locator for item in items[::2]}
    found = [item.locator for item in read_again(names, told, every_second)]
    assert found == list(dict.fromkeys(i.locator for i in items if i.locator in every_second))
