"""Fixtures of the tests that run the real command with real workers."""

from pathlib import Path

import pytest

from tests.harness.command import Docmill


@pytest.fixture
def docmill(tmp_path: Path) -> Docmill:
    """The command with a data directory of its own, on the embedded stack."""
    return Docmill({"DOCMILL_DATA_DIR": str(tmp_path / "data")}, tmp_path)
