"""One suite over every kind of source: a reading goes on where another one stopped."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Document, Unread
from pipeline.sources import END, Cursor, Position, SourceOptions, read_sources
from tests.contract.test_sources import KINDS, SINGLE, damaged

ALL: dict[str, Callable[[Path], object]] = {**KINDS, **SINGLE}


def read_with_positions(
    arguments: list[str], options: SourceOptions
) -> tuple[list[Document | Unread], list[Position]]:
    """Every item, and what the cursor told when it was given."""
    cursor = Cursor()
    items, positions = [], []
    for item in read_sources(arguments, options, cursor=cursor):
        assert cursor.position is not None
        items.append(item)
        positions.append(cursor.position)
    assert cursor.position == END
    return items, positions


def check_every_start(*arguments: Path, **options: Any) -> None:
    """From the position of each item, exactly it and those after it are read, and positions too."""
    told = SourceOptions(**options)
    names = [str(argument) for argument in arguments]
    items, positions = read_with_positions(names, told)
    for number, position in enumerate(positions):
        position = msgspec.json.decode(msgspec.json.encode(position), type=Position)
        cursor = Cursor()
        rest = []
        for place, item in enumerate(read_sources(names, told, None, cursor, position), number):
            assert cursor.position == positions[place]
            rest.append(item)
        assert rest == items[number:]
        assert cursor.position == END


@pytest.mark.parametrize("kind", ALL)
def test_a_reading_goes_on_at_any_item(kind: str, tmp_path: Path) -> None:
    """Items, ids, locators and content are those of one reading, in the sources after it too."""
    path = tmp_path / kind
    ALL[kind](path)
    check_every_start(path, Path(__file__))
    check_every_start(Path(__file__), path, source_name="archive")


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != "directory"])
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_a_reading_goes_on_in_damaged_sources(
    kind: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What cannot be read is told the same as in one reading."""
    path = tmp_path_factory.getbasetemp() / f"reopened-{kind}"
    ALL[kind](path)
    path.write_bytes(damaged(path.read_bytes(), random.Random(seed)))
    check_every_start(path)
