"""One suite over every kind of source: a reading goes on where another one stopped."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness.reopening import check_every_start
from tests.harness.source_kinds import KINDS, REFLOWED, SINGLE, damaged

ALL: dict[str, Callable[[Path], object]] = {**KINDS, **SINGLE, **REFLOWED}


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
