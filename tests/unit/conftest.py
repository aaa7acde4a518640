"""Fixtures of the unit tests."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.command import Answer
from workers.command.command_line import run_command

CommandLine = Callable[..., Answer]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of the test's own, set in the environment; no other setting is."""
    for name in [name for name in os.environ if name.startswith("DOCMILL_")]:
        monkeypatch.delenv(name)
    place = tmp_path / "data"
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(place))
    return place


@pytest.fixture
def docmill(data_dir: Path, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line in this process: arguments → exit code, output, errors."""

    def run(*arguments: str) -> Answer:
        capfd.readouterr()
        exit_code = run_command(list(arguments))
        output, errors = capfd.readouterr()
        return Answer(exit_code, output, errors)

    return run
