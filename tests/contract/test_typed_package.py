"""What is installed tells its types: mypy, on a user's stage, beside docmill's wheel."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "add-a-stage.md"
_PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def run(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """A command in a folder, with nothing of the repository on its path."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with docmill's wheel, and with what docmill needs from here."""
    folder = tmp_path_factory.mktemp("installed")
    built = run(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), folder=ROOT
    )
    assert built.returncode == 0, built.stderr
    venv.create(folder / "environment")
    program = folder / "environment" / "bin" / "python"
    installed = run(
        sys.executable, "-m", "pip", "--python", str(program), "install", "--quiet", "--no-deps",
        "--no-index", *map(str, folder.glob("*.whl")), folder=folder,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "environment" / "lib" / version / "site-packages"
    # An editable docmill is a .pth file in there, which is not followed from here.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return program


def checked(python: Path, folder: Path, *files: str) -> "subprocess.CompletedProcess[str]":
    """mypy --strict on files of a user's project."""
    return run(
        sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), *files,
        folder=folder,
    )  # fmt: skip


@pytest.mark.once
def test_a_users_stage_is_checked_against_the_installed_types(python: Path, tmp_path: Path) -> None:
    """The how-to's stage and its test are free of errors; a misspelt field is one."""
    stage, test = _PYTHON.findall(HOW_TO.read_text("utf-8"))
    (tmp_path / "docmill_quotes.py").write_text(stage, "utf-8")
    (tmp_path / "test_quotes.py").write_text(test, "utf-8")
    right = checked(python, tmp_path, "docmill_quotes.py", "test_quotes.py")
    assert right.returncode == 0, right.stdout
    assert "no issues found in 2 source files" in right.stdout
    (tmp_path / "docmill_quotes.py").write_text(
        stage.replace("cleaned.text", "cleaned.txt"), "utf-8"
    )
    wrong = checked(python, tmp_path, "docmill_quotes.py")
    assert '"Cleaned" has no attribute "txt"' in wrong.stdout


@pytest.mark.once
@pytest.mark.parametrize("package", ["pipeline", "workers"])
def test_both_packages_are_marked_as_typed(python: Path, package: str) -> None:
    """PEP 561's marker is in the wheel."""
    found = python.parents[1].glob(f"lib/python*/site-packages/{package}/py.typed")
    assert len(list(found)) == 1
