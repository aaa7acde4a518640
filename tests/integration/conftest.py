"""Fixtures of the tests that run the real command with real workers."""

from pathlib import Path

import pytest

from testbed.stages import NOOP, install_stage
from tests.harness.command import Docmill


@pytest.fixture
def docmill(tmp_path: Path) -> Docmill:
    """The command with a data directory of its own, on the embedded stack."""
    return Docmill({"DOCMILL_DATA_DIR": str(tmp_path / "data")}, tmp_path)


@pytest.fixture
def quick(tmp_path: Path) -> Docmill:
    """The command with a stage that does next to nothing, in small batches."""
    packages = tmp_path / "packages"
    packages.mkdir()
    return Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "PYTHONPATH": install_stage(packages, "noop", NOOP),
            "DOCMILL_LINKS": "noop",
            "DOCMILL_BATCH_DOCUMENTS": "8",
        },
        tmp_path,
    )
