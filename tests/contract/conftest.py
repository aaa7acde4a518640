"""Fixtures of the contract tests: each index engine in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.index import Index
from tests.contract.indexes import ENGINES, MakeIndex, opened


@pytest.fixture(params=ENGINES)
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeIndex]:
    """Makes adapters to the same index, which does not exist yet."""
    with opened(request, tmp_path) as make:
        yield make


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    """A prepared index without documents."""
    made = make_index()
    made.prepare()
    return made
