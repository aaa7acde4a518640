"""Fixtures for every tier: the services that tests need (see tests/harness)."""

import os
import re
import sys
import tomllib
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest
from hypothesis import settings

from workers.one_thread import take_one_core

pytest_plugins = ["tests.harness.fixtures"]

# Threads that wait for one another count as processor time, and slow down what runs beside.
take_one_core()

# Compiled modules are kept, whatever the environment says: every process that a test starts would
# compile the packages, and every run the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# No deadline: how long an example takes depends on the machine, which no test may assert about.
settings.register_profile("docmill", deadline=None, max_examples=20)
settings.load_profile("docmill")


def pytest_configure() -> None:
    """Stop where stages, containers or dependencies came since docmill was installed here."""
    project = tomllib.loads(Path(__file__).with_name("pyproject.toml").read_text(encoding="utf-8"))
    told = {
        (group, name, value)
        for group, points in project["project"]["entry-points"].items()
        for name, value in points.items()
    }
    if told - {(p.group, p.name, p.value) for p in distribution("docmill").entry_points}:
        pytest.exit(
            "pyproject.toml registers what this installation does not know; install it again: "
            "python -m pip install --no-deps --no-build-isolation --editable .",
            returncode=3,
        )
    needed = [re.split(r"[^\w-]", line)[0] for line in project["project"]["dependencies"]]
    installed = {re.sub(r"[-_.]+", "-", d.name).lower() for d in distributions() if d.name}
    if missing := [name for name in needed if name not in installed]:
        pytest.exit(
            f"not installed here, and needed since: python -m pip install {' '.join(missing)}",
            returncode=3,
        )
