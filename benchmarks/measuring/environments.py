"""Pinned virtual environments for what is measured, made once and kept in the user's cache.

An environment's folder carries the hash of its pins and of the Python that made it: a changed pin
makes a new one, and nothing has to be kept up to date.
"""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import platformdirs

INSTALL_SECONDS = 1800.0
MATPLOTLIB = Path(__file__).parents[1] / "contest" / "requirements" / "picture.txt"
_TAIL = 1500


class EnvironmentNotMade(RuntimeError):
    """pip could not install the pins; the message ends with what it said."""


def environment_python(requirements: Path) -> Path:
    """The Python of the environment that holds exactly a requirements file's packages.

    Raises:
        EnvironmentNotMade: a package cannot be had, or not for this Python or platform.
    """
    made_from = requirements.read_bytes() + sys.version.encode()
    digest = hashlib.sha256(made_from).hexdigest()[:12]
    cache = Path(platformdirs.user_cache_dir("docmill")) / "bench"
    home = cache / f"{requirements.stem}-{digest}"
    python = home / "bin" / "python"
    if (home / "ready").exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=True)
    try:
        done = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--requirement", requirements],
            capture_output=True, text=True, timeout=INSTALL_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise EnvironmentNotMade(f"pip took longer than {INSTALL_SECONDS:.0f} s") from None
    if done.returncode:
        raise EnvironmentNotMade(f"pip install failed: {done.stderr.strip()[-_TAIL:]}")
    (home / "ready").touch()
    return python


def drawn(script: Path, rows: bytes, picture: Path) -> None:
    """Let a script with matplotlib draw rows, given to it as JSON, as a picture.

    Raises:
        EnvironmentNotMade: matplotlib cannot be installed.
    """
    python = environment_python(MATPLOTLIB)
    subprocess.run([python, script, picture], input=rows, check=True)
